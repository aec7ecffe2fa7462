# SPDX-License-Identifier: AGPL-3.0-or-later
"""A grid of hours in sentences, as its editor reads it again before it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.dates import in_words
from mapping import hours
from mapping.opening.grid import DAY, EVEN, ODD, Dated, Grid, Stretch

_A_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """« Lundi et mardi », then « de 9 h à 12 h et de 14 h à 17 h »."""

    head: str
    rest: str


def lines(grid: Grid) -> list[Line]:
    """What a grid says, days of the same hours together; nothing for hours that are not known."""
    told = []
    if grid.on_appointment:
        told.append(Line(_("Sur rendez-vous"), _("sans heures fixes")))
    alike: dict[tuple[tuple[Stretch, ...], str], list[int]] = {}
    for number, day in enumerate(grid.days):
        if day.stretches:
            alike.setdefault((day.stretches, day.weeks), []).append(number)
    for (stretches, weeks), numbers in alike.items():
        told.append(Line(_head(numbers, weeks), stretches_text(stretches)))
    closed = []
    if grid.closed_on_public_holidays:
        closed.append(_("les jours fériés"))
    if grid.closed_in_school_holidays:
        closed.append(_("pendant les vacances scolaires"))
    if closed and not grid.says_nothing:
        told.append(Line(_("Fermé"), _joined(closed)))
    told += [Line(dates_text(one), stretches_text(one.stretches) or _("fermé")) for one in grid.dated]
    return told


def stretches_text(stretches: Iterable[Stretch]) -> str:
    """« de 9 h à 12 h et de 14 h à 17 h sur rendez-vous »; empty for none. Where only some need
    an appointment, the others say that they need none."""
    told = list(stretches)
    mixed = len({one.appointment for one in told}) > 1
    return _joined([_stretch(one, mixed=mixed) for one in told])


def dates_text(one: Dated) -> str:
    """« Le 24 décembre 2026 », « Du 1er au 31 août, chaque année »."""
    form = "MONTH_DAY_FORMAT" if one.every_year else "DATE_FORMAT"
    first, last = (in_words(day, form) for day in (one.first, one.last))
    if one.first == one.last:
        told = _("Le %(day)s") % {"day": first}
    else:
        told = _("Du %(first)s au %(last)s") % {"first": first, "last": last}
    return _("%(dates)s, chaque année") % {"dates": told} if one.every_year else told


def weeks_text(weeks: str) -> str:
    """« 1er et 3e du mois », « semaines paires »; empty for every week."""
    if not weeks:
        return ""
    if weeks in (EVEN, ODD):
        return _("semaines paires") if weeks == EVEN else _("semaines impaires")
    names = {"-1": _("dernier"), "1": pgettext("jour du mois", "1er")}
    told = [names.get(one, pgettext("jour du mois", f"{one}e")) for one in weeks.split(",")]
    return _("%(ordinals)s du mois") % {"ordinals": _joined(told)}


def weekly_text(grid: Grid) -> str:
    """« 23 h par semaine »; empty where one week is not as another."""
    opened = [day for day in grid.days if day.stretches]
    if not opened or any(day.weeks for day in opened):
        return ""
    minutes = sum(one.end - one.start for day in opened for one in day.stretches)
    hour, minute = divmod(minutes, 60)
    pattern = (
        _("%(hour)d\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}%(minute)02d")
        if minute
        else _("%(hour)d\N{NO-BREAK SPACE}h")
    )
    return _("%(hours)s par semaine") % {"hours": pattern % {"hour": hour, "minute": minute}}


def clock_text(minutes: int) -> str:
    """« 9 h », « 17 h 30 », « minuit »."""
    return hours.clock(datetime.combine(_A_MONDAY, time.min) + timedelta(minutes=minutes))


def day_text(number: int) -> str:
    """« lundi » for 0."""
    return hours.weekday(_A_MONDAY + timedelta(days=number))


def _head(numbers: list[int], weeks: str) -> str:
    if len(numbers) == 7 and not weeks:
        return _("Tous les jours")
    names = [day_text(number) for number in numbers]
    run = len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1
    if run and not weeks:
        told = _("Du %(first)s au %(last)s") % {"first": names[0], "last": names[-1]}
    else:
        told = _joined(names)
        told = told[:1].upper() + told[1:]
    return _("%(day)s (%(period)s)") % {"day": told, "period": weeks_text(weeks)} if weeks else told


def _stretch(one: Stretch, *, mixed: bool) -> str:
    """`mixed` where others of the day differ by their appointment: each then says its own."""
    if (one.start, one.end) == (0, DAY):
        told = _("24 h sur 24")
    else:
        told = _("de %(start)s à %(end)s") % {"start": clock_text(one.start), "end": clock_text(one.end)}
    if one.end > DAY:
        told = _("%(span)s le lendemain") % {"span": told}
    if one.appointment:
        return _("%(span)s sur rendez-vous") % {"span": told}
    return _("%(span)s sans rendez-vous") % {"span": told} if mixed else told


def _joined(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    comma, last = pgettext("entre les mots d'une liste", ", "), pgettext("entre les deux derniers", " et ")
    return f"{comma.join(words[:-1])}{last}{words[-1]}"
