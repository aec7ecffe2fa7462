# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is held during the season of a book, as everyone may know it."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from accounts.roles import Role
from mapping.presentation import phone_of
from network.agenda.occurrence import Occurrence
from network.agenda.recurrence import Recurrence
from network.agenda.said import day_text
from network.models import Event
from network.territories import is_in
from network.week import Structures, between, hours_of, occurrences, place_of, structures_of
from places.territories import TerritoryKind
from publishing.book.content import Dated
from publishing.editions.models import Edition


def season_of(edition: Edition) -> tuple[Dated, ...]:
    """The events of an edition's territory and themes between its two days, in the order of time, each once:
    what comes again is told by its rule."""
    first, last = edition.season_from, edition.season_until
    if first is None or last is None:
        return ()
    inside = is_in(TerritoryKind(edition.territory_kind), edition.territory_code)
    events = Event.objects.seen_by(Role.VISITOR).filter(inside, is_cancelled=False)
    if edition.themes:
        # What has no theme is for everyone.
        events = events.filter(Q(themes__overlap=edition.themes) | Q(themes=[]))
    held = [(once, event) for event in between(events, first, last) for once in _first(event, first, last)]
    held.sort(key=lambda one: (one[0].start, one[1].pk))
    names = structures_of(event for _once, event in held)
    return tuple(_dated(once, event, names) for once, event in held)


def _first(event: Event, first: date, last: date) -> Iterator[Occurrence]:
    for once in occurrences(event, first, last):
        yield once
        return


def _dated(once: Occurrence, event: Event, names: Structures) -> Dated:
    seen = names.get((event.structure_id or 0, event.audience))
    phone = phone_of(seen.telephone) if seen else None
    link = event.registration_link or event.online_link
    return Dated(
        when=_when(once, event),
        title=event.title,
        where=place_of(event, names) or ("En ligne" if event.online_link else ""),
        contact=" · ".join(part for part in (phone.text if phone else "", link) if part),
    )


def _when(once: Occurrence, event: Event) -> str:
    """« 12 mars 2027, 14 h – 16 h »; of what comes again, its rule."""
    if event.recurrence:
        told = Recurrence.from_json(event.recurrence).words("fr")
        told = told[:1].upper() + told[1:]
    elif once.last_day != once.day:
        told = f"Du {day_text(once.day)} au {day_text(once.last_day)}"
    else:
        told = day_text(once.day)
    hours = hours_of(once)
    if hours is None or (event.recurrence and hours[0] in told):
        return told
    return f"{told}, {' – '.join(part for part in hours if part)}"
