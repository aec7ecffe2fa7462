# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes on a proposal: who votes, how many say what. Who said what is told to nobody."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.groups import membership_of
from network.discussions.rules import why_not_say
from network.models import State, Topic, Vote


@dataclass(frozen=True, slots=True)
class Tally:
    """How many say each thing, in words and in hundredths of those who voted; what the reader said, if they
    did; why they may not vote now, empty where they may. How many say what `is_told` once the reader voted,
    or nobody votes any more: before, it would sway them, and tell what the first few voted."""

    counts: list[tuple[str, str, int, int]]
    total: int
    mine: str
    refusal: str
    is_told: bool


def is_over(topic: Topic) -> bool:
    """Whether nobody votes any more: its last day is past."""
    return topic.votes_until is not None and topic.votes_until < timezone.localdate()


def why_not_vote(user: Any, topic: Topic) -> str:
    """Why `user`, who reads a topic, may not vote on it; empty where they may: its members in a group, else
    whoever answers."""
    if not topic.proposes:
        return "On ne vote pas ici : ce n’est pas une proposition."
    if is_over(topic):
        return "Le vote est clos."
    if refusal := why_not_say(user, topic):
        return refusal
    if topic.group is not None and membership_of(user, topic.group) is None:
        return "Les membres du groupe votent."
    return ""


def is_closed(topic: Topic) -> bool:
    """Whether nobody votes any more, for whatever reason."""
    is_left = topic.is_locked or topic.state != State.PUBLISHED
    return is_over(topic) or is_left or (topic.group is not None and topic.group.is_archived)


def choices_of(topic: Topic) -> list[tuple[str, str]]:
    """What may be voted, and what each is called: the topic's own choices and none of them, else for and
    against."""
    if not topic.choices:
        return [(choice.value, str(choice.label)) for choice in Vote.Choice]
    own = [(str(place), said) for place, said in enumerate(topic.choices, 1)]
    return [*own, (Vote.Choice.NEITHER.value, str(Vote.Choice.NEITHER.label))]


def tally(topic: Topic, user: Any) -> Tally:
    """What was voted of a proposal. Two queries."""
    said = dict(Vote.objects.filter(topic=topic).order_by().values_list("choice").annotate(Count("pk")))
    total = sum(said.values())
    mine = _mine(topic, user)
    is_told = bool(mine) or is_closed(topic)
    if not is_told:
        said = {}
    counts = [
        (value, label, said.get(value, 0), round(100 * said.get(value, 0) / (total or 1)))
        for value, label in choices_of(topic)
    ]
    return Tally(counts, total, mine, why_not_vote(user, topic), is_told)


def _mine(topic: Topic, user: Any) -> str:
    return Vote.objects.filter(topic=topic, user=user.pk).values_list("choice", flat=True).first() or ""


@transaction.atomic
def vote(topic: Topic, user: Any, choice: str) -> str:
    """Say what `user` votes, or that they vote no more (empty); why they may not, empty where it is done.
    Raises ValueError for what is no choice."""
    held = Topic.objects.select_for_update(no_key=True, of=("self",)).select_related("group").get(pk=topic.pk)
    if refusal := why_not_vote(user, held):
        return refusal
    if not choice:
        Vote.objects.filter(topic=held, user=user).delete()
    elif choice in dict(choices_of(held)):
        Vote.objects.update_or_create(topic=held, user=user, defaults={"choice": choice})
    else:
        raise ValueError(choice)
    return ""
