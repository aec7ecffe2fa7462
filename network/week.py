# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is held in the days to come, as lists of a few lines tell it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.roles import Role
from mapping.presentation import short_name
from network.agenda.occurrence import Occurrence, When
from network.agenda.recurrence import Recurrence
from network.models import Audience, Event
from network.paths import path_of
from network.where import Where, here

DAYS = 7


@dataclass(frozen=True, slots=True)
class Line:
    """An event once: its day, its hours (None for what lasts whole days), where it is."""

    url: str
    title: str
    day: date
    last_day: date
    hours: tuple[str, str] | None
    place: str
    is_online: bool
    is_for_professionals: bool
    is_example: bool


def to_come(role: Role, where: Where | None = None, *, days: int = DAYS, limit: int = 0) -> list[Line]:
    """What a role may know to be held from now on, within some days, in the order of time; `limit` at most
    where it is given. What is cancelled, or ended already today, is not told. One query."""
    now = timezone.localtime()
    first, last = now.date(), now.date() + timedelta(days=days - 1)
    held = Event.objects.seen_by(role).filter(is_cancelled=False, start_day__lte=last)
    # What comes again may come in these days; what does not is over after its last.
    held = held.filter(Q(recurrence__isnull=False) | Q(end_day__gte=first) | Q(start_day__gte=first))
    told = [
        (once, event)
        for event in here(held, where).select_related("commune").order_by("pk")
        for once in occurrences(event, first, last)
        if once.end >= now or once.all_day
    ]
    told.sort(key=lambda one: (max(one[0].start.date(), first), one[0].start, one[1].pk))
    return [_line(once, event) for once, event in (told[:limit] if limit else told)]


def when_of(event: Event) -> When:
    """When an event is held."""
    return When.at(
        event.commune_id or event.territory_code or None,
        event.start_day,
        starts=event.start_time,
        ends=event.end_time,
        last_day=event.end_day,
        recurrence=Recurrence.from_json(event.recurrence) if event.recurrence else None,
    )


def occurrences(event: Event, first: date, last: date) -> Iterator[Occurrence]:
    """The times at which an event is held between two days, without those on which it is not."""
    cancelled = set(event.cancelled_days)
    for once in when_of(event).occurrences(first, last):
        if once.day not in cancelled:
            yield once


def place_of(event: Event) -> str:
    """Where an event is held, in words: « Médiathèque, Chelles »; empty for what is online only."""
    commune = event.commune.nom if event.commune else event.commune_nom
    return ", ".join(one for one in (event.place_name, commune) if one)


def _line(once: Occurrence, event: Event) -> Line:
    hours = None if once.all_day else (_hour(once.start), _hour(once.end) if once.end > once.start else "")
    return Line(
        url=path_of(event),
        title=short_name(event.title, event.is_example),
        day=once.day,
        last_day=once.last_day,
        hours=hours,
        place=place_of(event),
        is_online=bool(event.online_link),
        is_for_professionals=event.audience > Audience.PUBLIC,
        is_example=event.is_example,
    )


def _hour(at: object) -> str:
    return f"{at:%-H} h {at:%M}".removesuffix(" 00")
