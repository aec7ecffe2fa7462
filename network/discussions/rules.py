# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who writes in a discussion, edits what is said there, moderates it and keeps an answer. Reading is
`seen_by` and `known_to`, on the rows."""

from typing import Any

from accounts.groups import leads
from accounts.joining import may_invite_anywhere
from accounts.roles import Role, role_of
from network.models import Post, State, Topic

_NOT_PROFESSIONAL = "Les discussions sont réservées aux professionnels."
_ARCHIVED = "Le groupe est archivé : on le lit encore, et rien n’y est plus écrit."
_LOCKED = "Cette discussion est verrouillée : on la lit encore, et personne n’y répond plus."


def moderates(user: Any, topic: Topic) -> bool:
    """Whether `user` takes out what others said, locks and keeps answers: staff; of a group its referents;
    of what is no group's ambassadors."""
    if role_of(user) < Role.PROFESSIONAL:
        return False
    return leads(user, topic.group) if topic.group is not None else may_invite_anywhere(user)


def why_not_say(user: Any, topic: Topic) -> str:
    """Why `user`, who reads a topic, may not answer it, in a sentence for them; empty where they may."""
    if role_of(user) < Role.PROFESSIONAL:
        return _NOT_PROFESSIONAL
    if topic.group is not None and topic.group.is_archived:
        return _ARCHIVED
    if topic.state != State.PUBLISHED:
        return "Cette discussion est retirée."
    return _LOCKED if topic.is_locked else ""


def why_not_edit(user: Any, said: Topic | Post, *, moderating: bool | None = None) -> str:
    """Why `user`, who knows of a topic or a message, may not edit, withdraw or bring it back; empty where
    they may: who wrote it, while nobody else took it out and nothing is locked, and who moderates.

    `moderating` is the answer of `moderates`, where it is known already.
    """
    topic = said if isinstance(said, Topic) else said.topic
    if role_of(user) < Role.PROFESSIONAL:
        return _NOT_PROFESSIONAL
    if topic.group is not None and topic.group.is_archived:
        return _ARCHIVED
    if moderating if moderating is not None else moderates(user, topic):
        return ""
    if said.by_id != user.pk:
        return "Qui a écrit cela et qui modère ici le modifient."
    if said.state == State.WITHDRAWN and said.withdrawn_by_id not in (None, user.pk):
        return "Qui modère ici l’a retiré, et seul peut le remettre."
    if said.state == State.PUBLISHED and topic.state != State.PUBLISHED and said is not topic:
        return "Cette discussion est retirée."
    return _LOCKED if topic.is_locked else ""


def may_keep(user: Any, topic: Topic, *, moderating: bool) -> bool:
    """Whether `user` says which message answers a question: who asked it, and who moderates."""
    if not topic.asks or (topic.group is not None and topic.group.is_archived):
        return False
    return moderating or (topic.by_id == user.pk and not topic.is_locked)
