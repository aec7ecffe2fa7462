# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rule by which an event comes again: its dates, its text in iCalendar (RFC 5545), its JSON.

Dates are those of the place. What depends on school holidays is not known after the last year whose calendar
is published, and stops there: nothing is guessed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Any, Self

from dateutil import rrule

from mapping import school_holidays, timetable
from mapping.opening.grid import ANY_YEAR, EVEN, ODD
from network.agenda import said

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ZONES = tuple(school_holidays.ZONES)
MOST_DATES = 400
MOST_TIMES = 1000
MOST_INTERVAL = 52
# Dates are worked out for so long at most, from the day on which an event begins.
LONGEST = timedelta(days=366 * 30)
# What has no end but exceptions is written for so long: each of them is named.
HORIZON = timedelta(days=366 * 3)
# A night: from this time of a day to that of the next.
EVENING, MORNING = time(17), time(12)
_WEEKS = {EVEN: tuple(range(2, 53, 2)), ODD: tuple(range(1, 54, 2))}


class Frequency(StrEnum):
    """How often: `DATES` is never but on the dates that are listed."""

    DATES = ""
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


_IN_DATEUTIL = {
    Frequency.DAILY: rrule.DAILY,
    Frequency.WEEKLY: rrule.WEEKLY,
    Frequency.MONTHLY: rrule.MONTHLY,
    Frequency.YEARLY: rrule.YEARLY,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as iCalendar writes it: the first day, the rule without its end, the end (a last day, a number
    of times, or neither), the days that are beside the rule, and those of the rule that are not held."""

    first: date
    rule: str
    until: date | None = None
    count: int | None = None
    added: tuple[date, ...] = ()
    excluded: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The rule by which an event comes again.

    `weekdays` are (rank in the month, day of the week from 0 for Monday): rank 0 is each of them, -1 the
    last of the month. `month_days` may be -1, the last day. `months` limit the rule to those of each year,
    `weeks` to `EVEN` or `ODD` ones. `added` and `excluded` are dates, `never_on` months and days of every
    year. `school_zone` is that whose school holidays are left out, empty for none. `since` is the first day
    where the rule says it itself, `until` the last, both included; `count` how many times it is held, what
    is left out not counted and `added` besides. `begins` and `ends` are the hours that a sentence said with
    the rule: an end before the beginning is on the next day.

    Raises ValueError for what is no rule.
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    weeks: str = ""
    added: tuple[date, ...] = ()
    excluded: tuple[date, ...] = ()
    never_on: tuple[tuple[int, int], ...] = ()
    skips_public_holidays: bool = False
    school_zone: str = ""
    since: date | None = None
    until: date | None = None
    count: int | None = None
    begins: time | None = None
    ends: time | None = None

    def __post_init__(self) -> None:
        """Sorts what has no order, and checks that it is a rule."""
        for name in ("weekdays", "month_days", "months", "added", "excluded", "never_on"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        problem = next((problem for problem, wrong in _problems(self) if wrong), None)
        if problem:
            raise ValueError(problem)

    @property
    def exceptions(self) -> bool:
        """Whether some days of the rule are not held."""
        return bool(self.excluded or self.never_on or self.skips_public_holidays or self.school_zone)

    @property
    def is_endless(self) -> bool:
        """Whether nothing says when it ends."""
        return self.frequency is not Frequency.DATES and self.until is None and self.count is None

    def occurrences(self, start: date, first: date, last: date) -> list[date]:
        """The days between two, both included, on which an event that begins on `start` is held. At most
        thirty years after `start` are looked at."""
        ruled = (day for day in self._held(start, min(last, _later(start, LONGEST))) if day >= first)
        return sorted({*ruled, *(day for day in self.added if first <= day <= last)})

    def next_after(self, start: date, day: date) -> date | None:
        """The first day from `day` on, within three years; None where there is none."""
        found = self.occurrences(start, day, _later(day, HORIZON))
        return found[0] if found else None

    def rule(self, start: date, horizon: date | None = None) -> str:
        """The text of RRULE, its end as a date: « FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630 »; empty where the
        dates are listed. What it says too much stands in `written().excluded`."""
        written = self.written(start, horizon)
        return ended(written, lambda day: f"{day:%Y%m%d}") if written else ""

    def written(self, start: date, horizon: date | None = None) -> Written | None:
        """What iCalendar writes; None where no day is held. A rule without an end that has exceptions is
        written to `horizon` (default: three years after `start`)."""
        horizon = horizon or _later(start, HORIZON)
        last = horizon if self.is_endless else min(self.until or date.max, _later(start, LONGEST))
        held = list(self._held(start, last))
        rule = self._text()
        if not held or (self.added and self.added[0] < held[0]):
            every = sorted({*held, *self.added})
            return Written(every[0], "", added=tuple(every[1:])) if every else None
        ruled = list(takewhile(lambda day: day <= held[-1], self._ruled(start, held[-1])))
        added = tuple(day for day in self.added if day not in ruled)
        if not self.exceptions:
            return Written(held[0], rule, self.until, self.count, added)
        kept = {*held, *self.added}
        excluded = tuple(day for day in ruled if day > held[0] and day not in kept)
        return Written(held[0], rule, held[-1], None, added, excluded)

    def words(self, language: str) -> str:
        """The rule in a language of the site: « tous les mardis, hors vacances scolaires (zone C) »."""
        return said.words(self, language)

    def to_json(self) -> dict[str, Any]:
        """The rule for a column of JSON; what says nothing is left out."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: _plain(value)
            for name, value in told.items()
            if name == "frequency"
            or (value not in (None, "", (), False) and (name, value) != ("interval", 1))
        }

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> Self:
        """The rule that `to_json` wrote. Raises ValueError for anything else."""
        try:
            return cls(**{name: _READ.get(name, _as_it_is)(value) for name, value in held.items()})
        except (TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error

    def _held(self, start: date, last: date) -> Iterator[date]:
        """The days of the rule that are held until `last`, or until it is no longer known which are."""
        times = 0
        for day in self._ruled(start, last):
            taken = self._is_held(day)
            if taken is None or (self.count is not None and times >= self.count):
                return
            if taken:
                times += 1
                yield day

    def _is_held(self, day: date) -> bool | None:
        if day in self.excluded or (day.month, day.day) in self.never_on:
            return False
        if self.skips_public_holidays and timetable.is_public_holiday(day):
            return False
        if self.school_zone:
            holiday = school_holidays.is_holiday_of_zone(day, self.school_zone)
            return None if holiday is None else not holiday
        return True

    def _ruled(self, start: date, last: date) -> Iterator[date]:
        """The days that the rule says until `last`, exceptions among them and a count left out."""
        if self.frequency is Frequency.DATES:
            return
        start = self.since if self.since and self.since > start else start
        last = min(last, self.until or last)
        if start > last:
            return
        # The first week, month or year is that of the first day: « un mardi sur deux » from a Wednesday on
        # begins on the first Tuesday.
        anchor = next(iter(self._dateutil(start, last, 1)), None)
        if anchor is not None:
            yield from (day.date() for day in self._dateutil(anchor.date(), last, self.interval))

    def _dateutil(self, start: date, last: date, interval: int) -> rrule.rrule:
        frequency = Frequency.YEARLY if self.weeks else self.frequency
        return rrule.rrule(
            _IN_DATEUTIL[frequency],
            dtstart=datetime.combine(start, time.min),
            until=datetime.combine(last, time.min),
            interval=interval,
            wkst=rrule.MO,
            bymonth=self.months or None,
            bymonthday=self.month_days or None,
            byweekno=_WEEKS[self.weeks] if self.weeks else None,
            byweekday=[rrule.weekday(day, rank or None) for rank, day in self.weekdays] or None,
        )

    def _text(self) -> str:
        if self.frequency is Frequency.DATES:
            return ""
        parts: list[tuple[str, Sequence[object]]] = [
            ("FREQ", [Frequency.YEARLY if self.weeks else self.frequency]),
            ("INTERVAL", [self.interval] if self.interval > 1 else []),
            ("BYMONTH", self.months),
            ("BYWEEKNO", _WEEKS[self.weeks] if self.weeks else []),
            ("BYMONTHDAY", self.month_days),
            ("BYDAY", [f"{rank or ''}{DAYS[day]}" for rank, day in self.weekdays]),
        ]
        return ";".join(f"{name}={','.join(map(str, values))}" for name, values in parts if values)


def ended(written: Written, text_of: Callable[[date], str]) -> str:
    """The whole text of RRULE, its last day written by `text_of`; empty for none."""
    if not written.rule:
        return ""
    if written.count is not None:
        return f"{written.rule};COUNT={written.count}"
    return f"{written.rule};UNTIL={text_of(written.until)}" if written.until else written.rule


def _later(day: date, by: timedelta) -> date:
    """A day so much later, the last of the calendar at most."""
    return day + min(by, date.max - day)


def _problems(one: Recurrence) -> Iterator[tuple[str, bool]]:
    """What would make it no rule, and whether it does."""
    frequency = one.frequency
    by_rank = {rank for rank, _day in one.weekdays} - {0}
    yield "a frequency that is none", not isinstance(frequency, Frequency)
    yield "an interval", not 1 <= one.interval <= MOST_INTERVAL
    yield "days of the week", any(not (-1 <= rank <= 5 and 0 <= day <= 6) for rank, day in one.weekdays)
    yield "days of the month", any(day != -1 and not 1 <= day <= 31 for day in one.month_days)
    yield "months", any(not 1 <= month <= 12 for month in one.months)
    yield "days of the year", any(day[1] < 1 or not _exists(*day) for day in one.never_on)
    yield "weeks", one.weeks not in ("", EVEN, ODD)
    yield "a zone", one.school_zone not in ("", *ZONES)
    yield "too many dates", len(one.added) + len(one.excluded) > MOST_DATES
    yield "an end and a number", one.until is not None and one.count is not None
    yield "a number of times", one.count is not None and not 1 <= one.count <= MOST_TIMES
    yield "an end before its beginning", bool(one.since and one.until and one.until < one.since)
    yield "hours", _are_no_hours(one.begins, one.ends)
    yield from _problems_by_frequency(one, by_rank)


def _problems_by_frequency(one: Recurrence, by_rank: set[int]) -> Iterator[tuple[str, bool]]:
    frequency = one.frequency
    days = bool(one.weekdays), bool(one.month_days)
    if frequency is Frequency.DATES:
        ruled = (*days, one.months, one.weeks, one.exceptions, one.since, one.until, one.count)
        yield "dates and a rule", any(ruled) or one.interval > 1
        yield "no dates", not one.added
    elif frequency is Frequency.DAILY:
        # Said of more days, « tous les 15 jours » is two weeks.
        yield "days of a daily rule", any(days) or one.interval > 6 or bool(one.weeks)
    elif frequency is Frequency.WEEKLY:
        yield "days of a weekly rule", not one.weekdays or bool(by_rank) or bool(one.month_days)
        yield "two ways to say which weeks", bool(one.weeks) and one.interval > 1
    elif frequency is Frequency.MONTHLY:
        yield "days of a monthly rule", days in ((True, True), (False, False)) or bool(one.weeks)
        yield "each of the weekdays of a month", any(rank == 0 for rank, _day in one.weekdays)
        yield "days that no month has", not _are_of_months(one, by_rank)
    else:
        yield "more than a day of the year", len(one.months) != 1 or len(one.month_days) != 1
        yield "days of a yearly rule", bool(one.weekdays) or bool(one.weeks)
        yield (
            "a day that no year has",
            -1 in one.month_days or not all(_exists(one.months[0], day) for day in one.month_days),
        )


def _are_of_months(one: Recurrence, by_rank: set[int]) -> bool:
    months = one.months or tuple(range(1, 13))
    if one.weekdays:
        return months != (2,) or by_rank != {5}
    return any(_exists(month, day) for month in months for day in one.month_days)


def _exists(month: int, day: int) -> bool:
    if day == -1:
        return True
    try:
        date(ANY_YEAR, month, day)
    except (ValueError, TypeError):
        return False
    return True


def _are_no_hours(begins: time | None, ends: time | None) -> bool:
    if ends is None:
        return False
    return begins is None or begins == ends or (ends < begins and (begins < EVENING or ends > MORNING))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else value


def _pairs(held: Iterable[Iterable[int]]) -> tuple[tuple[int, int], ...]:
    found = tuple(tuple(map(_whole, one)) for one in held)
    if any(len(one) != 2 for one in found):
        raise ValueError("a pair")
    return tuple((one[0], one[1]) for one in found)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no number")
    return value


def _as_it_is(value: Any) -> Any:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _dates(held: Iterable[str]) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, held))


def _numbers(held: Iterable[int]) -> tuple[int, ...]:
    return tuple(map(_whole, held))


_READ: dict[str, Callable[[Any], Any]] = {
    "frequency": Frequency,
    "interval": _whole,
    "weekdays": _pairs,
    "month_days": _numbers,
    "months": _numbers,
    "added": _dates,
    "excluded": _dates,
    "never_on": _pairs,
    "skips_public_holidays": bool,
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    "count": _whole,
    "begins": time.fromisoformat,
    "ends": time.fromisoformat,
}
