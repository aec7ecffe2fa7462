# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a discussion is to its readers: until when they read it, and who is told by mail of what is
answered."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import GroupMembership, User
from network.models import Post, QuietHours, Reading, State, Topic


def reading_of(user: User, topic: Topic) -> Reading:
    """What a topic is to a reader, written where nothing was."""
    return Reading.objects.get_or_create(user=user, topic=topic)[0]


def mark_read(user: Any, topic: Topic) -> None:
    """Say that a reader read a topic until now. Whether they are told of it stays as it was."""
    Reading.objects.update_or_create(user=user, topic=topic, defaults={"read_until": timezone.now()})


def follow(user: User, topic: Topic, *, is_told: bool) -> None:
    """Say whether a reader is told by mail of what is answered in a topic where they wrote."""
    Reading.objects.update_or_create(user=user, topic=topic, defaults={"is_told": is_told})


def told_of_answers(topic: Topic) -> QuerySet[User]:
    """Those who wrote in a topic, and did not say that they want no mail of it, or of any; whether they read
    it still is not asked."""
    posts = Post.objects.filter(topic=topic, state=State.PUBLISHED, by__isnull=False).order_by()
    wrote = Q(pk__in=posts.values("by")) | Q(pk=topic.by_id or 0)
    deaf = Reading.objects.filter(topic=topic, user=OuterRef("pk"), is_told=False)
    deaf_to_all = QuietHours.objects.filter(user=OuterRef("pk"), tells_answers=False)
    return User.objects.filter(wrote, ~Exists(deaf), ~Exists(deaf_to_all), is_active=True).order_by("pk")


def wants_names(user: User) -> bool:
    """Whether somebody is told by mail that they are named."""
    return not QuietHours.objects.filter(user=user, tells_names=False).exists()


def has_written(user: Any, topic: Topic) -> bool:
    """Whether somebody opened a topic or said something of it that is still read."""
    if topic.by_id == user.pk:
        return True
    return Post.objects.filter(topic=topic, by=user.pk, state=State.PUBLISHED).exists()


def unread(topics: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Those of the topics where others wrote since `user` read them: of their groups, since they are in; of
    others, those that they read once."""
    read = Reading.objects.filter(topic=OuterRef("pk"), user=user.pk)
    seen = read.filter(read_until__gte=OuterRef("last_at"))
    opened = read.filter(read_until__isnull=False)
    mine = GroupMembership.objects.filter(user=user.pk, group=OuterRef("group"))
    since = mine.filter(since__lte=OuterRef("last_at__date"))
    by_others = Post.objects.filter(topic=OuterRef("pk"), state=State.PUBLISHED).exclude(by=user.pk)
    return topics.filter(
        ~Exists(seen), Exists(opened) | Exists(since), ~Q(by=user.pk) | Exists(by_others.order_by())
    )


def unread_among(numbers: Iterable[int], user: Any) -> set[int]:
    """The numbers of those of these topics that `unread` has. One query, none without a topic."""
    asked = list(numbers)
    if not asked:
        return set()
    return set(unread(Topic.objects.filter(pk__in=asked), user).order_by().values_list("pk", flat=True))
