# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is held, laid out: the weeks of a month, a week, a quarter, a list by day. Plain functions on
occurrences; Monday comes first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from common.days import each_day
from network.agenda.occurrence import Occurrence

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Held(Generic[Told]):
    """An event (whatever tells it) at one time; on a day of a grid, whether it began before and goes on
    after."""

    event: Told
    occurrence: Occurrence
    began_before: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Day(Generic[Told]):
    """A day of a grid, what is held on it in order (whole days first), and whether it is of the month
    shown."""

    day: date
    held: tuple[Held[Told], ...] = ()
    is_in: bool = True
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Month(Generic[Told]):
    """A month as weeks of seven days, those of its neighbours at both ends; `previous` and `following` are
    the first days of these, None at the ends of the calendar."""

    first: date
    weeks: tuple[tuple[Day[Told], ...], ...]
    previous: date | None
    following: date | None


def month_window(year: int, month: int) -> tuple[date, date]:
    """The first and the last day that the grid of a month shows. Raises ValueError for no month."""
    first = date(year, month, 1)
    last = _month_end(first)
    return (
        _back(first, first.weekday()),
        _on(last, 6 - last.weekday()),
    )


def week_window(day: date) -> tuple[date, date]:
    """The Monday and the Sunday of the week of a day."""
    return _back(day, day.weekday()), _on(day, 6 - day.weekday())


def quarter_window(year: int, quarter: int) -> tuple[date, date]:
    """The first and the last day that the grids of a quarter (1 to 4) show. Raises ValueError for no
    quarter."""
    months = _months_of(quarter)
    return month_window(year, months[0])[0], month_window(year, months[-1])[1]


def month(year: int, number: int, held: Iterable[Held[Told]], today: date) -> Month[Told]:
    """The grid of a month. Raises ValueError for no month."""
    first = date(year, number, 1)
    start, end = month_window(year, number)
    days = _days(start, end, held, today, first)
    last = _month_end(first)
    return Month(
        first,
        tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7)),
        (first - timedelta(days=1)).replace(day=1) if first > date.min else None,
        last + timedelta(days=1) if last < date.max else None,
    )


def week(day: date, held: Iterable[Held[Told]], today: date) -> tuple[Day[Told], ...]:
    """The seven days of the week of a day."""
    first, last = week_window(day)
    return tuple(_days(first, last, held, today))


def quarter(year: int, number: int, held: Iterable[Held[Told]], today: date) -> tuple[Month[Told], ...]:
    """The three months of a quarter (1 to 4), for a sheet that is printed. Raises ValueError for no
    quarter."""
    held = list(held)
    return tuple(month(year, one, held, today) for one in _months_of(number))


def by_day(first: date, last: date, held: Iterable[Held[Told]], today: date) -> list[Day[Told]]:
    """The days between two, both included, on which something is held. What lasts several days stands on the
    first of them that is in."""
    placed = defaultdict(list)
    for one in held:
        day = max(one.occurrence.day, first)
        if day <= min(one.occurrence.last_day, last):
            placed[day].append(_placed(one, day))
    return [Day(day, _in_order(placed[day]), is_today=day == today) for day in sorted(placed)]


def _days(
    first: date, last: date, held: Iterable[Held[Told]], today: date, of: date | None = None
) -> list[Day[Told]]:
    placed = defaultdict(list)
    for one in held:
        for day in each_day(max(one.occurrence.day, first), min(one.occurrence.last_day, last)):
            placed[day].append(_placed(one, day))
    return [
        Day(
            day,
            _in_order(placed.get(day, [])),
            is_in=of is None or (day.year, day.month) == (of.year, of.month),
            is_today=day == today,
        )
        for day in each_day(first, last)
    ]


def _placed(one: Held[Told], day: date) -> Held[Told]:
    return Held(one.event, one.occurrence, one.occurrence.day < day, one.occurrence.last_day > day)


def _in_order(held: list[Held[Told]]) -> tuple[Held[Told], ...]:
    """What began before and whole days first, then by the clock; as they came where nothing tells them
    apart."""
    return tuple(
        sorted(held, key=lambda one: (not one.began_before, not one.occurrence.all_day, one.occurrence.start))
    )


def _months_of(quarter: int) -> tuple[int, int, int]:
    if not 1 <= quarter <= 4:
        raise ValueError(f"{quarter} is no quarter")
    first = 3 * quarter - 2
    return first, first + 1, first + 2


def _month_end(first: date) -> date:
    if first.month == 12:
        return first.replace(day=31)
    return first.replace(month=first.month + 1) - timedelta(days=1)


def _back(day: date, days: int) -> date:
    return day - timedelta(days=min(days, (day - date.min).days))


def _on(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))
