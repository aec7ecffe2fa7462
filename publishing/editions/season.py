# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is held during the season of a book: what the agenda shows to everyone for its territory, its themes
and its days, what comes again told once by its rule."""

from collections.abc import Iterator
from datetime import date, datetime, time

from accounts.roles import Role
from mapping.models import VisibleStructure
from mapping.presentation import phone_of
from mapping.timetable import zone_of
from network.agenda.occurrence import Occurrence
from network.agenda.recurrence import Recurrence
from network.agenda.said import day_text
from network.events import sessions
from network.events.asking import Asked
from network.events.held import events_held, is_off
from network.models import Event
from network.week import Structures, hours_of, place_of, structures_of
from places.territories import TerritoryKind
from publishing.book.content import Dated
from publishing.editions.models import Edition

_Ranked = tuple[datetime, int, Dated]


def days_of(edition: Edition, today: date) -> tuple[date, date] | None:
    """The days of an edition's season that are still to come on a day; None where there is none."""
    first, last = edition.season_from, edition.season_until
    if first is None or last is None or last < today:
        return None
    return max(first, today), last


def words_of(edition: Edition, today: date) -> str:
    """« du 30 novembre 2026 au 31 mars 2027 »; empty without a season to come."""
    days = days_of(edition, today)
    return f"du {day_text(days[0])} au {day_text(days[1])}" if days else ""


def season_of(edition: Edition, today: date) -> tuple[Dated, ...]:
    """What is held in an edition's territory, under its themes, in the days of its season that are still to
    come, in the order of time; what has no theme is for everyone."""
    days = days_of(edition, today)
    if days is None:
        return ()
    asked = Asked(
        chosen={"theme": tuple(edition.themes)} if edition.themes else {},
        place=(TerritoryKind(edition.territory_kind), edition.territory_code),
        takes_unthemed=True,
    )
    found = [*_events(asked, *days), *_sessions(asked, *days)]
    return tuple(one for _start, _number, one in sorted(found, key=lambda ranked: ranked[:2]))


def _events(asked: Asked, first: date, last: date) -> Iterator[_Ranked]:
    held: dict[int, list[Occurrence]] = {}
    off: dict[int, list[Occurrence]] = {}
    events: dict[int, Event] = {}
    for event, once in events_held(Role.VISITOR, asked, first, last):
        events[event.pk] = event
        is_not = once.is_put_off or is_off(event, once)
        (off if is_not else held).setdefault(event.pk, []).append(once)
    names = structures_of(events[number] for number in held)
    for number, times in held.items():
        first_time = min(times)
        yield first_time.start, number, _dated(first_time, events[number], names, off.get(number, []))


def _dated(once: Occurrence, event: Event, names: Structures, off: list[Occurrence]) -> Dated:
    seen = names.get((event.structure_id or 0, event.audience))
    link = event.registration_link or event.online_link
    return Dated(
        when=_when(once, event),
        title=event.title,
        where=place_of(event, names) or ("En ligne" if event.online_link else ""),
        contact=" · ".join(part for part in (_phone(seen), link) if part),
        note=_exceptions(off),
    )


def _when(once: Occurrence, event: Event) -> str:
    """« 12 mars 2027, 14 h – 16 h »; of what comes again, its rule."""
    if event.recurrence:
        told = Recurrence.from_json(event.recurrence).words("fr")
        told = told[:1].upper() + told[1:]
    else:
        told = _days(once.day, once.last_day)
    hours = hours_of(once)
    if hours is None or (event.recurrence and hours[0] in told):
        return told
    return f"{told}, {' – '.join(part for part in hours if part)}"


def _exceptions(off: list[Occurrence]) -> str:
    """« Pas le 12 mars 2027 ; le 19 mars 2027 est reporté au 20 mars 2027. »"""
    said = []
    for once in sorted(off):
        moved = once.moved.to if once.moved and once.is_put_off else None
        day = day_text(once.day)
        said.append(f"le {day} est reporté au {day_text(moved)}" if moved else f"pas le {day}")
    told = " ; ".join(said)
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def _sessions(asked: Asked, first: date, last: date) -> Iterator[_Ranked]:
    for one in sessions.told(Role.VISITOR, asked, first, last):
        begins = datetime.combine(one.line.day, time.min, zone_of(one.structure.commune_id))
        said = Dated(
            when=_days(one.line.day, one.line.last_day),
            title=one.line.title,
            where=one.line.place,
            contact=_phone(one.structure),
            note=one.line.note,
        )
        yield begins, one.number, said


def _days(first: date, last: date) -> str:
    return day_text(first) if first == last else f"Du {day_text(first)} au {day_text(last)}"


def _phone(seen: VisibleStructure | None) -> str:
    phone = phone_of(seen.telephone) if seen else None
    return phone.text if phone else ""
