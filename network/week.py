# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is held in the days to come, as lists of a few lines tell it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from common.dates import in_words
from mapping.hours import clock
from mapping.models import VisibleStructure
from mapping.presentation import short_name
from network.agenda.moved import Moved
from network.agenda.occurrence import Occurrence, When
from network.agenda.recurrence import Recurrence
from network.models import Audience, Event, News
from network.models.common import SharedQuerySet
from network.paths import path_of
from network.where import Where, here

DAYS = 7
# Of what was put off, between which days around today it was to be.
_LONG_AGO, _LONG_AHEAD = timedelta(days=2 * 366), timedelta(days=3 * 366)

# Structures by number, and the audience that sees them so.
Structures = dict[tuple[int, int], VisibleStructure]


@dataclass(frozen=True, slots=True)
class Line:
    """An event once: its day, its hours (None for what lasts whole days), where it is. `kind` says what it
    is; a session of a structure's service is told in the same way. `planned` is the day on which it was to
    be, where it is held on another; `moved_to` that other day, where it was to be on this one. `distance` is
    told where somebody asks near a place."""

    url: str
    title: str
    day: date
    last_day: date
    hours: tuple[str, str] | None
    place: str
    is_online: bool
    is_for_professionals: bool
    is_for_members: bool
    is_example: bool
    is_cancelled: bool = False
    kind: str = ""
    note: str = ""
    planned: date | None = None
    moved_to: date | None = None
    distance: str = ""


def to_come(role: Role, where: Where | None = None, *, days: int = DAYS, limit: int = 0) -> list[Line]:
    """What a role may know to be held from now on, within some days, in the order of time; `limit` at most
    where it is given. What is cancelled, or ended already today, is not told. One query, and one more where
    something is held in a structure."""
    return coming(here(Event.objects.seen_by(role), where), days=days, limit=limit)


def coming(events: SharedQuerySet, *, days: int = DAYS, limit: int = 0) -> list[Line]:
    """The same of some events."""
    now = timezone.localtime()
    first, last = now.date(), now.date() + timedelta(days=days - 1)
    told = [
        (once, event)
        for event in between(events, first, last)
        if not event.is_cancelled
        for once in occurrences(event, first, last)
        if once.end >= now or once.all_day
    ]
    told.sort(key=lambda one: (max(one[0].start.date(), first), one[0].start, one[1].pk))
    told = told[:limit] if limit else told
    names = structures_of({event for _once, event in told})
    return [line(once, event, names) for once, event in told]


def between(events: SharedQuerySet, first: date, last: date) -> list[Event]:
    """Of some events, those that may be held between two days, cancelled ones too. One query."""
    # The first time of what comes again may have been moved to before it.
    held = events.filter(Q(start_day__lte=last) | Q(moved_days__len__gt=0))
    # What comes again may come in these days; what does not is over after its last.
    held = held.filter(Q(recurrence__isnull=False) | Q(end_day__gte=first) | Q(start_day__gte=first))
    return list(held.select_related("commune").order_by("pk"))


def when_of(event: Event) -> When:
    """When an event is held."""
    return When.at(
        event.commune_id or event.territory_code or None,
        event.start_day,
        starts=event.start_time,
        ends=event.end_time,
        last_day=event.end_day,
        recurrence=Recurrence.from_json(event.recurrence) if event.recurrence else None,
        moved=tuple(Moved.read(line) for line in event.moved_days),
    )


def occurrences(event: Event, first: date, last: date) -> Iterator[Occurrence]:
    """The times at which an event is held between two days, without those on which it is not."""
    cancelled = set(event.cancelled_days)
    for once in when_of(event).occurrences(first, last):
        if once.day not in cancelled:
            yield once


def put_off_in_words(event: Event) -> str:
    """« Le 12 mars est reporté au 14 mars 2027. », of each time to come that was put off; empty where none
    was."""
    today = timezone.localdate()
    if event.is_cancelled or not event.moved_days:
        return ""
    gone = when_of(event).put_off(today - _LONG_AGO, today + _LONG_AHEAD)
    said = _("Le %(day)s est reporté au %(other)s.")
    return " ".join(
        said % {"day": in_words(one.day, "j F"), "other": in_words(one.moved.to, "j F Y")}
        for one in gone
        if one.moved and one.moved.to >= today and one.moved.to not in event.cancelled_days
    )


def structures_of(events: Iterable[Event | News]) -> Structures:
    """The structures in which events are held, or what is announced is, each as whoever reads the event sees
    it: an event for everyone tells nothing that a visitor does not see. One query for each audience, none
    without a structure."""
    found: Structures = {}
    held = list(events)
    for audience in Audience:
        numbers = {one.structure_id for one in held if one.structure_id and one.audience == audience}
        if numbers:
            seen = VisibleStructure.objects.seen_by(audience.shown_as).filter(pk__in=numbers)
            found |= {(one.id, int(audience)): one for one in seen}
    return found


def place_of(event: Event, names: Structures | None = None) -> str:
    """Where an event is held, in words: « Médiathèque, Chelles »; empty for what is online only."""
    names = structures_of([event]) if names is None else names
    seen = names.get((event.structure_id or 0, event.audience))
    commune = event.commune.nom if event.commune else event.commune_nom
    if seen is not None:
        commune = seen.commune_nom or commune
    told = [event.place_name, short_name(seen.nom, seen.is_example) if seen else "", commune]
    return ", ".join(one for one in told if one)


def hours_of(once: Occurrence) -> tuple[str, str] | None:
    """When it begins and ends, as the reader's language says hours (« 14 h », « 16 h 30 »); None for whole
    days."""
    if once.all_day:
        return None
    return clock(once.start), clock(once.end) if once.end > once.start else ""


def line(once: Occurrence, event: Event, names: Structures, *, is_cancelled: bool = False) -> Line:
    """An event once, as a list tells it."""
    return Line(
        url=path_of(event),
        title=short_name(event.title, event.is_example),
        day=once.day,
        last_day=once.last_day,
        hours=hours_of(once),
        place=once.place or place_of(event, names),
        is_online=bool(event.online_link),
        is_for_professionals=event.audience > Audience.PUBLIC,
        is_for_members=event.audience == Audience.MEMBERS,
        is_example=event.is_example,
        is_cancelled=is_cancelled,
        kind=str(event.get_kind_display()),
        planned=once.planned if once.planned != once.day else None,
        moved_to=once.moved.to if once.moved and once.is_put_off else None,
    )
