# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seats: given in order, under a lock of the event, so that the last of them is given once."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from common.dates import in_words
from network.models import Event, Registering, Registration, RegistrationState, State
from network.models.registration import LIVE
from network.registering import mails, organisers
from network.week import occurrences

# How far ahead one registers, and for how many of the days of what comes again.
AHEAD, MOST_DAYS = timedelta(days=366), 8


class Full(Exception):
    """Nobody registers any more: no seat is left and there is no waiting list."""


class NotOpen(Exception):
    """One does not register for this day, or not any more."""


@dataclass(frozen=True, slots=True)
class Room:
    """A day on which one registers: seats left (None without limit), and how many wait."""

    day: date
    left: int | None
    waiting: int
    has_list: bool

    @property
    def is_full(self) -> bool:
        """Whether no seat is left."""
        return self.left == 0

    @property
    def said(self) -> str:
        """The day and what is left, in words: « lundi 14 décembre : 2 places »."""
        day = in_words(self.day, "l j F")
        if self.left is None:
            return day
        places = ngettext("%(n)s place", "%(n)s places", self.left) % {"n": self.left}
        left = _("complet, liste d’attente") if self.is_full else places
        return day + pgettext("entre un choix et ce qu’il donne", " : ") + left

    @property
    def is_closed(self) -> bool:
        """Whether nobody registers for it any more."""
        return self.is_full and not self.has_list


def open_days(event: Event) -> list[date]:
    """The days to come for which one may register here now."""
    now, today = timezone.now(), timezone.localdate()
    if event.registering != Registering.HERE or event.is_cancelled or event.state != State.PUBLISHED:
        return []
    if event.registration_until and event.registration_until < today:
        return []
    coming = occurrences(event, today, max(today, event.start_day) + AHEAD)
    return [one.day for one in coming if one.start > now or (one.all_day and one.end > now)][:MOST_DAYS]


def rooms(event: Event) -> list[Room]:
    """What is left on each day for which one may register. One query."""
    days = open_days(event)
    held = Registration.objects.filter(event=event, day__in=days, state__in=LIVE).order_by()
    counts: dict[tuple[date, str], int] = {}
    for day, state in held.values_list("day", "state"):
        counts[day, state] = counts.get((day, state), 0) + 1
    return [
        Room(
            day,
            None if event.seats is None else max(0, event.seats - counts.get((day, "seated"), 0)),
            counts.get((day, "waiting"), 0),
            event.has_waiting_list,
        )
        for day in days
    ]


def register(
    event_id: int,
    day: date,
    *,
    user: Any = None,
    name: str = "",
    email: str = "",
    language: str = "fr",
    key: uuid.UUID | None = None,
    is_online: bool | None = None,
) -> tuple[Registration, bool]:
    """Give somebody a seat, or a place in the waiting list: the registration, and whether it is new. Who is
    registered already stays so. `is_online` says how they come, where one chooses. Raises NotOpen and
    Full."""
    with transaction.atomic():
        event = _locked(event_id)
        if event is None or day not in open_days(event):
            raise NotOpen
        of_day = Registration.objects.filter(event=event, day=day, state__in=LIVE)
        if user:
            mine = of_day.filter(user=user)
        elif email:
            mine = of_day.filter(email__iexact=email)
        else:
            # Somebody whom an organiser wrote down without an address.
            mine = of_day.filter(user=None, email="", name__iexact=name)
        if held := mine.first() or (Registration.objects.filter(key=key).first() if key else None):
            return held, False
        taken = of_day.filter(state=RegistrationState.SEATED).count()
        # Nobody overtakes who waits.
        is_free = event.seats is None or taken + of_day.exclude(state="seated").count() < event.seats
        if not is_free and not event.has_waiting_list:
            raise Full
        made = Registration.objects.create(
            event=event,
            day=day,
            organisation_id=event.organisation_id,
            user=user,
            name="" if user else name,
            email="" if user else email,
            language=language,
            is_online=is_online,
            state=RegistrationState.SEATED if is_free else RegistrationState.WAITING,
            **({"key": key} if key else {}),
        )
        mails.confirm(made)
        if is_free and event.seats is not None and taken + 1 == event.seats:
            organisers.tell(event, day, organisers.FULL, made.key)
        return made, True


def withdraw(registration: Registration) -> bool:
    """Give a seat back, and give it to whoever waits; whether it was held."""
    with transaction.atomic():
        event = _locked(registration.event_id)
        live = Registration.objects.filter(pk=registration.pk, state__in=LIVE)
        if not live.update(state=RegistrationState.WITHDRAWN):
            return False
        if event is not None:
            registration.event = event
            mails.withdrawn(registration)
            # One mail says both: that a seat came free, and that whoever waited has it.
            given = promote(event, registration.day, tells=False)
            said = organisers.WITHDRAWN_AND_GIVEN if given else organisers.WITHDRAWN
            organisers.tell(event, registration.day, said, registration.key, but=registration.address)
        return True


def promote(event: Event, day: date, *, tells: bool = True) -> int:
    """Give the seats that are free on a day to who waits, in their order; how many. Those who organise are
    told, unless the caller `tells` them otherwise. Meant for whoever holds the event's lock."""
    if event.is_cancelled or event.state != State.PUBLISHED:
        return 0
    of_day = Registration.objects.filter(event=event, day=day)
    waiting = (
        of_day.filter(state=RegistrationState.WAITING).select_related("user").order_by("created_at", "pk")
    )
    if event.seats is not None:
        free = event.seats - of_day.filter(state=RegistrationState.SEATED).count()
        waiting = waiting[: max(0, free)]
    given = list(waiting)
    for one in given:
        one.event = event
        one.state = RegistrationState.SEATED
        one.save(update_fields=["state"])
        mails.promoted(one)
        if tells:
            organisers.tell(event, day, organisers.PROMOTED, one.key)
    return len(given)


def promote_all(event_id: int) -> int:
    """Give every seat that is free of an event to who waits; how many."""
    with transaction.atomic():
        event = _locked(event_id)
        today = timezone.localdate()
        waiting = Registration.objects.filter(event=event_id, state="waiting", day__gte=today).order_by("day")
        days = list(waiting.values_list("day", flat=True).distinct())
        return sum(promote(event, day) for day in days) if event else 0


def _locked(event_id: int) -> Event | None:
    """The event, once nobody else gives its seats."""
    return Event.objects.select_for_update(no_key=True, of=("self",)).filter(pk=event_id).first()
