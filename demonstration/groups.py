# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three groups of professionals that a first run shows, and what is said in them: examples, marked so.

Read from `content/groups.toml`. Those who lead them and speak there are the accounts of a try
(`demonstration.people`); where the site is none, nobody's: texts end with the name of who would say them.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import Group, GroupMembership, User
from demonstration import people
from demonstration.examples import MARK
from demonstration.scope import ALL, Scope
from demonstration.shared import CONTENT
from history.models import Cause
from history.models import Event as Noted
from mapping.writing import create, remove
from network.kinds import POST, TOPIC
from network.models import Audience, Notepad, Outreach, Post, Section, Topic
from places.territories import TerritoryKind


def fill(scope: Scope, today: date) -> int:
    """Write the groups and their discussions, unless somebody made a group, or a discussion is or ever was
    written; how many records were."""
    if Group.objects.filter(is_example=False).exists():
        return 0
    if Noted.objects.filter(kind__in=[TOPIC.number, POST.number]).exists():
        return 0
    told = tomllib.loads((CONTENT / "groups.toml").read_text(encoding="utf-8"))["group"]
    return sum(_group(one, scope, today) for one in told)


def _group(told: Mapping[str, Any], scope: Scope, today: date) -> int:
    name = f"{told['name']} {MARK}"
    group = Group.objects.filter(name=name, is_example=True).first()
    if group is None:
        is_somewhere = told.get("territory", False) and scope.code != ALL
        group = Group(
            name=name,
            kind=told["kind"],
            joining=told["joining"],
            is_listed=told["listed"],
            summary=told["summary"],
            about=told["about"].strip(),
            themes=told["themes"],
            territory_kind=TerritoryKind.DEPARTEMENT.value if is_somewhere else "",
            territory_code=scope.code if is_somewhere else "",
            is_example=True,
        )
        create(group, cause=Cause.DEMO)
    for role, keys in (
        (GroupMembership.As.REFERENT, told["referents"]),
        (GroupMembership.As.MEMBER, told["membres"]),
    ):
        for user in filter(None, map(_account, keys)):
            GroupMembership.objects.get_or_create(
                user=user, group=group, defaults={"role": role, "organisation": user.organisation}
            )
    written = 1 + sum(_topic(one, group, today) for one in told.get("topic", ()))
    written += sum(_notepad(one, group) for one in told.get("notepad", ()))
    return written + sum(_outreach(one, group, today) for one in told.get("outreach", ()))


def _notepad(told: Mapping[str, Any], group: Group) -> int:
    shared = {"group": group, "audience": Audience.MEMBERS, "is_example": True}
    notepad = Notepad(title=told["title"], text=told["text"].strip(), themes=group.themes, **shared)
    create(notepad, cause=Cause.DEMO)
    sections = told.get("section", ())
    for rank, one in enumerate(sections):
        text = one["text"].strip()
        create(Section(notepad=notepad, rank=rank, title=one["title"], text=text), cause=Cause.DEMO)
    return 1 + len(sections)


def _outreach(told: Mapping[str, Any], group: Group, today: date) -> int:
    outreach = Outreach(
        title=told["title"],
        text=_said(told),
        day=today - timedelta(days=told["il_y_a"]),
        how=told["how"],
        next_words=told.get("next_words", ""),
        next_on=today + timedelta(days=told["dans"]) if "dans" in told else None,
        themes=group.themes,
        territory_kind=group.territory_kind,
        territory_code=group.territory_code,
        group=group,
        audience=Audience.MEMBERS,
        by=_account(told["par"]),
        is_example=True,
    )
    create(outreach, cause=Cause.DEMO)
    return 1


def _topic(told: Mapping[str, Any], group: Group, today: date) -> int:
    began = today - timedelta(days=told["il_y_a"])
    at = _at(began)
    topic = Topic(
        title=told["title"],
        text=_said(told),
        asks=told.get("asks", False),
        proposes=told.get("proposes", False),
        themes=told.get("themes", group.themes),
        territory_kind=group.territory_kind,
        territory_code=group.territory_code,
        group=group,
        audience=Audience.MEMBERS,
        by=_account(told["par"]),
        is_example=True,
        created_at=at,
    )
    create(topic, cause=Cause.DEMO)
    posts: list[Post] = []
    for number, one in enumerate(told.get("post", ())):
        answered = posts[one["answers"] - 1] if "answers" in one else None
        at = _at(began + timedelta(days=one["apres"]), number)
        post = Post(topic=topic, reply_to=answered, text=_said(one), by=_account(one["par"]), created_at=at)
        posts.append(create(post, cause=Cause.DEMO))
        if one.get("kept"):
            topic.answer = post
    # What was said on another day than today is not said to be edited since.
    for made in posts:
        Post.objects.filter(pk=made.pk).update(updated_at=made.created_at)
    Topic.objects.filter(pk=topic.pk).update(updated_at=topic.created_at, last_at=at, answer=topic.answer)
    return 1 + len(posts)


def _account(key: str) -> User | None:
    """Whose account of a try speaks; nobody's where the site is no try."""
    return people.account(key) if settings.DEBUG else None


def _said(told: Mapping[str, Any]) -> str:
    text = str(told["text"]).strip()
    return text if settings.DEBUG else f"{text}\n\n*{people.name_of(told['par'])}*"


def _at(day: date, hours: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9 + hours, 12)))


def remove_empty() -> int:
    """Take out the groups of the examples that nobody belongs to and in which nothing is written; how many
    went."""
    count = 0
    for group in Group.objects.filter(is_example=True, memberships=None):
        try:
            remove(group, cause=Cause.DEMO)
        except ProtectedError:
            continue
        count += 1
    return count
