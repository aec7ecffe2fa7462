# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told who registered: the organisation that held the event then, its territory's ambassadors,
staff."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Avg, Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.memberships import organisations_of
from accounts.roles import Role, role_of
from accounts.standing import ambassador_in, is_ambassador_at
from network.models import Event, Invitation, News, Registration, RegistrationState
from network.models.registration import LIVE
from network.week import occurrences

# Below so many, a mean would tell what somebody said.
FEWEST = 5


def told_of(user: Any, event: Event) -> "QuerySet[Registration]":
    """The registrations of an event whose names `user` is told."""
    return _told(user, event, Registration.objects.filter(event=event))


def invitations_told_of(user: Any, event: Event) -> "QuerySet[Invitation]":
    """The invitations to an event that `user` is told of: as of registrations."""
    return _told(user, event, Invitation.objects.filter(event=event))


def _told(user: Any, event: Event, every: "QuerySet[Any]") -> "QuerySet[Any]":
    role = role_of(user)
    if role < Role.PROFESSIONAL:
        return every.none()
    if role is Role.STAFF or is_ambassador_of(user, event):
        return every
    return every.filter(organisation__in=organisations_of(user))


def manages(user: Any, event: Event) -> bool:
    """Whether `user` looks after who comes to an event."""
    role = role_of(user)
    if role < Role.PROFESSIONAL:
        return False
    if role is Role.STAFF or is_ambassador_of(user, event):
        return True
    own = organisations_of(user)
    return own.filter(pk=event.organisation_id or 0).exists() or told_of(user, event).exists()


def why_not_dates(user: Any, event: Event) -> str:
    """Why `user` may not change when an event is held, cancel it or bring it back, in a sentence for them:
    people count on it, and whoever looks after them decides. Empty where they may, and where nobody is
    registered for a day to come, or no organisation holds it."""
    if event.organisation is None or manages(user, event):
        return ""
    ahead = Registration.objects.filter(event=event, day__gte=timezone.localdate())
    if not ahead.exclude(state=RegistrationState.WITHDRAWN).exists():
        return ""
    return _(
        "Des personnes sont inscrites : ses dates, son annulation et son retour sont l’affaire de %(whose)s,"
        " des ambassadeurs du territoire et de l’État."
    ) % {"whose": event.organisation.name}


def is_ambassador_of(user: Any, held: Event | News) -> bool:
    """Whether `user` is an ambassador of where something is, or of the territory where it holds."""
    if held.territory_kind and any(
        (one.kind, one.code) == (held.territory_kind, held.territory_code) for one in ambassador_in(user)
    ):
        return True
    return is_ambassador_at(user, held.commune_id)


def is_over(event: Event) -> bool:
    """Whether it is held no more, today nor later."""
    today = timezone.localdate()
    ahead = max(today, event.start_day) + timedelta(days=366)
    return next(occurrences(event, today, ahead), None) is None


def opinions(event: Event) -> tuple[int, float | None]:
    """How many gave their opinion, and the mean out of 5; None for the mean of fewer than five."""
    return opinions_of([event.pk]).get(event.pk, (0, None))


def opinions_of(events: Iterable[int]) -> dict[int, tuple[int, float | None]]:
    """The same of several events, by their numbers; those on which nobody gave an opinion are left out."""
    found = Registration.objects.filter(event__in=list(events), opinion__isnull=False).order_by()
    told = found.values_list("event").annotate(n=Count("pk"), mean=Avg("opinion"))
    return {event: (n, round(float(mean), 1) if n >= FEWEST else None) for event, n, mean in told}


def came(event: Event) -> int:
    """How many of those who had registered were ticked as having come."""
    return Registration.objects.filter(event=event, attended=True).count()


def mine_of(user: Any, event: Event) -> list[Registration]:
    """The registrations of who is signed in, for the days to come and the last."""
    if not getattr(user, "is_authenticated", False):
        return []
    of = Registration.objects.filter(event=event, user=user.pk, state__in=LIVE)
    return list(of.order_by("day"))
