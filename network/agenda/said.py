# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rule of what comes again in words, in a language of the site: « tous les mardis de 14 h à 16 h, hors
jours fériés, jusqu’au 30 juin 2026 ». `sentence.understood` reads the French of it as the same rule."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from common.dates import in_words
from mapping import hours
from mapping.opening.grid import ANY_YEAR, EVEN
from mapping.usual_hours import listed, month_name

if TYPE_CHECKING:
    from network.agenda.recurrence import Recurrence

_A_MONDAY = date(2024, 1, 1)
# From this many days on, a run of them is told by its ends.
_RUN = 3

_EACH = (
    lambda: pgettext("tous les", "lundis"),
    lambda: pgettext("tous les", "mardis"),
    lambda: pgettext("tous les", "mercredis"),
    lambda: pgettext("tous les", "jeudis"),
    lambda: pgettext("tous les", "vendredis"),
    lambda: pgettext("tous les", "samedis"),
    lambda: pgettext("tous les", "dimanches"),
)
_RANKS = {
    1: lambda: pgettext("jour du mois", "1er"),
    2: lambda: pgettext("jour du mois", "2e"),
    3: lambda: pgettext("jour du mois", "3e"),
    4: lambda: pgettext("jour du mois", "4e"),
    5: lambda: pgettext("jour du mois", "5e"),
    -1: lambda: pgettext("jour du mois", "dernier"),
}


def words(rule: "Recurrence", language: str) -> str:
    """The rule in a language of the site, without a capital or a full stop."""
    with override(language):
        comma = pgettext("entre les mots d'une liste", ", ")
        base, *others = (part for part in _parts(rule) if part)
        at = _hours(rule.begins, rule.ends)
        return comma.join([f"{base} {at}" if at else base, *others])


def day_text(day: date) -> str:
    """« 30 juin 2026 », in the language of the reader."""
    return in_words(day, "DATE_FORMAT")


def _parts(rule: "Recurrence") -> Iterator[str]:
    """What the rule says, apart by commas, the days first."""
    if not rule.frequency:
        yield listed([_("le %(day)s") % {"day": day_text(day)} for day in rule.added])
        return
    yield _base(rule)
    if rule.months and rule.frequency != "YEARLY":
        yield _months(rule.months)
    yield _bounds(rule)
    if rule.count:
        yield ngettext("%(n)d séance", "%(n)d séances", rule.count) % {"n": rule.count}
    if rule.school_zone:
        yield _("hors vacances scolaires (zone %(zone)s)") % {"zone": rule.school_zone}
    if rule.skips_public_holidays:
        yield _("hors jours fériés")
    yield from _exceptions(rule)
    if rule.added:
        # As one piece: what follows a comma could be another thing.
        days = listed([_("le %(day)s") % {"day": day_text(day)} for day in rule.added])
        yield _("ainsi que %(days)s") % {"days": days}


def _base(rule: "Recurrence") -> str:
    if rule.frequency == "DAILY":
        return _every_day(rule.interval)
    if rule.frequency == "WEEKLY":
        return _weekly(rule)
    if rule.frequency == "YEARLY":
        day = _day_of_year(rule.months[0], rule.month_days[0])
        return _years(rule.interval) % {"day": day}
    comma = pgettext("entre les mots d'une liste", ", ")
    told = _ranked(rule.weekdays) if rule.weekdays else _days_of_month(rule.month_days)
    if rule.interval == 1:
        return told
    every = ngettext("tous les %(n)d mois", "tous les %(n)d mois", rule.interval) % {"n": rule.interval}
    return f"{every}{comma}{told}"


def _every_day(interval: int) -> str:
    if interval == 1:
        return _("tous les jours")
    return ngettext("tous les %(n)d jours", "tous les %(n)d jours", interval) % {"n": interval}


def _years(interval: int) -> str:
    if interval == 1:
        return _("chaque année, le %(day)s")
    # Filled twice: the number here, the day by who asks.
    told = ngettext("tous les %(n)d ans, le %(day)s", "tous les %(n)d ans, le %(day)s", interval)
    return told % {"n": interval, "day": "%(day)s"}


