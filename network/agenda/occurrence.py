# SPDX-License-Identifier: AGPL-3.0-or-later
"""An event on its days, by the clock of the place: what begins at 14 h begins at 14 h the whole year."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from common.days import each_day
from mapping.timetable import PARIS, zone_of
from network.agenda.moved import Moved
from network.agenda.recurrence import Frequency, Recurrence

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """An event once: from `start` to `end`, aware and in local time; `end` is `start` where nobody says
    when it ends. A whole day ends at the midnight after it.

    `moved` says what it was to be where it is held otherwise than planned; `is_put_off` that this is the
    day on which it was planned, and is not held."""

    start: datetime
    end: datetime
    all_day: bool = False
    moved: Moved | None = field(default=None, compare=False)
    is_put_off: bool = field(default=False, compare=False)

    @property
    def day(self) -> date:
        """The day on which it begins."""
        return self.start.date()

    @property
    def planned(self) -> date:
        """The day on which it was planned: `day`, unless it was moved."""
        return self.moved.day if self.moved else self.day

    @property
    def place(self) -> str:
        """Where it is held this time, in words; empty where it is where it always is."""
        return self.moved.place if self.moved and not self.is_put_off else ""

    @property
    def last_day(self) -> date:
        """The last day that it is of: a night is of the day on which it begins, as opening hours are."""
        if self.end - self.start < _DAY:
            return self.day
        return (self.end.replace(tzinfo=None) - timedelta(microseconds=1)).date()

    @property
    def days(self) -> Iterator[date]:
        """The days that it is of, in order."""
        return each_day(self.day, self.last_day)


@dataclass(frozen=True, slots=True)
class When:
    """When an event is held: its first day and last day the first time, its times (none for whole days; no
    end where nobody says it), the zone of the place, how it comes again, and which times are held otherwise:
    `moved` of a day that the rule does not say counts for nothing.

    An end that is not after the beginning, on one day, is on the next. Raises ValueError for what is no
    time.
    """

    first_day: date
    starts: time | None = None
    ends: time | None = None
    last_day: date | None = None
    recurrence: Recurrence | None = None
    zone: ZoneInfo = PARIS
    moved: tuple[Moved, ...] = ()

    def __post_init__(self) -> None:
        """Checks that it ends after it begins."""
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError("the last day is before the first")
        if self.ends is not None and self.starts is None:
            raise ValueError("an end without a beginning")

    @classmethod
    def at(cls, code_insee: str | None, first_day: date, **others) -> "When":
        """An event in a commune or a département, by its code, whose clock is taken."""
        return cls(first_day, zone=zone_of(code_insee), **others)

    @property
    def all_day(self) -> bool:
        """Whether it says no time."""
        return self.starts is None

    @property
    def lasts(self) -> timedelta:
        """How many days after its first an event ends."""
        days = (self.last_day or self.first_day) - self.first_day
        if not days and self.starts and self.ends and self.ends <= self.starts:
            return _DAY
        return days

    def words(self, language: str) -> str:
        """How it comes again, in a language of the site; empty for once. A list of dates says those on which
        it is held, not those that were moved."""
        if self.recurrence is None:
            return ""
        if self.recurrence.frequency is not Frequency.DATES:
            return self.recurrence.words(language)
        to = {one.day: one.to for one in self._moved().values()}
        held = tuple(to.get(day, day) for day in self.recurrence.added)
        return replace(self.recurrence, added=held).words(language)

    def on(self, day: date) -> Occurrence:
        """The event where it begins on a day, as always."""
        if self.starts is None:
            end = self._moment(day + self.lasts + _DAY, time.min)
            return Occurrence(self._moment(day, time.min), end, all_day=True)
        start = self._moment(day, self.starts)
        if self.ends is None:
            # Of several days whose end nobody says, the last is whole.
            return Occurrence(start, self._moment(day + self.lasts + _DAY, time.min) if self.lasts else start)
        return Occurrence(start, self._moment(day + self.lasts, self.ends))

    def as_moved(self, one: Moved) -> "When":
        """The event as it is held this once."""
        starts, ends = (self.starts, self.ends) if one.starts is None else (one.starts, one.ends)
        last_day = one.to + self._more_days if self.last_day else None
        return When(one.to, starts, ends, last_day, zone=self.zone)

    def alone(self, day: date) -> "When":
        """The event as it is held on a day, without its other days."""
        came = next((one for one in self.moved if one.to == day), None)
        if came is not None:
            return self.as_moved(came)
        last_day = day + self._more_days if self.last_day else None
        return When(day, self.starts, self.ends, last_day, zone=self.zone)

    def held_on(self, day: date) -> Occurrence:
        """The event where it begins on a day on which it is held: as it was moved there, or as always."""
        came = next((one for one in self.moved if one.to == day), None)
        return self._held(came) if came else self.on(day)

    def held_instead(self, day: date) -> Occurrence:
        """The event where it was planned on a day."""
        gone = next((one for one in self.moved if one.day == day), None)
        return self._held(gone) if gone else self.on(day)

    def is_planned(self, day: date) -> bool:
        """Whether the event, or its rule, says that day."""
        return day in self._planned(day, day)

    def occurrences(self, first: date, last: date) -> list[Occurrence]:
        """What is held between two days, both included, in order: what began before and lasts into them
        too, and what was moved into them."""
        moved = self._moved()
        since = max(first - self.lasts, date.min)
        held = [self.on(day) for day in self._planned(since, last) if day not in moved]
        came = [self._held(one) for one in moved.values() if one.to <= last]
        return sorted(one for one in (*held, *came) if one.last_day >= first)

    def put_off(self, first: date, last: date) -> list[Occurrence]:
        """What was planned between two days, both included, and is held on another day, in order."""
        gone = [one for one in self._moved().values() if one.day != one.to and first <= one.day <= last]
        return sorted(replace(self.on(one.day), moved=one, is_put_off=True) for one in gone)

    @property
    def _more_days(self) -> timedelta:
        return (self.last_day or self.first_day) - self.first_day

    def _held(self, one: Moved) -> Occurrence:
        return replace(self.as_moved(one).on(one.to), moved=one)

    def _planned(self, first: date, last: date) -> list[date]:
        if self.recurrence is None:
            return [self.first_day] if first <= self.first_day <= last else []
        return self.recurrence.occurrences(self.first_day, first, last)

    def _moved(self) -> dict[date, Moved]:
        """What is held otherwise of what the rule says, by the day on which it was planned."""
        if self.recurrence is None or not self.moved:
            return {}
        days = [one.day for one in self.moved]
        planned = set(self._planned(min(days), max(days)))
        return {one.day: one for one in self.moved if one.day in planned}

    def _moment(self, day: date, at: time) -> datetime:
        """A time of a day by the clock of the place: one that the clock leaps over, an hour later."""
        return datetime.combine(day, at, self.zone).astimezone(UTC).astimezone(self.zone)
