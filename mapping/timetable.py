"""Opening hours read from OpenStreetMap syntax, as spans of local time with a state.

Hours are read by `opening-hours-py`, which knows French public holidays. It takes "on
appointment" comments for plain opening and school-holiday rules for always true: both are told
apart here, so that nothing is said to be open that is not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError
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
_APPOINTMENT = re.compile(r"rendez[- ]?vous|\brdv\b|appointment", re.IGNORECASE)


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    APPOINTMENT = "appointment"
    CLOSURE = "closure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of aware time that is not plainly closed: open, on appointment or unknown."""

    start: datetime
    end: datetime
    state: State


def zone_of(code_insee: str | None) -> ZoneInfo:
    """The time zone of a commune or a département, from its code; Paris when it is not known."""
    return _OVERSEAS_ZONES.get((code_insee or "")[:3], PARIS)


@dataclass(frozen=True, slots=True)
class Timetable:
    """Hours that could be read; `holidays` where the school holidays have others."""

    term: OpeningHours
    holidays: OpeningHours | None
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
    return _read(hours.strip(), (code_insee or "")[: 3 if (code_insee or "")[:2] in ("97", "98") else 2])


@lru_cache(maxsize=8192)
def _read(hours: str, departement: str) -> Timetable | None:
    if not hours:
        return None
    zone = zone_of(departement)
    if not school_holidays.mentions(hours):
        parsed = _parse(hours, zone)
        return parsed and Timetable(parsed, None, departement, zone)
    in_term, in_holidays = school_holidays.in_term(hours), school_holidays.in_holidays(hours)
    term, holidays = (text and _parse(text, zone) for text in (in_term, in_holidays))
    return Timetable(term, holidays, departement, zone) if term and holidays else None


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


def _spans(parsed: OpeningHours, start: datetime, end: datetime) -> Iterator[Span]:
    for begin, finish, reading, comment in parsed.intervals(start, end):
        if reading == Reading.CLOSED:
            continue
        if _APPOINTMENT.search(comment):
            state = State.APPOINTMENT
        elif reading == Reading.OPEN:
            state = State.OPEN
        else:
            state = State.UNKNOWN
        yield Span(begin, finish or end, state)
