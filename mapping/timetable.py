# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours read from OpenStreetMap syntax, as spans of local time with a state.

Hours are read by `opening-hours-py`, which knows French public holidays. It takes "on
appointment" comments for plain opening and school-holiday rules for always true: both are told
apart here, so that nothing is said to be open that is not. It also takes a rule that is but a comment
for open all day, and lets what follows « || » hold on whole days alone: the syntax has the first unknown,
and the other wherever nothing else is open.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

# Its description of types leaves the error out.
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]
from opening_hours import State as Reading

from mapping import school_holidays

PARIS = ZoneInfo("Europe/Paris")
# By the first three characters of an INSEE code; everywhere else is on Paris time.
_OVERSEAS_ZONES = {
    "971": ZoneInfo("America/Guadeloupe"),
    "972": ZoneInfo("America/Martinique"),
    "973": ZoneInfo("America/Cayenne"),
    "974": ZoneInfo("Indian/Reunion"),
    "975": ZoneInfo("America/Miquelon"),
    "976": ZoneInfo("Indian/Mayotte"),
    "977": ZoneInfo("America/Guadeloupe"),
    "978": ZoneInfo("America/Guadeloupe"),
    "986": ZoneInfo("Pacific/Wallis"),
    "987": ZoneInfo("Pacific/Tahiti"),
    "988": ZoneInfo("Pacific/Noumea"),
}
_MEETING = r"(?:rendez[- ]?vous|rdv|appointment)\b"
_APPOINTMENT = re.compile(rf"\b{_MEETING}", re.IGNORECASE)
# « avec ou sans rendez-vous » is open to all.
_NONE_NEEDED = re.compile(
    rf"\b(?:sans|pas(?: besoin)? de|no|without(?: an)?) (?:prise de )?{_MEETING}", re.IGNORECASE
)
# Rules and fallbacks are cut where no comment is quoted.
_OUTSIDE_QUOTES = r'(?=(?:[^"]*"[^"]*")*[^"]*$)'
_FALLBACK = re.compile(rf"\|\|{_OUTSIDE_QUOTES}")
_RULE_OF_A_COMMENT = re.compile(rf'(^|;{_OUTSIDE_QUOTES})\s*("[^"]*")\s*(?=;|$)')


class State(StrEnum):
    """What is known of an instant: open, closed, on appointment, exceptionally closed, or nothing."""

    OPEN = "open"
    CLOSED = "closed"
    APPOINTMENT = "appointment"
    CLOSURE = "closure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of aware time that is not plainly closed: open, on appointment or unknown, with what the text
    says beside it."""

    start: datetime
    end: datetime
    state: State
    comment: str = ""


def zone_of(code_insee: str | None) -> ZoneInfo:
    """The time zone of a commune or a département, from its code; Paris when it is not known."""
    return _OVERSEAS_ZONES.get((code_insee or "")[:3], PARIS)


@dataclass(frozen=True, slots=True)
class Timetable:
    """Hours that could be read; `holidays` where the school holidays have others.

    Both are lists of hours, each of which holds where those before are closed.
    """

    term: tuple[OpeningHours, ...]
    holidays: tuple[OpeningHours, ...] | None
    departement: str
    zone: ZoneInfo

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """What is not plainly closed between two aware times, in order.

        A day whose school calendar is not known is unknown as a whole.
        """
        if self.holidays is None:
            yield from _spans(self.term, start, end)
            return
        day = start
        while day < end:
            following = datetime.combine(day.date() + timedelta(days=1), time.min, self.zone)
            until = min(following, end)
            holiday = school_holidays.is_holiday(day.date(), self.departement)
            if holiday is None:
                yield Span(day, until, State.UNKNOWN)
            else:
                yield from _spans(self.holidays if holiday else self.term, day, until)
            day = following


def read(hours: str, code_insee: str | None = None) -> Timetable | None:
    """The timetable that a text of hours says; None when it cannot be read."""
    return _read(
        hours.strip().rstrip("; "), (code_insee or "")[: 3 if (code_insee or "")[:2] in ("97", "98") else 2]
    )


@lru_cache(maxsize=8192)
def _read(hours: str, departement: str) -> Timetable | None:
    if not hours:
        return None
    zone = zone_of(departement)
    if not school_holidays.mentions(hours):
        parsed = _alternatives(hours, zone)
        return Timetable(parsed, None, departement, zone) if parsed else None
    term = _alternatives(hours, zone, school_holidays.in_term)
    holidays = _alternatives(hours, zone, school_holidays.in_holidays)
    return Timetable(term, holidays, departement, zone) if term and holidays else None


def _alternatives(
    hours: str, zone: ZoneInfo, rewritten: Callable[[str], str | None] = str
) -> tuple[OpeningHours, ...]:
    """The hours and their fallbacks in order, each `rewritten`; none where one of them cannot be read."""
    texts = [rewritten(text.strip()) for text in _FALLBACK.split(hours)]
    parsed = [_parse(_RULE_OF_A_COMMENT.sub(r"\1 unknown \2", text or "").strip(), zone) for text in texts]
    return tuple(one for one in parsed if one) if all(parsed) else ()


@lru_cache(maxsize=8192)
def _parse(hours: str, zone: ZoneInfo) -> OpeningHours | None:
    try:
        return OpeningHours(hours, timezone=zone, country="FR", auto_country=False, auto_timezone=False)
    except ParserError:
        return None


def is_public_holiday(day: date) -> bool:
    """Whether a day is a public holiday in the whole of France."""
    holidays = _parse("PH", PARIS)
    assert holidays is not None
    return holidays.is_open(datetime.combine(day, time(12), PARIS))


def _spans(alternatives: tuple[OpeningHours, ...], start: datetime, end: datetime) -> Iterator[Span]:
    """What is not plainly closed, and what the fallbacks say of the rest, in order."""
    first, *others = alternatives
    if not others:
        yield from _spans_of(first, start, end)
        return
    free = start
    for span in _spans_of(first, start, end):
        if free < span.start:
            yield from _spans(tuple(others), free, span.start)
        yield span
        free = span.end
    if free < end:
        yield from _spans(tuple(others), free, end)


def _spans_of(parsed: OpeningHours, start: datetime, end: datetime) -> Iterator[Span]:
    for begin, finish, reading, comment in parsed.intervals(start, end):
        if reading == Reading.CLOSED:
            continue
        if _APPOINTMENT.search(_NONE_NEEDED.sub("", comment)):
            state = State.APPOINTMENT
        elif reading == Reading.OPEN:
            state = State.OPEN
        else:
            state = State.UNKNOWN
        yield Span(begin, finish or end, state, comment)
