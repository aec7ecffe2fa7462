# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is new in the groups of somebody since they last opened their pages, for « Mon espace »."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Group, GroupMembership, GroupRequest
from accounts.requests import Decided
from accounts.roles import Role, role_of
from mapping.presentation import short_name
from network.digests.news import written
from network.discussions.following import unread
from network.groups.paths import group_path
from network.models import Reading, Topic
from network.models.common import eyes_of

# How far back what is new is looked for, and how long an answer to a request is said on the page of its
# group.
_BACK, ANSWER_SAID = timedelta(days=90), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Mine:
    """A group of somebody: how many discussions they did not read to their end, how many other things were
    written by others since they opened its page; `let_in` is the request by which they are in, until they
    open it."""

    url: str
    name: str
    is_referent: bool
    topics: int
    others: int
    let_in: GroupRequest | None

    @property
    def is_new(self) -> bool:
        """Whether there is anything that they did not see."""
        return bool(self.topics or self.others or self.let_in)


def mine(user: Any, now: datetime | None = None) -> list[Mine]:
    """The groups of a professional that are written, those with something new first. Eleven queries at most,
    one without a group."""
    if role_of(user) < Role.PROFESSIONAL:
        return []
    every = GroupMembership.objects.filter(user=user.pk, group__archived_at=None)
    held = list(every.select_related("group").order_by("group__name", "pk"))
    if not held:
        return []
    now = now or timezone.now()
    numbers = [one.group_id for one in held]
    readings = Reading.objects.filter(user=user.pk, group__in=numbers)
    seen = dict(readings.values_list("group", "read_until"))
    since = {one.group_id: max(seen.get(one.group_id) or _joined(one), now - _BACK) for one in held}
    topics = _counted(unread(Topic.objects.seen_by(eyes_of(user)).filter(group__in=numbers), user))
    others: dict[int, int] = {}
    for item in written(numbers, min(since.values()), now):
        if not item.is_topic and item.at > since[item.group] and item.author != user.pk:
            others[item.group] = others.get(item.group, 0) + 1
    accepted = GroupRequest.objects.filter(user=user.pk, group__in=numbers, state=Decided.State.ACCEPTED)
    let_in = {one.group_id: one for one in accepted.order_by("decided_at", "pk")}
    found = [
        _mine(one, topics, others, _unseen(let_in.get(one.group_id), seen.get(one.group_id))) for one in held
    ]
    return sorted(found, key=lambda one: not one.is_new)


def mark_seen(user: Any, group: Group) -> None:
    """Say that a member opened the page of their group now."""
    Reading.objects.update_or_create(user=user, group=group, defaults={"read_until": timezone.now()})


def last_answer(user: Any, group: Group) -> GroupRequest | None:
    """The request by which somebody came into a group not long ago."""
    since = timezone.now() - ANSWER_SAID
    accepted = GroupRequest.objects.filter(user=user.pk, group=group, state=Decided.State.ACCEPTED)
    return accepted.filter(decided_at__gte=since).order_by("-decided_at", "-pk").first()


def _mine(
    one: GroupMembership, topics: dict[int, int], others: dict[int, int], let_in: GroupRequest | None
) -> Mine:
    group: Group = one.group
    return Mine(
        group_path(group),
        short_name(group.name, group.is_example),
        one.role == GroupMembership.As.REFERENT,
        topics.get(group.pk, 0),
        others.get(group.pk, 0),
        let_in,
    )


def _joined(one: GroupMembership) -> datetime:
    return timezone.make_aware(datetime.combine(one.since, time()))


def _unseen(request: GroupRequest | None, seen: datetime | None) -> GroupRequest | None:
    if request is None or request.decided_at is None:
        return None
    return request if seen is None or seen < request.decided_at else None


def _counted(topics: Iterable[Any]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in topics:
        found[one.group_id] = found.get(one.group_id, 0) + 1
    return found
