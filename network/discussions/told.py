# SPDX-License-Identifier: AGPL-3.0-or-later
"""How discussions are told: a line in a list, each message of one, what it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import OrganisationMembership, User
from accounts.roles import Role, role_of
from history.models import Event as Noted
from history.models import Operation
from mapping.models import VisibleStructure
from mapping.presentation import short_name, structure_path
from mapping.vocabulary import THEME_BY_CODE, ThemeSpec
from network.discussions import rules
from network.discussions.following import unread_among
from network.discussions.naming import marked
from network.discussions.searching import Snippet
from network.groups.told import group_names
from network.kinds import POST, TOPIC
from network.models import Attachment, Audience, Event, Post, Resource, State, Topic
from network.models.common import eyes_of
from network.paths import path_of
from network.resources.sheet import Given, given
from network.text.rendering import rendered

_NO_NAME = "sans nom"
# The columns that hold what is said.
_WORDS = ("title", "text")


@dataclass(frozen=True, slots=True)
class Line:
    """A discussion in a list. `group` is the name of its group, for who may know of it; `snippet` what
    surrounds the words that were asked for, where a message says them."""

    url: str
    title: str
    asks: bool
    proposes: bool
    is_answered: bool
    is_locked: bool
    is_withdrawn: bool
    is_for_members: bool
    is_example: bool
    group: str
    by: str
    themes: tuple[ThemeSpec, ...]
    posts: int
    last_at: datetime
    is_new: bool
    snippet: Snippet | None = None


def counted(topics: QuerySet) -> QuerySet:
    """Topics with how many messages of each are published (`post_count`), their author and their group."""
    posts = Post.objects.filter(topic=OuterRef("pk"), state=State.PUBLISHED).order_by().values("topic")
    count = Subquery(posts.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return topics.select_related("by").annotate(post_count=Coalesce(count, 0))


def lines(topics: Iterable[Any], user: Any, snippets: Mapping[int, Snippet] | None = None) -> list[Line]:
    """Topics that `counted` annotated, as a list tells them to `user`, with snippets by number of message.
    Two queries beside theirs, one where none is of a group."""
    held = list(topics)
    names = group_names(held, user)
    new = unread_among((one.pk for one in held), user)
    return [
        Line(
            url=path_of(one),
            title=short_name(one.title, one.is_example),
            asks=one.asks,
            proposes=one.proposes,
            is_answered=one.answer_id is not None,
            is_locked=one.is_locked,
            is_withdrawn=one.state == State.WITHDRAWN,
            is_for_members=one.audience == Audience.MEMBERS,
            is_example=one.is_example,
            group=names.get(one.group_id or 0, ""),
            by=name_of(one.by),
            themes=tuple(THEME_BY_CODE[code] for code in one.themes if code in THEME_BY_CODE),
            posts=one.post_count,
            last_at=one.last_at,
            is_new=one.pk in new,
            snippet=(snippets or {}).get(getattr(one, "said_in", None) or 0),
        )
        for one in held
    ]


def name_of(user: Any) -> str:
    """What somebody who wrote is called."""
    return (user.full_name or _NO_NAME) if user is not None else _NO_NAME


@dataclass(frozen=True, slots=True)
class Edited:
    """That the words of something were changed, and by whom where it was not its author."""

    by: str = ""


def edits_of(said: Iterable[Topic | Post]) -> dict[int, Edited]:
    """Those of some topics and messages whose words were changed, by number. One query."""
    held = {one.pk: one for one in said}
    changed = Q(after__has_any_keys=_WORDS)
    kinds = (TOPIC.number, POST.number)
    events = Noted.objects.filter(changed, kind__in=kinds, object__in=held, operation=Operation.CHANGED)
    found: dict[int, Edited] = {}
    for one in events.select_related("act__by").order_by("pk"):
        by = one.act.by
        is_own = by is None or by.pk == held[one.object].by_id
        found[one.object] = Edited("" if is_own else name_of(by))
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """A message as its reader is told it: `html` is empty of one that was withdrawn and that they may not
    know of. `is_reply` says that it answers another, `answers` whose, where that one is on another page."""

    post: Post
    html: SafeString | str
    by: str
    organisation: str
    is_reply: bool
    answers: str
    is_withdrawn: bool
    is_hidden: bool
    edited: Edited | None
    is_kept: bool
    may_edit: bool
    files: list[Given]


def said(
    topic: Topic, posts: Iterable[Post], user: Any, moderating: bool, people: Iterable[User] = ()
) -> list[Said]:
    """These messages of a topic, which `user` reads; the names of `people` are set apart where they follow an
    « @ ». Three queries, whatever their number."""
    held = list(posts)
    edited, people = edits_of(held), list(people)
    works_for = organisations_of({one.by_id for one in held if one.by_id})
    files: dict[int, list[Given]] = {}
    for one in Attachment.objects.filter(post__in=[one.pk for one in held]).select_related("file"):
        files.setdefault(one.post_id or 0, []).append(given(one))
    here = {one.pk for one in held}
    return [_said(topic, one, user, moderating, works_for, files, here, edited, people) for one in held]


def _said(
    topic: Topic,
    one: Post,
    user: Any,
    moderating: bool,
    works_for: Mapping[int, str],
    files: Mapping[int, list[Given]],
    here: set[int],
    edited: Mapping[int, Edited],
    people: list[User],
) -> Said:
    one.topic = topic
    is_withdrawn = one.state == State.WITHDRAWN
    is_hidden = is_withdrawn and not moderating and one.by_id != user.pk
    is_apart = one.reply_to_id is not None and one.reply_to_id not in here
    return Said(
        post=one,
        html="" if is_hidden else marked(rendered(one.text, level=3), people),
        by="" if is_hidden else name_of(one.by),
        organisation="" if is_hidden else works_for.get(one.by_id or 0, ""),
        is_reply=one.reply_to_id is not None,
        answers=reverse("post", args=[one.reply_to_id]) if is_apart else "",
        is_withdrawn=is_withdrawn,
        is_hidden=is_hidden,
        edited=edited.get(one.pk),
        is_kept=topic.answer_id == one.pk,
        may_edit=not rules.why_not_edit(user, one, moderating=moderating),
        files=[] if is_hidden else files.get(one.pk, []),
    )


def organisations_of(users: set[int]) -> dict[int, str]:
    """For whom people work, by their number: the first of their organisations. One query, none without
    anybody."""
    if not users:
        return {}
    held = OrganisationMembership.objects.filter(user__in=users).order_by("-organisation__name", "-pk")
    return dict(held.values_list("user", "organisation__name"))


@dataclass(frozen=True, slots=True)
class About:
    """What a discussion is about, for who may know of it: a name and a page."""

    kind: str
    name: str
    url: str


def about_of(topic: Topic, user: Any) -> About | None:
    """What a topic is about, where `user` sees it. One query, none for what is about nothing."""
    if topic.structure_id:
        seen = VisibleStructure.objects.seen_by(role_of(user)).filter(pk=topic.structure_id).first()
        if seen is None:
            return None
        return About("structure", short_name(seen.nom, seen.is_example), structure_path(seen.id, seen.nom))
    if not topic.resource_id:
        return event_told(topic.event_id, user)
    one = Resource.objects.seen_by(eyes_of(user)).filter(pk=topic.resource_id).first()
    return About("fiche", short_name(one.title, one.is_example), path_of(one)) if one is not None else None


def event_told(number: int | None, user: Any) -> About | None:
    """The event of a number, where `user` sees it. One query, none without a number."""
    one = Event.objects.seen_by(eyes_of(user)).filter(pk=number).first() if number else None
    return (
        About("événement", short_name(one.title, one.is_example), path_of(one)) if one is not None else None
    )


def topic_of_sheet(sheet: Resource, user: Any) -> tuple[str, str] | None:
    """The discussion that a sheet was made of, for a professional who reads it: its title and its page. One
    query for them, none for visitors."""
    if role_of(user) < Role.PROFESSIONAL:
        return None
    held = Topic.objects.seen_by(eyes_of(user)).filter(faq=sheet.pk).first()
    return (held.title, path_of(held)) if held is not None else None
