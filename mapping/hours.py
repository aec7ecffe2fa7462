# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a place is open, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mapping import school_holidays
from mapping.timetable import PARIS, Span, State, Timetable, is_public_holiday, read, zone_of

__all__ = [
    "PARIS",
    "Closure",
    "Day",
    "Now",
    "State",
    "always",
    "asks_first",
    "by_day",
    "clock",
    "day_name",
    "describe",
    "describe_reception",
    "is_always",
    "is_public_holiday",
    "is_whole_day",
    "on_day",
    "span_text",
    "spans_on",
    "week",
    "zone_of",
]

# Languages of the site that write the names of days with a capital.
_CAPITAL_DAYS = {"en"}
# Farther than this, saying when a place next opens helps nobody.
_LOOK_AHEAD = timedelta(days=60)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Now:
    """Whether a place is open at a moment, and a short French sentence that says it."""

    state: State
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the coming week: `spans` are sentences such as « 9 h – 12 h »; empty is closed.
    `is_whole` says that it is open from midnight to midnight."""

    day: date
    spans: tuple[str, ...]
    is_public_holiday: bool
    closure: str | None
    is_whole: bool = False

    @property
    def weekday(self) -> int:
        """Its number in the week, from 0 for Monday."""
        return self.day.weekday()


@dataclass(frozen=True, slots=True)
class Closure:
    """Days without opening, both included."""

    first_day: date
    last_day: date
    reason: str = ""

    def covers(self, day: date) -> bool:
        """Whether it is closed on that day, the first and the last included."""
        return self.first_day <= day <= self.last_day


def describe(
    hours: str,
    *,
    code_insee: str | None = None,
    closures: Iterable[Closure] = (),
    now: datetime | None = None,
) -> Now:
    """Whether a place with these opening hours is open at `now` (an aware time, default: now).

    Hours that cannot be read, or that depend on school holidays, are unknown.
    """
    zone = zone_of(code_insee)
    now = (now or timezone.now()).astimezone(zone)
    closures = tuple(closures)
    parsed = read(hours, code_insee)
    closed_now = next((closure for closure in closures if closure.covers(now.date())), None)
    if closed_now:
        until = formats.date_format(closed_now.last_day, "MONTH_DAY_FORMAT")
        return Now(State.CLOSURE, _("Fermé temporairement, jusqu'au %(day)s") % {"day": until})
    if parsed is None:
        return Now(State.UNKNOWN, _unknown(hours))
    spans = _open_spans(parsed, now, now + _LOOK_AHEAD, closures)
    current = next(spans, None)
    if current is None:
        return Now(State.CLOSED, _("Fermé"))
    if current.start > now:
        if current.state is State.APPOINTMENT:
            return Now(
                State.APPOINTMENT, _("Sur rendez-vous, %(when)s") % {"when": _opening(current.start, now)}
            )
        if current.state is State.UNKNOWN:
            return Now(State.UNKNOWN, _to_verify(current.comment))
        return Now(State.CLOSED, _("Ouvre %(when)s") % {"when": _opening(current.start, now)})
    if current.state is State.APPOINTMENT:
        return Now(State.APPOINTMENT, _("Sur rendez-vous"))
    if current.state is State.UNKNOWN:
        return Now(State.UNKNOWN, _to_verify(current.comment))
    if current.end - now >= _WEEK:
        return Now(State.OPEN, _("Ouvert 24\N{NO-BREAK SPACE}h/24, 7\N{NO-BREAK SPACE}j/7"))
    return Now(State.OPEN, _("Ouvert jusqu'à %(time)s") % {"time": _closing(current.end, now)})


def describe_reception(
    hours: str,
    *,
    services_have_hours: bool,
    code_insee: str | None = None,
    closures: Iterable[Closure] = (),
    now: datetime | None = None,
) -> Now | None:
    """`describe` for the hours of a structure beside those of its services.

    None where it has none of its own and one of the services told with it has: they say when to come, and
    « non renseignés » above them would say the contrary.
    """
    told = describe(hours, code_insee=code_insee, closures=closures, now=now)
    return None if told.state is State.UNKNOWN and not hours.strip() and services_have_hours else told


def week(
    hours: str,
    *,
    code_insee: str | None = None,
    closures: Iterable[Closure] = (),
    now: datetime | None = None,
) -> list[Day]:
    """The seven days from today, each with its spans; an empty list when the hours are unknown, or name no
    day: « sur rendez-vous » alone is no opening of any.

    A span that crosses midnight belongs to the day on which it begins.
    """
    zone = zone_of(code_insee)
    now = (now or timezone.now()).astimezone(zone)
    closures = tuple(closures)
    parsed = read(hours, code_insee)
    if parsed is None or asks_first(hours, now, code_insee):
        return []
    first = datetime.combine(now.date(), time.min, zone)
    days = [now.date() + timedelta(days=offset) for offset in range(7)]
    spans: dict[date, list[str]] = {day: [] for day in days}
    whole: set[date] = set()
    # A day more on both sides, for what lasts past midnight.
    for span in _open_spans(parsed, first - timedelta(days=1), first + timedelta(days=8), closures):
        for part in by_day(span):
            if part.start.date() in spans:
                spans[part.start.date()].append(span_text(part))
                if is_whole_day(part) and part.state is State.OPEN:
                    whole.add(part.start.date())
    return [
        Day(
            day=day,
            spans=tuple(spans[day]),
            is_public_holiday=is_public_holiday(day),
            closure=next((c.reason for c in closures if c.covers(day)), None),
            is_whole=day in whole,
        )
        for day in days
    ]


def on_day(hours: str, day: date, *, code_insee: str | None = None, closures: Iterable[Closure] = ()) -> str:
    """« jeudi : 9 h – 12 h, 18 h – 20 h »; empty for a day without opening, or hours that cannot be read."""
    spans = spans_on(hours, day, code_insee=code_insee, closures=closures)
    if not spans:
        return ""
    told = ", ".join(map(span_text, spans))
    today = datetime.now(zone_of(code_insee)).date()
    return _("%(day)s : %(hours)s") % {"day": day_name(day, today), "hours": told}


def day_name(day: date, today: date) -> str:
    """« jeudi » within a week from today, else « 3 décembre »."""
    near = abs((day - today).days) < 7
    return weekday(day) if near else formats.date_format(day, "MONTH_DAY_FORMAT")


def spans_on(
    hours: str, day: date, *, code_insee: str | None = None, closures: Iterable[Closure] = ()
) -> list[Span]:
    """What begins on a day and is not plainly closed, in order; nothing for hours that cannot be read, or
    that name no day."""
    zone = zone_of(code_insee)
    parsed = read(hours, code_insee)
    start = datetime.combine(day, time.min, zone)
    if parsed is None or asks_first(hours, start, code_insee):
        return []
    spans = _open_spans(parsed, start - timedelta(days=1), start + timedelta(days=2), tuple(closures))
    return [part for span in spans for part in by_day(span) if part.start.date() == day]


def _to_verify(comment: str) -> str:
    """What is said where nobody knows which days are meant: the words of the hours, never « closed »."""
    if comment:
        return _("%(words)s : téléphonez avant de venir") % {"words": comment[:1].upper() + comment[1:120]}
    return _("Horaires à vérifier par téléphone")


def _unknown(hours: str) -> str:
    if school_holidays.mentions(hours):
        return _("Horaires variables selon les vacances scolaires : à vérifier par téléphone")
    if hours.strip():
        return _("Horaires : %(hours)s") % {"hours": hours.strip()[:120]}
    return _("Horaires non renseignés")


def _open_spans(
    timetable: Timetable, start: datetime, end: datetime, closures: tuple[Closure, ...]
) -> Iterator[Span]:
    """Spans that are not plainly closed, in order, without the days of a closure."""
    for span in timetable.spans(start, end):
        if not closures:
            yield span
            continue
        for part in by_day(span):
            if not any(closure.covers(part.start.date()) for closure in closures):
                yield part


def by_day(span: Span) -> Iterator[Span]:
    """Cut a span that lasts more than a day at each midnight; a shorter one stays whole."""
    if span.end - span.start <= timedelta(hours=24) and span.end.time() <= span.start.time():
        yield span
        return
    start = span.start
    while start < span.end:
        midnight = datetime.combine(start.date() + timedelta(days=1), time.min, start.tzinfo)
        yield Span(start, min(midnight, span.end), span.state, span.comment)
        start = midnight


def is_whole_day(span: Span) -> bool:
    """Whether it lasts from midnight to midnight."""
    return span.start.time() == time.min and span.end.time() == time.min


def always() -> str:
    """What is said of a place that never closes."""
    return _("24\N{NO-BREAK SPACE}h/24, 7\N{NO-BREAK SPACE}j/7")


def on_appointment() -> str:
    """What is said of a place that is only open to who made an appointment, whenever that is."""
    return _("sur rendez-vous")


def is_always(hours: str, now: datetime, code_insee: str | None = None) -> bool:
    """Whether hours say that it never closes."""
    return lasting(hours, now, code_insee) is State.OPEN


def asks_first(hours: str, now: datetime, code_insee: str | None = None) -> bool:
    """Whether hours only say that an appointment is needed: they name no day, and it is open on none."""
    return lasting(hours, now, code_insee) is State.APPOINTMENT


def lasting(hours: str, now: datetime, code_insee: str | None = None) -> State | None:
    """What holds for longer than a week from now on, whatever the day and the time; None where nothing does:
    « 24/7 » is open, « sur rendez-vous » without a time an appointment."""
    parsed = read(hours, code_insee)
    here = now.astimezone(zone_of(code_insee))
    current = next(parsed.spans(here, here + _LOOK_AHEAD), None) if parsed else None
    return current.state if current and current.start <= here <= current.end - _WEEK else None


def span_text(span: Span) -> str:
    """« 9 h – 12 h », with what has to be known of it."""
    hours = f"{clock(span.start)} – {clock(span.end)}"
    text = _("toute la journée") if is_whole_day(span) else hours
    if span.state is State.APPOINTMENT:
        return _("%(span)s, sur rendez-vous") % {"span": text}
    if span.state is State.UNKNOWN:
        if span.comment:
            return _("%(span)s, à vérifier (%(comment)s)") % {"span": text, "comment": span.comment}
        return _("%(span)s, à vérifier") % {"span": text}
    return text


def clock(moment: datetime) -> str:
    """« 9 h », « 17 h 30 », with spaces that do not break; midnight is « minuit »."""
    if (moment.hour, moment.minute) == (0, 0):
        return _("minuit")
    if not moment.minute:
        return _("%(hour)d\N{NO-BREAK SPACE}h") % {"hour": moment.hour}
    return _("%(hour)d\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}%(minute)02d") % {
        "hour": moment.hour,
        "minute": moment.minute,
    }


def weekday(day: date) -> str:
    """The name of a day as within a sentence: Django's catalogues begin it with a capital in languages that
    do not."""
    name = str(WEEKDAYS[day.weekday()])
    return name if (get_language() or "").split("-")[0] in _CAPITAL_DAYS else name.lower()


def _closing(end: datetime, now: datetime) -> str:
    if end - now < timedelta(hours=24):
        return clock(end)
    return _("%(day)s %(time)s") % {"day": weekday(end), "time": clock(end)}


def _opening(start: datetime, now: datetime) -> str:
    days = (start.date() - now.date()).days
    at = {"time": clock(start)}
    if days == 0:
        return _("à %(time)s") % at
    # By its name even where it is tomorrow: what is printed, sent or saved is read on another day.
    if days < 7:
        return _("%(day)s à %(time)s") % {**at, "day": weekday(start)}
    return _("le %(day)s à %(time)s") % {**at, "day": formats.date_format(start, "MONTH_DAY_FORMAT")}
