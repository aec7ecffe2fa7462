# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot be said to be open or closed at the moment asked about: counted, never folded."""

from dataclasses import dataclass, replace

from accounts.roles import Role
from search.engine.conditions import Hours
from search.engine.nearest import total
from search.question import Search


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Places that match everything but the moment: on appointment then, uncertain then (a holiday
    calendar or the text itself does not say), and without hours that can be read."""

    appointment: int
    uncertain: int
    unknown: int


def unsettled(search: Search, role: Role) -> Unsettled | None:
    """The counts for a search that asks about a moment; None for one that does not.

    Of the needs that ask about one alone, where only some do.
    """
    asking = [need for need in search.needs() if need.criteria.ouvert]
    if not asking:
        return None
    if search.own:
        themes = tuple(theme for need in asking for theme in need.criteria.themes)
        search = replace(search, criteria=replace(search.criteria, themes=themes))
    return Unsettled(
        appointment=total(search, role, hours=Hours.APPOINTMENT),
        uncertain=total(search, role, hours=Hours.UNCERTAIN),
        unknown=total(search, role, hours=Hours.UNKNOWN),
    )
