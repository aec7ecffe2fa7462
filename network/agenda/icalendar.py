# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events as a calendar that any diary reads (iCalendar, RFC 5545)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from common import icalendar
from common.content_lines import address, escape, written
from common.links import outgoing
from network.agenda.occurrence import When
from network.agenda.recurrence import HORIZON, Written, ended

# How many years around today the changes of hour are told for: rules without an end go on.
_YEARS = 10


@dataclass(frozen=True, slots=True)
class Event:
    """What is told of an event. `uid` never changes, `sequence` grows with each change, `modified` is when
    the last was, where that may be told. `position` is (latitude, longitude). `without` are days on which it
    is not held, `cancelled` those on which it was to be and is not, and that a diary keeps, struck through;
    `is_cancelled` says so of all of it."""

    uid: str
    title: str
    when: When
    modified: datetime | None = None
    text: str = ""
    place: str = ""
    position: tuple[float, float] | None = None
    url: str = ""
    organiser: str = ""
    sequence: int = 0
    without: tuple[date, ...] = ()
    cancelled: tuple[date, ...] = ()
    is_cancelled: bool = False


def calendar(events: Iterable[Event], *, name: str, now: datetime) -> Iterator[str]:
    """The calendar of events, piece by piece; `name` is what a diary calls it, `now` an aware time. What
    has no end but exceptions (public or school holidays) is told for three years from `now` on."""
    yield icalendar.begin("Agenda", name)
    told: set[str] = set()
    for event in events:
        zone = event.when.zone
        says_hours = not event.when.all_day or any(one.starts for one in event.when.moved)
        if says_hours and zone.key not in told:
            told.add(zone.key)
            yield written(icalendar.zone_lines(zone, now.year - _YEARS, now.year + _YEARS))
        yield from event_text(event, now=now)
    yield icalendar.END


def event_text(event: Event, *, now: datetime) -> Iterator[str]:
    """The VEVENT of an event, then one for each day on which it is cancelled or held otherwise; nothing where
    it is never held."""
    when = event.when
    if when.recurrence is None:
        rule: Written | None = Written(when.first_day, "")
    else:
        rule = when.recurrence.written(when.first_day, max(now.date(), when.first_day) + HORIZON)
    if rule is None:
        return
    yield _vevent(
        event, [*_times(event, rule.first), *_again(event, rule)], now, cancelled=event.is_cancelled
    )
    if when.recurrence is None or event.is_cancelled:
        return
    moved = {one.day: one for one in when.moved if when.is_planned(one.day)}
    for day in event.cancelled:
        if day not in moved and when.is_planned(day):
            moment = _property(event, "RECURRENCE-ID", [day])
            yield _vevent(event, [moment, *_times(event, day)], now, cancelled=True)
    for one in moved.values():
        once = replace(event, when=when.as_moved(one))
        if one.place:
            once = replace(once, place=one.place, position=None)
        times = [_property(event, "RECURRENCE-ID", [one.day]), *_times(once, one.to)]
        yield _vevent(once, times, now, cancelled=one.to in event.cancelled)


def _vevent(event: Event, times: list[str], now: datetime, *, cancelled: bool) -> str:
    said = [
        "BEGIN:VEVENT",
        f"UID:{escape(event.uid)}",
        f"DTSTAMP:{icalendar.in_utc(now)}",
        *([f"LAST-MODIFIED:{icalendar.in_utc(event.modified)}"] if event.modified else []),
        f"SEQUENCE:{event.sequence}",
        *times,
        f"SUMMARY:{escape(event.title)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
    ]
    for name, value in (
        ("DESCRIPTION", escape(event.text)),
        ("LOCATION", escape(event.place)),
        ("CONTACT", escape(event.organiser)),
        ("URL", address(outgoing(event.url))),
    ):
        if value:
            said.append(f"{name}:{value}")
    if event.position:
        said.append("GEO:{:.6f};{:.6f}".format(*event.position))
    return written([*said, "END:VEVENT"])


def _times(event: Event, day: date) -> list[str]:
    """When it begins and ends, where it begins on a day. Several whole days are no reason not to be free."""
    when = event.when
    if when.all_day:
        days = [day], [day + when.lasts + timedelta(days=1)]
        return [
            icalendar.on_days("DTSTART", days[0]),
            icalendar.on_days("DTEND", days[1]),
            "TRANSP:TRANSPARENT",
        ]
    one = when.on(day)
    said = [_property(event, "DTSTART", [day])]
    if one.end > one.start:
        said.append(icalendar.local("DTEND", when.zone.key, [one.end]))
    return said


def _again(event: Event, rule: Written) -> list[str]:
    said = []
    if text := ended(rule, lambda day: _until(event, day)):
        said.append(f"RRULE:{text}")
    for name, days in (
        ("RDATE", rule.added),
        ("EXDATE", sorted({*rule.excluded, *_without(event, rule)})),
    ):
        if days:
            said.append(_property(event, name, days))
    return said


def _without(event: Event, rule: Written) -> list[date]:
    """The days taken off that the rule says at all: a diary need not read of others."""
    when = event.when
    if when.recurrence is None:
        return []
    return [day for day in event.without if when.is_planned(day)]


def _until(event: Event, day: date) -> str:
    return f"{day:%Y%m%d}" if event.when.all_day else icalendar.in_utc(event.when.on(day).start)


def _property(event: Event, name: str, days: Iterable[date]) -> str:
    when = event.when
    if when.starts is None:
        return icalendar.on_days(name, days)
    return icalendar.local(name, when.zone.key, [datetime.combine(day, when.starts) for day in days])
