# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is held between two days, as somebody may know it and an address asks for it."""

from dataclasses import replace
from datetime import date

from accounts.readers import Reader, role_of_reader
from accounts.roles import Role
from network.agenda.months import Held
from network.agenda.occurrence import Occurrence, When
from network.events.asking import Asked
from network.events.near import distance_to, point_of
from network.events.sessions import beginning
from network.models import Event
from network.week import Line, between, line, structures_of, when_of


def held(who: Role | Reader, asked: Asked, first: date, last: date) -> list[Held[Line]]:
    """Events and sessions between two days, both included; what is cancelled, or put off, is told as
    such."""
    once = events_held(who, asked, first, last)
    names = structures_of({event for event, _one in once})
    found = []
    for event, one in once:
        told = line(one, event, names, is_cancelled=is_off(event, one))
        # Where it is elsewhere this once is said in words, and nobody knows how far.
        if asked.near and not asked.is_apart and not one.place:
            told = replace(told, distance=distance_to(asked.near, point_of(event, names)))
        found.append(Held(told, one))
    return [*found, *beginning(role_of_reader(who), asked, first, last)]


def events_held(who: Role | Reader, asked: Asked, first: date, last: date) -> list[tuple[Event, Occurrence]]:
    """Each time of each event between two days, both included, those that are cancelled or put off too
    (`is_off`). One query."""
    events = between(asked.among(Event.objects.seen_by(who)), first, last)
    whens = [(event, when_of(event)) for event in events]
    return [(event, one) for event, when in whens for one in _planned(when, first, last)]


def _planned(when: When, first: date, last: date) -> list[Occurrence]:
    return [*when.occurrences(first, last), *when.put_off(first, last)]


def is_off(event: Event, once: Occurrence) -> bool:
    """Whether it is cancelled; what is put off is so where it is held."""
    return event.is_cancelled or (not once.is_put_off and once.day in event.cancelled_days)
