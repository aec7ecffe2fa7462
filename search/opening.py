# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parameter `ouvert`: which moment is asked about, in the time of each place.

`maintenant` and a date-time ask about an instant; a date, a weekday or a part of one ask whether
there is any opening in that stretch. A weekday is the next one to come, today included, with its
holidays and closures: « jeudi » is a date, not a habit.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# The hours that a part of the day stands for, the last one excluded.
PARTS = {"matin": (time(6), time(12)), "apres-midi": (time(12), time(18)), "soir": (time(18), time(23, 59))}
# Openings are worked out this far ahead.
HORIZON_DAYS = 60

_WEEKDAY = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(PARTS)}))?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


@dataclass(frozen=True, slots=True)
class Moment:
    """What to hold openings against.

    `instant` is an aware time, the same everywhere; else `start` and `end` bound a stretch of
    local time, in each place's own zone. A date-time is a stretch of one minute.
    """

    day: date
    instant: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None


def moment(text: str, now: datetime) -> Moment:
    """The moment that a value of `ouvert` asks about. Raises ValueError for what is no value, or a
    day before yesterday or beyond the horizon."""
    today = now.astimezone(PARIS).date()
    if text == "maintenant":
        return Moment(today, instant=now)
    if match := _WEEKDAY.fullmatch(text):
        ahead = (WEEKDAYS.index(match[1]) - today.weekday()) % 7
        day = today + timedelta(days=ahead)
        start, end = PARTS[match[2]] if match[2] else (time.min, time.max)
        return Moment(day, start=datetime.combine(day, start), end=datetime.combine(day, end))
    if _DATE_TIME.fullmatch(text):
        first = datetime.fromisoformat(text)
        day = first.date()
    elif _DATE.fullmatch(text):
        day = date.fromisoformat(text)
        first = datetime.combine(day, time.min)
    else:
        raise ValueError(text)
    if not today - timedelta(days=1) <= day <= today + timedelta(days=HORIZON_DAYS):
        raise ValueError(text)
    # Only now: there is no minute after the last one of the year 9999.
    last = first + timedelta(minutes=1) if "T" in text else datetime.combine(day, time.max)
    return Moment(day, start=first, end=last)
