# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is held between two days, as a role may know it and an address asks for it."""

from datetime import date

from accounts.roles import Role
from network.agenda.months import Held
from network.events.asking import Asked
from network.events.sessions import beginning
from network.models import Event
from network.week import Line, between, line, structures_of, when_of


def held(role: Role, asked: Asked, first: date, last: date) -> list[Held[Line]]:
    """Events and sessions between two days, both included; what is cancelled is told as such."""
    events = between(asked.among(Event.objects.seen_by(role)), first, last)
    once = [(event, one) for event in events for one in when_of(event).occurrences(first, last)]
    names = structures_of({event for event, _one in once})
    found = [
        Held(line(one, event, names, is_cancelled=event.is_cancelled or one.day in event.cancelled_days), one)
        for event, one in once
    ]
    return [*found, *beginning(role, asked, first, last)]
