# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed between two weeks of opening hours, day by day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from mapping import hours
from mapping.usual_hours import Usual, coming_dates, usual, usual_week

# Any Monday.
_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week, or what is not of a day, and its hours before and after, in words."""

    name: str
    before: str
    after: str


def days_changed(before: str, after: str) -> tuple[Day, ...]:
    """The days whose usual hours are not the same; all of the hours in one where words tell them no day by
    day, in the words of the text where nothing else can."""
    one, other = usual(before), usual(after)
    if _is_weekly(before, one) and _is_weekly(after, other):
        # Where nothing was said, no day was said to be closed.
        nothing, closed = _("non renseigné"), _("fermé")
        no_before = closed if before.strip() else nothing
        no_after = closed if after.strip() else nothing
        days = tuple(
            Day(hours.weekday(_MONDAY + timedelta(days=number)), was or no_before, now or no_after)
            for number in range(7)
            if (was := _on(one, number)) != (now := _on(other, number))
        )
        earlier, later = (
            " ; ".join(filter(None, [told.season, *coming_dates(text)]))
            for told, text in ((one, before), (other, after))
        )
        if earlier != later:
            days = (*days, Day(_("dates particulières"), earlier, later))
        if days:
            return days
    return (Day("", usual_week(before) or before, usual_week(after) or after),)


def _is_weekly(text: str, told: Usual) -> bool:
    return told.holidays is None and (told.is_known or not text.strip())


def _on(told: Usual, weekday: int) -> str:
    habits = (habit for habit in told.term if habit.weekday == weekday)
    return " ; ".join(
        ", ".join(habit.spans) + (f" ({habit.period})" if habit.period else "") for habit in habits
    )
