# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hours that two people changed: the days of one and the days of the other."""

from typing import TypeVar

from mapping.opening.grid import Grid, grid_of

Part = TypeVar("Part")


class _TwoWays(Exception):
    pass


def merged(mine: str, base: str, held: str) -> str | None:
    """Hours with what `mine` and `held` each changed of `base`; None where both changed the same day each
    their way, or one of them says more than a grid of days holds."""
    grids = [grid_of(text) for text in (mine, base, held)]
    if None in grids:
        return None
    one, was, other = (grid or Grid() for grid in grids)
    try:
        both = Grid(
            tuple(_part(*days) for days in zip(one.days, was.days, other.days, strict=True)),
            _part(one.on_appointment, was.on_appointment, other.on_appointment),
            _part(
                one.closed_in_school_holidays, was.closed_in_school_holidays, other.closed_in_school_holidays
            ),
            _part(
                one.closed_on_public_holidays, was.closed_on_public_holidays, other.closed_on_public_holidays
            ),
            _part(one.dated, was.dated, other.dated),
        )
    except _TwoWays:
        return None
    text = both.osm()
    # Days beside « sur rendez-vous » are no grid: a person decides.
    return text if grid_of(text) == both or both.says_nothing else None


def _part(mine: Part, base: Part, held: Part) -> Part:
    if mine in (base, held):
        return held
    if held == base:
        return mine
    raise _TwoWays
