# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weeks of hours as OpenStreetMap's opening_hours, and whether a text is that."""

from collections.abc import Mapping
from functools import lru_cache

# Its description of types leaves the error out.
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
APPOINTMENT = "sur rendez-vous"

Span = tuple[int, int]
"""A stretch of a day, in minutes from midnight; one that ends after 1440 lasts into the next day."""
Week = dict[int, list[Span]]
"""By day (Monday is 0) its spans in order; an empty list is a day on which the place is closed."""


@lru_cache(maxsize=8192)
def is_osm(text: str) -> bool:
    """Whether `text` can be read as OpenStreetMap's opening_hours."""
    try:
        OpeningHours(text)
    except ParserError:
        return False
    return True


def write(week: Week, comment: str = "", nth: Mapping[int, tuple[int, ...]] | None = None) -> str:
    """A week in OpenStreetMap's syntax: days of the same hours together, closed ones left out. `nth` has the
    days that are not of every week: which of the month each is.

    >>> write({0: [(540, 720)], 1: [(540, 720)], 5: [(600, 780)]})
    'Mo-Tu 09:00-12:00; Sa 10:00-13:00'
    """
    which = nth or {}
    by_hours: dict[tuple[tuple[int, ...], tuple[Span, ...]], list[int]] = {}
    for day in sorted(week):
        if week[day]:
            by_hours.setdefault((which.get(day, ()), tuple(week[day])), []).append(day)
    suffix = f' "{comment}"' if comment else ""
    return "; ".join(
        f"{days_text(days, of_the_month)} "
        f"{','.join(f'{clock(start)}-{_clock_of_end(end)}' for start, end in spans)}{suffix}"
        for (of_the_month, spans), days in by_hours.items()
    )


def days_text(days: list[int], of_the_month: tuple[int, ...] = ()) -> str:
    """« Mo-We,Fr », or « Fr[1,3] » where they are not of every week."""
    if of_the_month:
        which = f"[{','.join(map(str, of_the_month))}]"
        return ",".join(f"{OSM_DAYS[day]}{which}" for day in days)
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = []
    for run in runs:
        if len(run) > 1:
            parts.append(f"{OSM_DAYS[run[0]]}-{OSM_DAYS[run[-1]]}")
        else:
            parts.append(OSM_DAYS[run[0]])
    return ",".join(parts)


def clock(minutes: int) -> str:
    """« 09:00 », from the minutes since midnight."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _clock_of_end(minutes: int) -> str:
    return clock(minutes if minutes <= 24 * 60 else minutes - 24 * 60)
