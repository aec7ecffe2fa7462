# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days and times of a run of a service as events of iCalendar that come again (RFC 5545, RRULE).

What is said is the very days on which hours fall, closures and holidays taken out: rules are found in them,
with the days that a rule would add taken off it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from common.days import each_day
from mapping.hours import Closure, spans_on
from mapping.timetable import Span, State

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# A session is a term or a school year; what claims to last longer is told for so long.
_LONGEST = timedelta(days=731)
_UTC = ZoneInfo("UTC")
_LAST_OF_MONTH = -1


@dataclass(frozen=True, slots=True)
class Series:
    """Stretches of the same hours: the first, the rule of the others (empty for one alone), and the days that
    the rule says and that are not."""

    first: Span
    rule: str = ""
    but: tuple[datetime, ...] = ()
    days: tuple[date, ...] = field(default=(), compare=False)


def series(
    hours: str,
    first_day: date,
    last_day: date,
    *,
    code_insee: str | None = None,
    closures: Iterable[Closure] = (),
) -> list[Series]:
    """What is held between two days, both included, by hours in OpenStreetMap's syntax; nothing where they
    say no time of these days."""
    closures = tuple(closures)
    alike: dict[tuple[time, timedelta, State], list[Span]] = defaultdict(list)
    for day in each_day(first_day, min(last_day, first_day + _LONGEST)):
        for span in spans_on(hours, day, code_insee=code_insee, closures=closures):
            # A whole day « to be checked » says no time.
            if span.state is not State.UNKNOWN and span.end - span.start < timedelta(hours=24):
                alike[(span.start.time(), _lasts(span), span.state)].append(span)
    found = [one for spans in alike.values() for one in _of_same_hours(spans)]
    return sorted(found, key=lambda one: one.first.start)


def _lasts(span: Span) -> timedelta:
    """How long by the clock, whatever the hour that changes meanwhile."""
    return span.end.replace(tzinfo=None) - span.start.replace(tzinfo=None)


def _of_same_hours(spans: list[Span]) -> Iterator[Series]:
    by_weekday: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        by_weekday[span.start.weekday()].append(span)
    weekly: list[Span] = []
    for weekday, same in by_weekday.items():
        days = [span.start.date() for span in same]
        if len(days) == 1:
            yield Series(same[0], days=tuple(days))
        elif ranks := _ranks(days):
            each = ",".join(f"{rank}{DAYS[weekday]}" for rank in ranks)
            yield _series(same, f"FREQ=MONTHLY;BYDAY={each}", days)
        elif (weeks := _every(days)) > 1:
            yield _series(same, f"FREQ=WEEKLY;INTERVAL={weeks};BYDAY={DAYS[weekday]}", days)
        else:
            weekly += same
    if weekly:
        weekly.sort(key=lambda span: span.start)
        weekdays = sorted({span.start.weekday() for span in weekly})
        held = {span.start.date() for span in weekly}
        ruled = [day for day in each_day(min(held), max(held)) if day.weekday() in weekdays]
        yield _series(weekly, f"FREQ=WEEKLY;BYDAY={','.join(DAYS[day] for day in weekdays)}", ruled)


def _series(spans: list[Span], rule: str, ruled: Iterable[date]) -> Series:
    first, last = spans[0], spans[-1]
    held = {span.start.date() for span in spans}
    but = tuple(
        datetime.combine(day, first.start.time(), first.start.tzinfo) for day in ruled if day not in held
    )
    until = last.start.astimezone(_UTC).strftime("%Y%m%dT%H%M%SZ")
    return Series(first, f"{rule};UNTIL={until}", but, tuple(sorted(held)))


def _every(days: list[date]) -> int:
    """Every how many weeks the same weekday comes; 1 where it is not regular."""
    steps = {(later - day).days // 7 for day, later in pairwise(days)}
    return steps.pop() if len(steps) == 1 else 1


def _ranks(days: list[date]) -> list[int]:
    """The ranks of a weekday in its month, where the days are all those of these ranks between the first and
    the last; empty where they are not, or are every week's."""
    for found in (
        [_LAST_OF_MONTH] if all((day + timedelta(days=7)).month != day.month for day in days) else [],
        sorted({(day.day - 1) // 7 + 1 for day in days}),
    ):
        if not found or len(found) > 2 or len(days) < 3:
            continue
        ruled = [
            day
            for day in each_day(days[0], days[-1])
            if day.weekday() == days[0].weekday() and _has_rank(day, found)
        ]
        if ruled == days:
            return found
    return []


def _has_rank(day: date, ranks: list[int]) -> bool:
    is_last = (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 in ranks or (_LAST_OF_MONTH in ranks and is_last)
