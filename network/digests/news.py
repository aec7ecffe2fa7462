# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was written in groups between two moments, as a digest tells it: titles and names, no text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mapping.presentation import short_name
from network.discussions.told import name_of
from network.models import Event, News, Notepad, Outreach, Post, Resource, State, Topic
from network.paths import path_of


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was written: what it is in a word, its title, its path, by whom (0 and empty where that
    is in the history alone), when. `is_answer` is a message, told with the others of its topic; `is_topic` is
    of a discussion."""

    group: int
    kind: str
    title: str
    path: str
    author: int
    by: str
    at: datetime
    is_answer: bool = False
    is_topic: bool = False


def written(groups: Iterable[int], since: datetime, until: datetime) -> list[Item]:
    """What is published of these groups and was written after one moment, until another, the oldest first.
    Seven queries, whatever is written; none without a group."""
    numbers = list(groups)
    if not numbers:
        return []
    now = {"created_at__gt": since, "created_at__lte": until}
    of = {"group__in": numbers, "state": State.PUBLISHED}
    found = [
        Item(
            one.group_id or 0,
            _kind(one),
            short_name(one.title, one.is_example),
            path_of(one),
            *_by(one),
            one.created_at,
            is_topic=model is Topic,
        )
        for model in (Topic, News, Event, Resource, Notepad, Outreach)
        for one in _with_authors(model, of | now)
    ]
    topics = {f"topic__{name}": value for name, value in of.items()}
    posts = Post.objects.filter(state=State.PUBLISHED, **topics, **now)
    found += [
        Item(
            one.topic.group_id or 0,
            "discussion",
            short_name(one.topic.title, one.topic.is_example),
            path_of(one.topic),
            one.by_id or 0,
            name_of(one.by),
            one.created_at,
            is_answer=True,
            is_topic=True,
        )
        for one in posts.defer("text", "words", "topic__text", "topic__words").select_related("topic", "by")
    ]
    return sorted(found, key=lambda one: one.at)


def _with_authors(model: Any, asked: dict[str, Any]) -> Any:
    found = model.objects.filter(**asked).defer("text")
    return found.select_related("by") if hasattr(model, "by") else found


def _by(record: Any) -> tuple[int, str]:
    author = getattr(record, "by", None)
    return (author.pk, name_of(author)) if author is not None else (0, "")


def _kind(record: Any) -> str:
    if isinstance(record, Topic):
        return "question" if record.asks else "proposition" if record.proposes else "discussion"
    if isinstance(record, News) and record.is_announcement:
        return "annonce"
    return _KINDS[type(record)]


_KINDS: dict[Any, str] = {
    News: "actualité",
    Event: "rendez-vous",
    Resource: "fiche",
    Notepad: "bloc-notes",
    Outreach: "contact pris",
}
