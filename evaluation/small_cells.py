# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers under five, put with their like in wider cells before they are kept.

Each thing counted ends in exactly one cell, so that no cell is the sum of others and none can be found by
taking some from another. A cell that exists has five or more: whoever holds all of them, and knows everything
but one visit, sees that visit, if at all, in cells of five or more.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import NamedTuple

# The least that a number may be.
LEAST = 5


class Cell(NamedTuple):
    """What a number is about. `structure` 0, or an empty code or theme, stands for all of them; so does an
    empty `commune` for all communes of its EPCI but those that have a number of their own."""

    outcome: str
    theme: str = ""
    epci: str = ""
    departement: str = ""
    structure: int = 0
    commune: str = ""


def _as_counted(cell: Cell) -> Cell:
    return cell


def _of_structure(cell: Cell) -> Cell:
    """All themes of one structure; what is about none stays as it is."""
    return cell._replace(theme="") if cell.structure else cell


def _of_epci(cell: Cell) -> Cell:
    return cell._replace(structure=0, commune="")


def _of_departement(cell: Cell) -> Cell:
    return cell._replace(structure=0, commune="", epci="")


def _of_the_site(cell: Cell) -> Cell:
    return Cell(cell.outcome, cell.theme)


def _of_all_themes(cell: Cell) -> Cell:
    return Cell(cell.outcome)


# From the narrowest to the widest.
_WIDER: tuple[Callable[[Cell], Cell], ...] = (
    _as_counted,
    _of_structure,
    _of_epci,
    _of_departement,
    _of_the_site,
    _of_all_themes,
)


def merged(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The cells to keep of exact counts, each of `LEAST` or more.

    What is less waits for the next wider cell, with all that waits there; it joins a cell that is kept
    already, whatever it is. What is still less than `LEAST` over the whole site, for one outcome, is dropped.
    """
    kept: dict[Cell, int] = {}
    waiting = {cell: n for cell, n in counts.items() if n}
    for wider in _WIDER:
        pools: dict[Cell, int] = defaultdict(int)
        for cell, n in waiting.items():
            pools[wider(cell)] += n
        settled = {pool for pool, n in pools.items() if n >= LEAST or pool in kept}
        for pool in settled:
            kept[pool] = kept.get(pool, 0) + pools[pool]
        waiting = {cell: n for cell, n in waiting.items() if wider(cell) not in settled}
    return kept
