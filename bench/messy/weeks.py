"""A week of opening hours as OpenStreetMap writes it, as people do, and whether two writings say the same."""

import re
from datetime import datetime, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

from bench.messy.world import Week

OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# Two years are enough for every season, fifth Tuesday and even week to come round.
_FROM, _UNTIL = datetime(2026, 1, 1), datetime(2028, 1, 3)  # noqa: DTZ001 - hours are of the place
# What no library evaluates without a calendar: two writings say the same only where both name it.
_NAMED = re.compile(r"\b(?:SH|PH)\b")


def osm(week: Week) -> str:
    """The week in OpenStreetMap's `opening_hours`, days that follow each other and are alike together."""
    rules = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and week.get(last + 1) == week.get(day):
            last += 1
        if week.get(day):
            days = OSM[day] if last == day else f"{OSM[day]}-{OSM[last]}"
            rules.append(f"{days} " + ",".join(f"{clock(a)}-{clock(b)}" for a, b in week[day]))
        day = last + 1
    return "; ".join(rules)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def hour(minutes: int, style: str) -> str:
    """An hour as someone writes it: `h` 9h30, `H` 9H30, `h00` 09h30 and 09h00, `:` 9:30, `.` 9.30."""
    hours, rest = divmod(minutes, 60)
    if style == "h00":
        return f"{hours:02d}h{rest:02d}"
    if style in ":.":
        return f"{hours}{style}{rest:02d}"
    return f"{hours}{style}{rest:02d}" if rest else f"{hours}{style}"


def spans(day: tuple[tuple[int, int], ...], style: str = "h", dash: str = "-", between: str = " ") -> str:
    """The hours of one day: « 9h-12h 14h-17h »."""
    return between.join(f"{hour(a, style)}{dash}{hour(b, style)}" for a, b in day)


def written(week: Week, style: str = "h", dash: str = "-", between: str = " / ", ends: str = ", ") -> str:
    """The week in words: « du lundi au vendredi 9h-12h / 14h-17h, samedi 9h-12h »."""
    parts = []
    day = 0
    while day < 7:
        last = day
        while last < 6 and week.get(last + 1) == week.get(day):
            last += 1
        if week.get(day):
            days = DAYS[day] if last == day else f"du {DAYS[day]} au {DAYS[last]}"
            if last == day + 1:
                days = f"{DAYS[day]} et {DAYS[last]}"
            parts.append(f"{days} {spans(week[day], style, dash, between)}")
        day = last + 1
    return ends.join(parts)


def same_hours(one: str, other: str) -> bool:
    """Whether two `opening_hours` are open at the same moments, with a comment at the same ones.

    False where either cannot be read.
    """
    if one == other:
        return True
    first, second = _moments(one), _moments(other)
    if first is None or first != second:
        return False
    # What is never open says when it is closed, or in which holidays it is open: only its words tell.
    return bool(first[0]) or _words(one) == _words(other)


def never_surely_open(text: str) -> bool:
    """Whether each moment that `text` does not close is uncertain; false where it cannot be read."""
    try:
        found = OpeningHours(text).intervals(_FROM, _UNTIL)
    except ParserError:
        return False
    return all(state in (State.CLOSED, State.UNKNOWN) for _begins, _ends, state, _comment in found)


def _words(text: str) -> str:
    return re.sub(r"[\s:]+", " ", text.lower().replace("closed", "off")).strip()


@lru_cache(maxsize=4096)
def _moments(text: str) -> tuple | None:
    try:
        evaluated = OpeningHours(text)
    except ParserError:
        return None
    moments: list[tuple[datetime, datetime, bool]] = []
    for begins, ends, state, comment in evaluated.intervals(_FROM, _UNTIL):
        if state == State.CLOSED:
            continue
        ends = ends or _UNTIL
        if moments and moments[-1][1:] == (begins, bool(comment)):
            begins = moments.pop()[0]
        moments.append((begins, ends, bool(comment)))
    return tuple(moments), frozenset(_NAMED.findall(text))


@lru_cache(maxsize=4096)
def ordinary(text: str) -> Week | None:
    """The spans of each day in a week of term without a holiday; None where the text cannot be read."""
    try:
        evaluated = OpeningHours(text)
    except ParserError:
        return None
    monday = datetime(2026, 3, 2)  # noqa: DTZ001 - hours are of the place
    week: dict[int, list[tuple[int, int]]] = {}
    for begins, ends, state, _comment in evaluated.intervals(monday, monday + timedelta(7)):
        if state != State.CLOSED:
            midnight = begins.replace(hour=0, minute=0)
            span = tuple(
                int((moment - midnight).total_seconds() // 60) for moment in (begins, ends or monday)
            )
            week.setdefault((begins - monday).days, []).append((span[0], span[1]))
    return {day: tuple(spans) for day, spans in week.items()}
