# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed between two weeks of opening hours, day by day."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from mapping import hours
from mapping.opening.grid import grid_of
from mapping.usual_hours import Usual, coming_dates, usual, usual_week

# Any Monday.
_MONDAY = date(2024, 1, 1)
_HOLIDAYS = re.compile(r"\b(?:PH|SH)\b")


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
        days = (*days, *_besides(before, after))
        if days:
            return days
    whole = Day("", usual_week(before) or before, usual_week(after) or after)
    beside = _besides(before, after)
    return beside if beside and whole.before == whole.after else (whole, *beside)


def _besides(before: str, after: str) -> tuple[Day, ...]:
    """What the hours say beside the days of the week, where that is not the same: nothing that a change takes
    out goes without a word."""
    one, other = grid_of(before), grid_of(after)
    if one is None or other is None:
        was, now = (" ; ".join(_of_holidays(text)) for text in (before, after))
        return (Day(_("jours fériés, vacances"), was, now),) if was != now else ()
    nothing = _("comme les autres jours")
    told = (
        (_("jours fériés"), _("fermé"), one.closed_on_public_holidays, other.closed_on_public_holidays),
        (_("vacances scolaires"), _("fermé"), one.closed_in_school_holidays, other.closed_in_school_holidays),
        (_("rendez-vous"), _("sans heures fixes"), one.on_appointment, other.on_appointment),
    )
    return tuple(
        Day(name, said if was else nothing, said if now else nothing)
        for name, said, was, now in told
        if was != now and not (one.says_nothing or other.says_nothing)
    )


def _of_holidays(text: str) -> list[str]:
    """The rules of a text that name public or school holidays, in words as far as they have any."""
    rules = (rule.strip() for rule in text.split(";") if _HOLIDAYS.search(rule))
    words = {"PH": _("jours fériés"), "SH": _("vacances scolaires"), "off": _("fermé")}
    return [re.sub(r"\b(PH|SH|off)\b", lambda found: words[found[0]], rule) for rule in rules]


def _is_weekly(text: str, told: Usual) -> bool:
    return told.holidays is None and (told.is_known or not text.strip())


def _on(told: Usual, weekday: int) -> str:
    habits = (habit for habit in told.term if habit.weekday == weekday)
    return " ; ".join(
        ", ".join(habit.spans) + (f" ({habit.period})" if habit.period else "") for habit in habits
    )
