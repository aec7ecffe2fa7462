# SPDX-License-Identifier: AGPL-3.0-or-later
"""The week that a form shows as a grid, read from OpenStreetMap's opening_hours and written back.

A grid holds what people say of an ordinary desk: the stretches of each day, in which weeks, on appointment or
not, closed in the school holidays and on public ones, and some dates that are otherwise. A text that says
more has no grid: it stays as it is.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from django.utils import timezone

from mapping import timetable
from mapping.opening.osm import APPOINTMENT, OSM_DAYS, clock, days_text

DAY = 24 * 60
# « Paires » and « impaires » are those of the year; other weeks are numbers in the month, -1 the last.
EVEN, ODD = "paires", "impaires"
_PARITIES = {EVEN: "02-52/2", ODD: "01-53/2"}
# A text and its grid are held to say the same on each of these days.
_COMPARED = timedelta(days=800)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Any leap year: a day of every year may be the 29th of February.
ANY_YEAR = 2024


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Minutes from midnight; one that ends after 1440 lasts into the next day."""

    start: int
    end: int
    appointment: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The stretches of a day of the week, in order; `weeks` is empty (all), EVEN, ODD, or « 1,3 »."""

    stretches: tuple[Stretch, ...] = ()
    weeks: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """Days that are otherwise, both included: closed where there are no stretches. Of `every_year`, the year
    of the days says nothing."""

    first: date
    last: date
    stretches: tuple[Stretch, ...] = ()
    every_year: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A week (Monday first) and what departs from it.

    `on_appointment` is for a place that receives on appointment, without hours of its own.
    """

    days: tuple[Day, ...] = field(default=(Day(),) * 7)
    on_appointment: bool = False
    closed_in_school_holidays: bool = False
    closed_on_public_holidays: bool = False
    dated: tuple[Dated, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """Whether it is never open: hours that are not known."""
        weekly = any(day.stretches for day in self.days)
        return not (weekly or any(one.stretches for one in self.dated) or self.on_appointment)

    def osm(self) -> str:
        """OpenStreetMap's syntax, days of the same hours together; empty where it is never open."""
        if self.says_nothing:
            return ""
        rules = [f'"{APPOINTMENT}"'] if self.on_appointment else list(self.week_rules())
        rules += ["PH off"] if self.closed_on_public_holidays else []
        rules += ["SH off"] if self.closed_in_school_holidays else []
        return "; ".join([*rules, *(_rule(_dates(one), one.stretches) or "" for one in self.dated)])

    def week_rules(self) -> Iterator[str]:
        """The rules of its week, days of the same hours together."""
        alike: dict[Day, list[int]] = {}
        for number, day in enumerate(self.days):
            if day.stretches:
                alike.setdefault(day, []).append(number)
        whole = Day((Stretch(0, DAY),))
        if len(alike.get(whole, ())) == 7:
            yield "24/7"
            return
        for day, numbers in alike.items():
            yield _rule(_of_the_week(numbers, day.weeks), day.stretches)


def grid_of(text: str) -> Grid | None:
    """The grid of a text of hours; None where it says more than a grid holds, or cannot be read.

    What is found is written again, and holds only where both say the same of every day to come.
    """
    text = text.strip().rstrip("; ")
    if not text:
        return Grid()
    grid = _parsed(text)
    if grid is None:
        return None
    written = grid.osm()
    return grid if written == text or (written and _same(text, written)) else None


def without_dates(text: str, *, every_year: bool) -> tuple[str, tuple[Dated, ...]]:
    """Hours without the dates at their end that are otherwise, and those dates: of one year alone, or also
    those of `every_year`. A rule of dates that no grid would hold stays in the text."""
    ordinary: list[str] = []
    apart: list[Dated] = []
    rules = [rule.strip() for rule in _RULES.split(text.strip().rstrip("; "))]
    while rules:
        reading = _Reading()
        try:
            reading.take([part.strip() for part in _ADDED.split(rules[-1])])
        except (_MoreThanAGrid, ValueError):
            break
        if reading.public or reading.school:
            ordinary.insert(0, rules.pop())
        elif reading.dated and (every_year or not reading.dated[0].every_year):
            apart = [*reading.dated, *apart]
            rules.pop()
        else:
            break
    return "; ".join([*rules, *ordinary]), tuple(apart)


def _rule(selector: str, stretches: tuple[Stretch, ...]) -> str:
    """The rules of some days: what needs an appointment is added to what does not."""
    if not stretches:
        return f"{selector} off"
    plain = _times(one for one in stretches if not one.appointment)
    asked = _times(one for one in stretches if one.appointment)
    parts = [f"{selector} {plain}"] if plain else []
    parts += [f'{selector} {asked} "{APPOINTMENT}"'] if asked else []
    return ", ".join(parts)


def _times(stretches: Iterator[Stretch]) -> str:
    return ",".join(
        f"{clock(one.start)}-{clock(one.end if one.end <= DAY else one.end - DAY)}" for one in stretches
    )


def _of_the_week(numbers: list[int], weeks: str) -> str:
    if weeks in _PARITIES:
        return f"week {_PARITIES[weeks]} {days_text(numbers)}"
    return days_text(numbers, tuple(map(int, weeks.split(","))) if weeks else ())


def _dates(one: Dated) -> str:
    def said(day: date) -> str:
        told = f"{_MONTHS[day.month - 1]} {day.day:02}"
        return told if one.every_year else f"{day.year} {told}"

    return said(one.first) if one.first == one.last else f"{said(one.first)}-{said(one.last)}"


# -- Reading

_DAY = rf"(?:{'|'.join(OSM_DAYS)})"
_WHICH = r"(?:\[-?\d(?:,-?\d)*\])"
_SELECTOR = rf"(?:(?:week ?(?P<week>[\d/-]+) )?(?P<days>{_DAY}{_WHICH}?(?:[-,]{_DAY}{_WHICH}?)*) ?)?"
_TIME = r"\d\d?:\d\d-\d\d?:\d\d"
_WHEN = (
    rf"(?P<closed>off|closed)|(?P<always>24/7)"
    rf'|(?P<times>{_TIME}(?:,\s?{_TIME})*)(?:\s?"(?P<comment>[^"]*)")?'
)
_WEEK_RULE = re.compile(rf"{_SELECTOR}(?:{_WHEN})")
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_DATE_RULE = re.compile(
    rf"(?:(?P<year>\d{{4}}) )?(?P<month>{_MONTH})(?: (?P<day>\d\d?))?"
    rf"(?:-(?:(?P<last_year>\d{{4}}) )?(?:(?P<last_month>{_MONTH}) ?)?(?P<last_day>\d\d?)?)? (?:{_WHEN})"
)
_HOLIDAYS = re.compile(r"(?P<which>(?:PH|SH)(?:, ?(?:PH|SH))?) (?:off|closed)")
_OUTSIDE_QUOTES = r'(?=(?:[^"]*"[^"]*")*[^"]*$)'
_RULES = re.compile(rf";{_OUTSIDE_QUOTES}")
# What is added to a rule comes after its times or its comment, and names days of its own.
_ADDED = re.compile(rf'(?<=[\d"])\s*,\s*(?=(?:week|{_DAY}|\d{{4}} |{_MONTH})\b){_OUTSIDE_QUOTES}')
_MEANS_APPOINTMENT = frozenset({APPOINTMENT, "sur rdv", "on appointment", "by appointment"})


class _MoreThanAGrid(Exception):
    pass


@lru_cache(maxsize=2048)
def _parsed(text: str) -> Grid | None:
    reading = _Reading()
    try:
        for rule in _RULES.split(text):
            if rule.strip():
                reading.take([part.strip() for part in _ADDED.split(rule.strip())])
        return reading.grid()
    except (_MoreThanAGrid, ValueError):
        return None


class _Reading:
    """A grid as its rules are read: each takes the place of what was said of its days."""

    def __init__(self) -> None:
        self.days = [Day()] * 7
        self.dated: list[Dated] = []
        self.on_appointment = self.public = self.school = False

    def grid(self) -> Grid:
        return Grid(tuple(self.days), self.on_appointment, self.school, self.public, tuple(self.dated))

    def take(self, parts: list[str]) -> None:
        first = parts[0]
        if len(parts) == 1 and first.strip('"').casefold() in _MEANS_APPOINTMENT and first[0] == '"':
            if any(day.stretches for day in self.days):
                raise _MoreThanAGrid
            self.on_appointment = True
        elif len(parts) == 1 and (match := _HOLIDAYS.fullmatch(first)):
            self.public |= "PH" in match["which"]
            self.school |= "SH" in match["which"]
        elif _DATE_RULE.fullmatch(first):
            self._take_dates(parts)
        else:
            self._take_days(parts)

    def _take_days(self, parts: list[str]) -> None:
        if self.dated or self.public or self.school or self.on_appointment:
            # What comes after would hold on these days too.
            raise _MoreThanAGrid
        said: dict[int, Day] = {}
        for part in parts:
            match = _WEEK_RULE.fullmatch(part)
            if match is None:
                raise _MoreThanAGrid
            for number, weeks in _days(match):
                before = said.get(number, Day(weeks=weeks))
                if before.weeks != weeks:
                    raise _MoreThanAGrid
                said[number] = Day(_in_order(before.stretches + _stretches(match)), weeks)
        for number, day in said.items():
            if day.weeks and self.days[number].stretches:
                raise _MoreThanAGrid
            self.days[number] = day if day.stretches else Day()

    def _take_dates(self, parts: list[str]) -> None:
        found: Dated | None = None
        for part in parts:
            match = _DATE_RULE.fullmatch(part)
            if match is None:
                raise _MoreThanAGrid
            one = _dated(match)
            if found and (one.first, one.last, one.every_year) != (found.first, found.last, found.every_year):
                raise _MoreThanAGrid
            stretches = _in_order((found.stretches if found else ()) + one.stretches)
            found = Dated(one.first, one.last, stretches, one.every_year)
        if found:
            self.dated.append(found)


def _days(match: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Each day that a rule names, and in which weeks."""
    if match["days"] is None:
        yield from ((number, "") for number in range(7))
        return
    parity = next((name for name, rule in _PARITIES.items() if rule == match["week"]), "")
    if match["week"] and not parity:
        raise _MoreThanAGrid
    for item in re.split(r",(?![^\[]*\])", match["days"]):
        name, _bracket, which = item.rstrip("]").partition("[")
        if parity and which:
            raise _MoreThanAGrid
        weeks = (
            parity or ",".join(map(str, sorted(map(int, which.split(",")), key=_order))) if which else parity
        )
        first, _dash, last = name.partition("-")
        start, end = OSM_DAYS.index(first), OSM_DAYS.index(last or first)
        for number in range(start, end + 1 if end >= start else end + 8):
            yield number % 7, weeks


def _order(ordinal: int) -> int:
    """The first of a month before the last."""
    return ordinal % 7


def _stretches(match: re.Match[str]) -> tuple[Stretch, ...]:
    if match["closed"]:
        return ()
    if match["always"]:
        return (Stretch(0, DAY),)
    comment = match["comment"]
    if comment is not None and comment.strip().casefold() not in _MEANS_APPOINTMENT:
        raise _MoreThanAGrid
    found = []
    for span in match["times"].split(","):
        start, end = (int(hour) * 60 + int(minute) for hour, minute in re.findall(r"(\d+):(\d+)", span))
        end += DAY if end <= start else 0
        if start >= DAY or end - start > DAY:
            raise _MoreThanAGrid
        found.append(Stretch(start, end, comment is not None))
    return tuple(found)


def _in_order(stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    ordered = tuple(sorted(stretches))
    if any(after.start < before.end for before, after in pairwise(ordered)):
        raise _MoreThanAGrid
    return ordered


def _dated(match: re.Match[str]) -> Dated:
    """The days of a rule of dates. Raises ValueError where there is no such day."""
    every_year = match["year"] is None
    year, month = int(match["year"] or ANY_YEAR), _MONTHS.index(match["month"]) + 1
    first = date(year, month, int(match["day"] or 1))
    last_year = int(match["last_year"] or year)
    last_month = _MONTHS.index(match["last_month"]) + 1 if match["last_month"] else month
    if match["last_day"]:
        day = int(match["last_day"])
    elif match["day"]:
        # « Dec 24-Jan » says nothing that people would understand.
        if match["last_month"]:
            raise _MoreThanAGrid
        day = first.day
    else:
        day = calendar.monthrange(last_year, last_month)[1]
    last = date(last_year, last_month, day)
    if every_year and (last_year != year or match["last_year"]):
        raise _MoreThanAGrid
    if not every_year and last < first:
        raise _MoreThanAGrid
    return Dated(first, last, _stretches(match), every_year)


@lru_cache(maxsize=512)
def _same(one: str, other: str) -> bool:
    """Whether two texts say the same of every day to come, in term and in the school holidays."""
    start = datetime.combine(timezone.localdate() - timedelta(days=7), time.min, timetable.PARIS)
    # Seine-et-Marne stands for everywhere: what depends on the calendar alone is the same in both.
    told = [timetable.read(text, "77288") for text in (one, other)]
    if None in told:
        return False
    first, second = (list(each.spans(start, start + _COMPARED)) for each in told if each)
    return [(a.start, a.end, a.state) for a in first] == [(b.start, b.end, b.state) for b in second]
