# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of registrations when their event changes, and with time: told, reminded, thanked,
forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from network.agenda.occurrence import When
from network.models import Event, Registration, RegistrationState, State
from network.models.registration import LIVE
from network.registering import mails
from network.registering.seats import promote
from network.week import occurrences, when_of

# Names are forgotten three months after the day.
KEPT = timedelta(days=92)
# An opinion is asked for within two weeks; a worker that was away asks nobody about the year before.
_ASKED_FOR = timedelta(days=14)


def follow(event: Event, before: When | None = None) -> None:
    """Tell who registered what became of their day: another one, or none; and give the seats that came free.
    `before` is when it was held until now, where a day of it may have been moved. Meant for the transaction
    that changed the event."""
    today = timezone.localdate()
    live = Registration.objects.filter(event=event, state__in=LIVE, day__gte=today).select_related("user")
    held = list(live.order_by("created_at", "pk"))
    if not held:
        return
    days = {one.day for one in held}
    is_held = not event.is_cancelled and event.state == State.PUBLISHED
    if is_held and not event.recurrence and len(days) == 1 and days != {event.start_day}:
        for one in held:
            _take_along(one, event, event.start_day)
        days = {event.start_day}
    elif is_held and event.recurrence and before is not None:
        _follow_moves(event, held, before)
        days = {one.day for one in held}
    kept = (
        {one.day for day in days for one in occurrences(event, day, day) if one.day == day}
        if is_held
        else set()
    )
    for one in held:
        if one.day not in kept:
            one.event, one.state = event, RegistrationState.CANCELLED
            one.save(update_fields=["state"])
            mails.cancelled(one)
    for day in sorted(kept):
        promote(event, day)


@contextmanager
def following(number: int) -> Iterator[None]:
    """Tell who registered what became of their day by what is done meanwhile, where it changes the event of
    this number: something of it is put back, from its history. Nothing for what is no event."""
    held = Event.objects.filter(pk=number).first()
    before = when_of(held) if held else None
    yield
    if held is None:
        return
    with transaction.atomic():
        now = Event.objects.select_for_update(no_key=True).filter(pk=number).first()
        if now is not None and now.updated_at != held.updated_at:
            follow(now, before)


def _follow_moves(event: Event, held: list[Registration], before: When) -> None:
    """Take who registered for a day to where it is held now, told of its hours and place too."""
    after = when_of(event)
    for one in held:
        was = before.held_on(one.day)
        now = after.held_instead(was.planned)
        is_planned = after.is_planned(was.planned)
        if is_planned and (now.start, now.end, now.place) != (was.start, was.end, was.place):
            _take_along(one, event, now.day)


def _take_along(one: Registration, event: Event, day: date) -> None:
    """Have a registration be for another day, or for other hours of the same, and tell its person."""
    is_other_day = one.day != day
    one.event, one.day = event, day
    if is_other_day:
        one.reminded_at = None
    one.save(update_fields=["day", "reminded_at"])
    mails.moved(one, is_other_day=is_other_day)


def remind_due() -> int:
    """Remind who is registered, so many days before as the event says; how many were."""
    today = timezone.localdate()
    coming = Registration.objects.filter(
        state=RegistrationState.SEATED,
        reminded_at__isnull=True,
        day__gt=today,
        event__remind_days__isnull=False,
        event__is_cancelled=False,
        event__state=State.PUBLISHED,
    )
    done = 0
    for one in coming.select_related("event", "event__commune", "user").order_by("pk"):
        begins = one.day - timedelta(days=one.event.remind_days or 0)
        # Who registers after that day knows of it already.
        if begins <= today and timezone.localdate(one.created_at) < begins:
            Registration.objects.filter(pk=one.pk).update(reminded_at=timezone.now())
            done += mails.remind(one)
    return done


def thank_due() -> int:
    """Ask who came for their opinion, the day after; how many were asked."""
    today = timezone.localdate()
    past = Registration.objects.filter(
        state=RegistrationState.SEATED,
        thanked_at__isnull=True,
        forgotten_at__isnull=True,
        opinion__isnull=True,
        day__lt=today,
        day__gte=today - _ASKED_FOR,
        event__asks_opinion=True,
        event__state=State.PUBLISHED,
    ).exclude(attended=False)
    done = 0
    for one in past.select_related("event", "event__commune", "user").order_by("pk"):
        Registration.objects.filter(pk=one.pk).update(thanked_at=timezone.now())
        done += mails.thank(one)
    return done


def forget_due() -> int:
    """Forget the names of three months ago; how many."""
    old = Registration.objects.filter(day__lt=timezone.localdate() - KEPT, forgotten_at__isnull=True)
    return old.update(name="", email="", user=None, forgotten_at=timezone.now())