def _weekly(rule: "Recurrence") -> str:
    days = [day for _rank, day in rule.weekdays]
    if len(days) == 7 and rule.interval == 1 and not rule.weeks:
        told = _("tous les jours")
    elif len(days) >= _RUN and days[-1] - days[0] == len(days) - 1:
        ends = {"first": _weekday(days[0]), "last": _weekday(days[-1])}
        told = pgettext("jours de la semaine", "du %(first)s au %(last)s") % ends
    else:
        told = _("tous les %(days)s") % {"days": listed([_EACH[day]() for day in days])}
    comma = pgettext("entre les mots d'une liste", ", ")
    if rule.weeks:
        which = _("semaines paires") if rule.weeks == EVEN else _("semaines impaires")
        return f"{told}{comma}{which}"
    if rule.interval == 1:
        return told
    weeks = ngettext("une semaine sur %(n)d", "une semaine sur %(n)d", rule.interval) % {"n": rule.interval}
    return f"{weeks}{comma}{told}"


def _ranked(weekdays: tuple[tuple[int, int], ...]) -> str:
    """« le 1er et 3e vendredi du mois », several days joined."""
    by_day = sorted(weekdays, key=lambda one: (one[1], one[0] % 7))
    return listed(
        [
            _("le %(ordinals)s %(day)s du mois")
            % {"ordinals": listed([_RANKS[rank]() for rank, _day in ranks]), "day": _weekday(day)}
            for day, ranks in groupby(by_day, key=lambda one: one[1])
        ]
    )


def _days_of_month(days: tuple[int, ...]) -> str:
    numbers = [pgettext("quantième", "1er") if day == 1 else str(day) for day in days if day != -1]
    told = [_("le %(days)s du mois") % {"days": listed(numbers)}] if numbers else []
    return listed([*told, *([_("le dernier jour du mois")] if -1 in days else [])])


def _months(months: tuple[int, ...]) -> str:
    firsts = [month for month in months if (month - 2) % 12 + 1 not in months]
    if len(months) == 12:
        return ""
    if len(firsts) == 1 and len(months) > 1:
        first = firsts[0]
        last = (first + len(months) - 2) % 12 + 1
        told = _("de %(first)s à %(last)s") % {"first": month_name(first), "last": month_name(last)}
    else:
        told = _("en %(month)s") % {"month": listed([month_name(month) for month in months])}
    return _("%(months)s de chaque année") % {"months": told}


def _bounds(rule: "Recurrence") -> str:
    since, until = (day_text(day) if day else "" for day in (rule.since, rule.until))
    if since and until:
        return _("du %(first)s au %(last)s") % {"first": since, "last": until}
    if since:
        return _("à partir du %(day)s") % {"day": since}
    return _("jusqu’au %(until)s") % {"until": until} if until else ""


def _exceptions(rule: "Recurrence") -> Iterator[str]:
    # Each with its own « sauf »: what follows a comma could be another thing.
    for first, last in _runs([date(ANY_YEAR, *day) for day in rule.never_on]):
        yield _except(_day_of_year(first.month, first.day), _day_of_year(last.month, last.day))
    for first, last in _runs(rule.excluded):
        yield _except(day_text(first), day_text(last))


def _except(first: str, last: str) -> str:
    if first == last:
        return _("sauf le %(day)s") % {"day": first}
    return _("sauf du %(first)s au %(last)s") % {"first": first, "last": last}


def _runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """The runs of days that follow each other, each by its ends."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    yield from found


def _day_of_year(month: int, day: int) -> str:
    return in_words(date(ANY_YEAR, month, day), "MONTH_DAY_FORMAT")


def _hours(begins: time | None, ends: time | None) -> str:
    if begins is None:
        return ""
    start = hours.clock(datetime.combine(_A_MONDAY, begins))
    if ends is None:
        return _("à %(time)s") % {"time": start}
    return _("de %(start)s à %(end)s") % {
        "start": start,
        "end": hours.clock(datetime.combine(_A_MONDAY, ends)),
    }


def _weekday(day: int) -> str:
    return hours.weekday(datetime.combine(_A_MONDAY + timedelta(days=day), time.min))
