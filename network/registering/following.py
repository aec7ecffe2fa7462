# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of registrations when their event changes, and with time: told, reminded, thanked,
forgotten."""

from datetime import timedelta

from django.utils import timezone

from network.models import Event, Registration, RegistrationState, State
from network.models.registration import LIVE
from network.registering import mails
from network.registering.seats import promote
from network.week import occurrences

# Names are forgotten three months after the day.
KEPT = timedelta(days=92)
# An opinion is asked for within two weeks; a worker that was away asks nobody about the year before.
_ASKED_FOR = timedelta(days=14)


def follow(event: Event) -> None:
    """Tell who registered what became of their day: another one, or none; and give the seats that came free.
    Meant for the transaction that changed the event."""
    today = timezone.localdate()
    live = Registration.objects.filter(event=event, state__in=LIVE, day__gte=today).select_related("user")
    held = list(live.order_by("created_at", "pk"))
    if not held:
        return
    days = {one.day for one in held}
    is_held = not event.is_cancelled and event.state == State.PUBLISHED
    if is_held and not event.recurrence and len(days) == 1 and days != {event.start_day}:
        for one in held:
            one.event, one.day, one.reminded_at = event, event.start_day, None
            one.save(update_fields=["day", "reminded_at"])
            mails.moved(one)
        days = {event.start_day}
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
