# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of registrations when their event changes, and with time: told, reminded, thanked,
forgotten."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from mapping.changes.subjects import Refused
from network.models import Event, Invitation, Registration, RegistrationState, State
from network.models.registration import LIVE
from network.registering import mails, organisers, rules
from network.registering.rescheduling import is_held_on, untouched
from network.registering.seats import promote
from network.week import occurrences, when_of

# Names are forgotten three months after the day.
KEPT = timedelta(days=92)
# An opinion is asked for within two weeks; a worker that was away asks nobody about the year before.
_ASKED_FOR = timedelta(days=14)
# As long as an invitation is kept of what never ends.
_LONGEST = timedelta(days=366)
WITHDRAWN = RegistrationState.WITHDRAWN
_ORGANISERS_ALONE = (
    "start_day", "end_day", "start_time", "end_time", "recurrence", "cancelled_days", "moved_days",
    "is_cancelled", "state", "organisation_id",
)  # fmt: skip


class NotTheirs(Refused):
    """What was put back changes when an event with registrations is held: not for who did it."""


def follow(
    event: Event, before: Event, moves: Mapping[date, date] | None = None, *, by: User | None = None
) -> None:
    """Tell who registered what became of their day: another one, or none, or the one that it was again; and
    give the seats that came free. No registration goes, and what is over or ticked stays as it is.

    `before` is the event as it was, `moves` the days whose people were said to go to another, `by` who
    changed it: the others who organise are told. Meant for the transaction that changed the event."""
    ahead = Registration.objects.filter(event=event, day__gte=timezone.localdate(), forgotten_at=None)
    known = list(ahead.exclude(state=WITHDRAWN).select_related("user").order_by("created_at", "pk"))
    known = [one for one in known if not untouched(one, before)]
    if not known:
        return
    then = {one.pk: (one.state, one.day) for one in known}
    held = [one for one in known if one.state in LIVE]
    off = [one for one in known if one.state == RegistrationState.CANCELLED]
    is_held = not event.is_cancelled and event.state == State.PUBLISHED
    if is_held:
        _take_where_said(event, before, held, moves or {})
        _take_back(event, before, held)
        _follow_moves(event, before, held)
    kept = {day for day in {one.day for one in known} if is_held and is_held_on(event, day)}
    for one in held:
        if one.day not in kept and one.state in LIVE:
            _cancel(one, event)
    for one in off:
        if one.day in kept:
            _give_back(one, event)
    touched = sum(then[one.pk] != (one.state, one.day) for one in known)
    if touched:
        organisers.tell_changed(event, touched, by)
    for day in sorted(kept):
        promote(event, day)


@contextmanager
def following(number: int, by: User) -> Iterator[None]:
    """Tell who registered what became of their day by what `by` does meanwhile, where it changes the event of
    this number: something of it is put back, from its history. Nothing for what is no event.

    Raises NotTheirs, and takes it all back, where its dates are not theirs to change, or where it would be no
    more though people are registered."""
    held = Event.objects.filter(pk=number).first()
    if held is None:
        yield
        return
    why_not = rules.why_not_dates(by, held)
    counted_on = Registration.objects.filter(event=held).exclude(state=WITHDRAWN).exists()
    with transaction.atomic():
        yield
        now = Event.objects.select_for_update(no_key=True).filter(pk=number).first()
        if now is None and counted_on:
            raise NotTheirs(_("Des personnes y sont inscrites : annulez l’événement, ou retirez-le."))
        if now is None or now.updated_at == held.updated_at:
            return
        if why_not and any(getattr(now, name) != getattr(held, name) for name in _ORGANISERS_ALONE):
            raise NotTheirs(why_not)
        follow(now, held, by=by)


@contextmanager
def following_all(by: User, numbers: set[int]) -> Iterator[None]:
    """`following`, for the events among these numbers."""
    with ExitStack() as stack:
        for number in Event.objects.filter(pk__in=numbers).order_by("pk").values_list("pk", flat=True):
            stack.enter_context(following(number, by))
        yield


