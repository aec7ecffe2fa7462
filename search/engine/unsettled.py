# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot be said to be open or closed at the moment asked about: counted, never folded."""

from dataclasses import dataclass

from accounts.roles import Role
from search.engine.conditions import AT_MOMENT, HOURS_UNKNOWN
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
    """The counts for a search that asks about a moment; None for one that does not."""
    if not search.criteria.ouvert:
        return None
    return Unsettled(
        appointment=total(search, role, hours=AT_MOMENT.format(state="appointment")),
        uncertain=total(search, role, hours=AT_MOMENT.format(state="uncertain")),
        unknown=total(search, role, hours=HOURS_UNKNOWN),
    )
