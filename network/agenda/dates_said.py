# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as a sentence says them, often without a year: the dates that they are."""

from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from mapping.opening.grid import ANY_YEAR
from mapping.opening.periods import DAYS
from network.agenda.pieces import SaidDay
from network.agenda.refusal import Refused

# A date without a year that is farther than this ahead may be of this year, and past.
_FAR = timedelta(days=300)


def date_of(one: SaidDay, start: date, *, far: bool = False, past: bool = False) -> date:
    """The date that is said: without a year, the next from `start` on. `far` where it may be a year away,
    `past` where it may be before the start. Raises Refused where there is none, or where it may be
    another."""
    words = one.said.strip()
    if one.year is None:
        found = _next(one, start)
        if found - start > _FAR and not far:
            why = _("« %(words)s » : c’était il y a peu, ou c’est dans longtemps.") % {"words": words}
            raise Refused(why, _("De quelle année ?"))
    else:
        found = _in_year(one, one.year)
        if found < start and not past:
            question = _("Le premier jour de l’événement est le %(day)s : lequel est juste ?")
            raise Refused(
                _("« %(words)s » est avant le début de l’événement.") % {"words": words},
                question % {"day": f"{start:%d/%m/%Y}"},
            )
    if one.weekday is not None and found.weekday() != one.weekday:
        why = _("« %(words)s » : le %(day)s est un %(weekday)s.")
        said = {"words": words, "day": f"{found:%d/%m/%Y}", "weekday": DAYS[found.weekday()]}
        raise Refused(why % said, _("Lequel est juste, le jour ou la date ?"))
    return found


def dates_of_range(first: SaidDay, last: SaidDay, start: date) -> tuple[date, date]:
    """The first day and the last: a year that one of them says is of the other too. Raises Refused."""
    if first.year is None and last.year is not None:
        first = replace(first, year=last.year - 1 if _key(first) > _key(last) else last.year)
    begin = date_of(first, start)
    end = date_of(last, begin, far=True) if last.year is None else date_of(last, start)
    if end < begin:
        raise Refused(_("La fin est avant le début."), _("Quelles dates ?"))
    return begin, end


def check(one: SaidDay) -> None:
    """Raises Refused for a day that no year has."""
    _in_year(one, ANY_YEAR)


def days_of_year(first: SaidDay, last: SaidDay) -> list[tuple[int, int]]:
    """The months and days of every year between two. Raises Refused."""
    begin, end = (_in_year(one, ANY_YEAR).timetuple().tm_yday for one in (first, last))
    days = range(begin, end + (367 if end < begin else 1))
    named = (date(ANY_YEAR, 1, 1) + timedelta(days=(number - 1) % 366) for number in days)
    return [(day.month, day.day) for day in named]


def _next(one: SaidDay, start: date) -> date:
    for year in range(start.year, start.year + 9):
        if (one.month, one.day) == (2, 29) and (year % 4 or (not year % 100 and year % 400)):
            continue
        found = _in_year(one, year)
        if found >= start:
            return found
    raise _no_such_day(one)


def _in_year(one: SaidDay, year: int) -> date:
    try:
        if one.day == -1:
            return date(year, one.month % 12 + 1, 1) - timedelta(days=1)
        return date(year, one.month, one.day)
    except ValueError:
        raise _no_such_day(one) from None


def _key(one: SaidDay) -> tuple[int, int]:
    return one.month, one.day if one.day > 0 else 31


def _no_such_day(one: SaidDay) -> Refused:
    words = one.said.strip() or f"{one.day}/{one.month}"
    return Refused(_("« %(words)s » : ce jour n’existe pas.") % {"words": words}, _("Quelle date ?"))