def _take_where_said(
    event: Event, before: Event, held: list[Registration], moves: Mapping[date, date]
) -> None:
    """Take the people of a day to the one that whoever changed the dates said."""
    for one in held:
        if (to := moves.get(one.day)) is not None:
            was = one.day
            _take_along(one, event, before, to)
            if one.state in LIVE:
                one.was_on = was
                one.save(update_fields=["was_on"])


def _take_back(event: Event, before: Event, held: list[Registration]) -> None:
    """Take back whom a change of dates had moved, where the day that they had chosen is held again."""
    for one in held:
        day = one.was_on
        if day and day >= timezone.localdate() and is_held_on(event, day) and not is_held_on(before, day):
            _take_along(one, event, before, day)


def _follow_moves(event: Event, before: Event, held: list[Registration]) -> None:
    """Take who registered for a day to where it is held now, told of its hours and place too."""
    was_once, after = when_of(before), when_of(event)
    for one in held:
        if one.state not in LIVE:
            continue
        if not event.recurrence and not before.recurrence:
            # What is held once takes everybody along.
            was, now = was_once.held_on(one.day), after.on(event.start_day)
            goes = True
        else:
            was = was_once.held_on(one.day)
            now = after.held_instead(was.planned)
            goes = is_held_on(before, one.day) and after.is_planned(was.planned)
        if goes and (
            now.day != one.day or (now.start, now.end, now.place) != (was.start, was.end, was.place)
        ):
            _take_along(one, event, before, now.day)


def _take_along(one: Registration, event: Event, before: Event, day: date) -> None:
    """Have a registration be for another day, or for other hours of the same, and tell its person; who is
    registered for that day already is told that this one is not held."""
    is_other_day = one.day != day
    if is_other_day and _is_there(one, day):
        _cancel(one, event)
        return
    was = mails.when_said(when_of(before).held_on(one.day))
    one.event, one.day, one.was_on = event, day, None
    if is_other_day:
        one.reminded_at = None
    one.save(update_fields=["day", "reminded_at", "was_on"])
    mails.moved(one, was, is_other_day=is_other_day)


def _cancel(one: Registration, event: Event) -> None:
    one.event, one.state = event, RegistrationState.CANCELLED
    one.save(update_fields=["state"])
    mails.cancelled(one)


def _give_back(one: Registration, event: Event) -> None:
    """Have somebody come again to a day that was cancelled and is held after all: with a seat as long as
    there are, in the order in which they had registered. Who registered again meanwhile has theirs."""
    if _is_there(one, one.day):
        return
    of_day = Registration.objects.filter(event=event, day=one.day)
    seated = of_day.filter(state=RegistrationState.SEATED).count()
    is_free = event.seats is None or seated < event.seats
    one.event = event
    one.state = RegistrationState.SEATED if is_free else RegistrationState.WAITING
    one.save(update_fields=["state"])
    mails.held_after_all(one)


def _is_there(one: Registration, day: date) -> bool:
    """Whether the same person has another registration for a day."""
    others = Registration.objects.filter(event=one.event_id, day=day, state__in=LIVE).exclude(pk=one.pk)
    same = others.filter(user=one.user_id) if one.user_id else others.filter(email__iexact=one.email)
    return same.exists()


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


def forget_invitations_due() -> int:
    """Forget who was invited to what was last held three months ago, and after a year whatever goes on; how
    many."""
    today = timezone.localdate()
    old = Invitation.objects.filter(sent_at__date__lt=today - KEPT).select_related("event").order_by("event")
    gone = []
    for event, of_event in groupby(old, lambda one: one.event):
        ahead = max(today, event.start_day) + _LONGEST
        is_over = next(occurrences(event, today - KEPT, ahead), None) is None
        gone += [one.pk for one in of_event if is_over or timezone.localdate(one.sent_at) < today - _LONGEST]
    return Invitation.objects.filter(pk__in=gone).delete()[0]
