# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parameter `ouvert`: which moment is asked about, in the time of each place.

`maintenant` and a date-time ask about an instant; a date, a weekday or a part of one ask whether
there is any opening in that stretch. A weekday is the next one to come, today included, with its
holidays and closures: « jeudi » is a date, not a habit.

`soir`, `semaine`, `week-end-matin` are habits: any such part of a day in the coming weeks, so many
that school holidays hide nothing.

Several, between commas, are alternatives: who is free on Tuesday and on Thursday afternoon is served by an
opening in either. `maintenant` stands alone.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NOW = "maintenant"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# The hours that a part of the day stands for, the last one excluded.
PARTS = {"matin": (time(6), time(12)), "apres-midi": (time(12), time(18)), "soir": (time(18), time(23, 59))}
# Beside a part of a day, what a habit may be of: the whole of the daytime.
HABIT_PARTS = PARTS | {"journee": (time(6), time(18))}
# The days that a habit may be of, by number.
SPANS = {"semaine": range(5), "week-end": range(5, 7)}
# Those of the coming days that a habit is held against: more than any school holidays but the summer's.
HABIT_DAYS = 28
# Openings are worked out this far ahead.
HORIZON_DAYS = 60
# As many as one may ask for at once: every part of every day of a week.
MAX_MOMENTS = 21

_WEEKDAY = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(PARTS)}))?")
_HABIT = re.compile(
    rf"(?P<span>{'|'.join(SPANS)})(?:-(?P<part>{'|'.join(HABIT_PARTS)}))?|(?P<any>{'|'.join(HABIT_PARTS)})"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


# The beginning and the end of a stretch of local time, the latter excluded.
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Moment:
    """What to hold openings against.

    `instant` is an aware time, the same everywhere; else `stretches` are of local time, in each place's own
    zone: one, of a date, a part of it or a minute, or all those of a habit. `day` is the first of its days,
    `last_day` the last.
    """

    day: date
    last_day: date
    instant: datetime | None = None
    stretches: tuple[Stretch, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Its days, in their order."""
        return tuple(dict.fromkeys(start.date() for start, _end in self.stretches)) or (self.day,)

    @property
    def multirange(self) -> str | None:
        """Its stretches as PostgreSQL writes them; None for an instant."""
        if self.instant is not None:
            return None
        return (
            "{" + ",".join(f"[{start.isoformat()},{end.isoformat()})" for start, end in self.stretches) + "}"
        )


def habit_of(text: str) -> tuple[str, str] | None:
    """The days (a key of `SPANS`, or none for any) and the part (of `HABIT_PARTS`, or none for the whole day)
    of a value that is a habit; None for any other."""
    match = _HABIT.fullmatch(text)
    return (match["span"] or "", match["part"] or match["any"] or "") if match else None


def each_of(text: str) -> list[str]:
    """The alternatives that a value of `ouvert` is made of, each once; none of an empty one."""
    return list(dict.fromkeys(part for part in text.split(",") if part))


def is_of_days(text: str) -> bool:
    """Whether a value asks about several days: a habit, or several moments."""
    return len(each_of(text)) > 1 or habit_of(text) is not None


def habits() -> tuple[str, ...]:
    """Every value that is a habit."""
    spans = (f"{span}{f'-{part}' if part else ''}" for span in SPANS for part in ("", *HABIT_PARTS))
    return (*HABIT_PARTS, *spans)


def moment(text: str, now: datetime) -> Moment:
    """The moment that a value of `ouvert` asks about. Raises ValueError for what is no value, or a
    day before yesterday or beyond the horizon, or for more than `MAX_MOMENTS`."""
    if len(several := each_of(text)) > 1:
        return _any_of(several, now)
    today = now.astimezone(PARIS).date()
    if text == NOW:
        return Moment(today, today, instant=now)
    if match := _WEEKDAY.fullmatch(text):
        ahead = (WEEKDAYS.index(match[1]) - today.weekday()) % 7
        day = today + timedelta(days=ahead)
        return Moment(day, day, stretches=(_stretch(day, match[2] or ""),))
    if habit := habit_of(text):
        return _of_habit(*habit, today)
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
    return Moment(day, day, stretches=((first, last),))


def _any_of(texts: list[str], now: datetime) -> Moment:
    asked = [moment(text, now) for text in texts]
    if len(texts) > MAX_MOMENTS or any(one.instant is not None for one in asked):
        raise ValueError(",".join(texts))
    stretches = sorted({stretch for one in asked for stretch in one.stretches})
    return Moment(
        min(one.day for one in asked), max(one.last_day for one in asked), stretches=tuple(stretches)
    )


def _stretch(day: date, part: str) -> Stretch:
    start, end = HABIT_PARTS.get(part, (time.min, time.max))
    return datetime.combine(day, start), datetime.combine(day, end)


def _of_habit(span: str, part: str, today: date) -> Moment:
    days = [today + timedelta(days=ahead) for ahead in range(HABIT_DAYS)]
    kept = [day for day in days if not span or day.weekday() in SPANS[span]]
    return Moment(kept[0], kept[-1], stretches=tuple(_stretch(day, part) for day in kept))
