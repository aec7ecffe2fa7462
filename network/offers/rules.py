# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told who answered an announcement: the organisation that held it then, or its author where none did,
its territory's ambassadors, staff."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.memberships import organisations_of
from accounts.models import User
from accounts.roles import Role, role_of
from history.models import Event, Operation
from network.kinds import NEWS
from network.models import News, Reply, ReplyState
from network.models.reply import LIVE
from network.registering.rules import is_ambassador_of


def author_of(offer: News) -> User | None:
    """Who wrote an announcement; None where a program did, or who wrote it has no account any more."""
    made = Event.objects.filter(kind=NEWS.number, object=offer.pk, operation=Operation.CREATED)
    first = made.select_related("act__by").order_by("pk").first()
    return first.act.by if first else None


def told_of(user: Any, offer: News) -> "QuerySet[Reply]":
    """The answers to an announcement that `user` is told of."""
    every = Reply.objects.filter(news=offer)
    role = role_of(user)
    if role < Role.PROFESSIONAL:
        return every.none()
    if role is Role.STAFF or is_ambassador_of(user, offer):
        return every
    return every.filter(
        Q(organisation__in=organisations_of(user)) | Q(organisation__isnull=True, holder=user.pk)
    )


def manages(user: Any, offer: News) -> bool:
    """Whether `user` looks after who answers an announcement."""
    role = role_of(user)
    if role < Role.PROFESSIONAL:
        return False
    if role is Role.STAFF or is_ambassador_of(user, offer) or told_of(user, offer).exists():
        return True
    return holds(user, offer)


def holds(user: Any, offer: News) -> bool:
    """Whether an announcement is `user`'s own: of an organisation of theirs, or written by them where none
    holds it. Nobody borrows of themselves."""
    if role_of(user) < Role.PROFESSIONAL:
        return False
    if offer.organisation_id:
        return organisations_of(user).filter(pk=offer.organisation_id).exists()
    return author_of(offer) == user


def may_decide(user: Any, reply: Reply) -> bool:
    """Whether `user` accepts or declines an answer: whoever held the announcement when it came. Ambassadors
    and staff, who are told of it too, decide where nobody is left who held it."""
    if reply.organisation_id:
        return organisations_of(user).filter(pk=reply.organisation_id).exists()
    if reply.holder_id:
        return reply.holder_id == user.pk
    return True


def mine_of(user: Any, offer: News) -> list[Reply]:
    """The answers of who is signed in, the last first."""
    if not getattr(user, "is_authenticated", False):
        return []
    return list(Reply.objects.filter(news=offer, user=user.pk).order_by("-created_at", "-pk"))


def taken(offer: News) -> list[tuple[date, date]]:
    """The days, first and last of each loan, for which what is lent is taken from today on; not by whom."""
    held = Reply.objects.filter(news=offer, state=ReplyState.ACCEPTED, last_day__gte=timezone.localdate())
    return [one.days for one in held.order_by("first_day", "pk") if one.days]


def interested(offer: News) -> int:
    """How many organisations ask for the same, who is of none counting for one."""
    held = Reply.objects.filter(news=offer, joins=True, state__in=LIVE)
    return len({("of", one.on_behalf_of_id) if one.on_behalf_of_id else ("by", one.user_id) for one in held})
