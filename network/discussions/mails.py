# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails about a discussion, through the one outbox. None says which, who wrote or in which words: all of
it is read on its page, by whoever may still read it when they come."""

from accounts.models import User
from common.limits import Limit
from common.outbox import Purpose
from network.discussions.naming import named as named_in
from network.discussions.paths import short_path
from network.groups.mails import send
from network.models import Post, Topic
from network.models.common import eyes_of
from network.paths import path_of

ABOUT = Purpose("vie d’une discussion", Limit("mails of discussions to one address", 20, 86_400))


def answered(post: Post) -> None:
    """Tell who opened the topic, and who is answered, that somebody did; who may read it no more is told
    nothing."""
    spoken_to = {post.topic.by_id: post.topic.by}
    if post.reply_to is not None:
        spoken_to[post.reply_to.by_id] = post.reply_to.by
    for to in spoken_to.values():
        if to is None or to.pk == post.by_id or not _reads(to, post.topic):
            continue
        lines = [
            "Quelqu’un a répondu dans une discussion où vous avez écrit.",
            "Lisez sa réponse sur la page de la discussion, une fois connecté(e).",
        ]
        send(
            ABOUT, to, "une réponse dans une discussion", lines, path_of(post), f"answered {post.pk} {to.pk}"
        )


def named(said: Topic | Post, by: User, before: str = "") -> None:
    """Tell those whom a text names that it does, once each; those whom it named `before` were told."""
    topic = said if isinstance(said, Topic) else said.topic
    page = short_path(topic.pk) if isinstance(said, Topic) else path_of(said)
    known = {one.pk for one in named_in(before, topic, by)} if before else set()
    for to in named_in(said.text, topic, by):
        if to.pk in known:
            continue
        lines = [
            "Quelqu’un vous a nommé(e) dans une discussion.",
            "Lisez ce qui y est dit sur sa page, une fois connecté(e).",
        ]
        send(ABOUT, to, "on vous a nommé(e) dans une discussion", lines, page, f"named {said.pk} {to.pk}")


def _reads(user: User, topic: Topic) -> bool:
    return Topic.objects.seen_by(eyes_of(user)).filter(pk=topic.pk).exists()
