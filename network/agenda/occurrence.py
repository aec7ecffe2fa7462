# SPDX-License-Identifier: AGPL-3.0-or-later
"""An event on its days, by the clock of the place: what begins at 14 h begins at 14 h the whole year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from common.days import each_day
from mapping.timetable import PARIS, zone_of
from network.agenda.recurrence import Recurrence

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """An event once: from `start` to `end`, aware and in local time; `end` is `start` where nobody says
    when it ends. A whole day ends at the midnight after it."""

    start: datetime
    end: datetime
    all_day: bool = False

    @property
    def day(self) -> date:
        """The day on which it begins."""
        return self.start.date()

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
    end where nobody says it), the zone of the place, and how it comes again.

    An end that is not after the beginning, on one day, is on the next. Raises ValueError for what is no
    time.
    """

    first_day: date
    starts: time | None = None
    ends: time | None = None
    last_day: date | None = None
    recurrence: Recurrence | None = None
    zone: ZoneInfo = PARIS

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

    def on(self, day: date) -> Occurrence:
        """The event where it begins on a day."""
        if self.starts is None:
            end = self._moment(day + self.lasts + _DAY, time.min)
            return Occurrence(self._moment(day, time.min), end, all_day=True)
        start = self._moment(day, self.starts)
        if self.ends is None:
            # Of several days whose end nobody says, the last is whole.
            return Occurrence(start, self._moment(day + self.lasts + _DAY, time.min) if self.lasts else start)
        return Occurrence(start, self._moment(day + self.lasts, self.ends))

    def occurrences(self, first: date, last: date) -> list[Occurrence]:
        """What is held between two days, both included, in order: what began before and lasts into them
        too."""
        since = max(first - self.lasts, date.min)
        if self.recurrence is None:
            days = [self.first_day] if since <= self.first_day <= last else []
        else:
            days = self.recurrence.occurrences(self.first_day, since, last)
        return [one for one in map(self.on, days) if one.last_day >= first]

    def _moment(self, day: date, at: time) -> datetime:
        """A time of a day by the clock of the place: one that the clock leaps over, an hour later."""
        return datetime.combine(day, at, self.zone).astimezone(UTC).astimezone(self.zone)
