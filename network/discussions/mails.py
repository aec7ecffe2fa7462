# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails about a discussion, through the one outbox: to whoever reads it when it is written, its title,
its group and who wrote, never in the subject, and none of the words. Each says where such mails end.

One that waits is taken back when its person leaves the group (`network/sql/digests.sql`).
"""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from common.limits import Limit
from common.outbox import Purpose
from common.sites import site_url
from mapping.presentation import short_name
from network.digests import links
from network.discussions import following
from network.discussions.naming import Named, called, read
from network.discussions.paths import short_path
from network.groups.mails import send
from network.groups.paths import short_path as group_short_path
from network.models import Post, Topic
from network.models.common import eyes_of
from network.paths import path_of
from network.policy import group_told

# The database names this purpose too, where it takes back what waits (`network/sql/digests.sql`).
ABOUT = Purpose("vie d’une discussion", Limit("mails of discussions to one address", 20, 86_400))


def answered(post: Post, named: Iterable[User] = ()) -> None:
    """Tell those who wrote in the topic that somebody answered, but who wrote, who is `named` and told so,
    and who wants no such mail; who may read it no more is told nothing."""
    topic, told = post.topic, {one.pk for one in named}
    for to in following.told_of_answers(topic):
        if to.pk in told or to.pk == post.by_id or not _reads(to, topic):
            continue
        who = (called(post.by) if post.by else "") or "Quelqu’un"
        answers_them = (post.reply_to.by_id if post.reply_to else topic.by_id) == to.pk
        where = "à votre message" if answers_them and post.reply_to else "dans une discussion"
        lines = [f"{who} a répondu {where}.", *_which(topic, to)]
        stop = links.stop_topic(following.reading_of(to, topic))
        lines += ["", "Lisez la réponse et répondez, une fois connecté(e) :"]
        why = "Vous recevez ce courriel parce que vous avez écrit dans cette discussion."
        ends = [
            f"Ne plus rien recevoir de cette discussion : {stop}",
            f"Ni d’aucune autre : {links.stop_answers(to)}",
        ]
        _tell(
            to,
            "une réponse dans une discussion",
            lines,
            path_of(post),
            f"answered {post.pk}",
            why,
            ends,
            stop,
        )


def named(said: Topic | Post, by: User, before: str = "") -> Named:
    """Tell those whom a text names that it does, once each; those whom it named `before` were told. Whom it
    names anew is returned, with what is nobody's name."""
    topic = said if isinstance(said, Topic) else said.topic
    page = short_path(topic.pk) if isinstance(said, Topic) else path_of(said)
    known = {one.pk for one in read(before, topic, by).people} if before else set()
    found = read(said.text, topic, by)
    new = tuple(one for one in found.people if one.pk not in known)
    for to in new:
        if not following.wants_names(to):
            continue
        lines = [f"{called(by) or 'Quelqu’un'} vous a nommé(e) dans une discussion.", *_which(topic, to)]
        lines += ["", "Lisez ce qui y est dit, une fois connecté(e) :"]
        why = "Vous recevez ce courriel parce qu’on vous y a nommé(e)."
        stop = links.stop_names(to)
        ends = [f"Ne plus être prévenu(e) quand on vous nomme : {stop}"]
        _tell(to, "on vous a nommé(e) dans une discussion", lines, page, f"named {said.pk}", why, ends, stop)
    return Named(new, found.unknown, found.shared)


def changed(said: Topic | Post, by: User) -> None:
    """Tell who wrote something that somebody else, who moderates, changed its words."""
    topic = said if isinstance(said, Topic) else said.topic
    if said.by is None or said.by_id == by.pk or not _reads(said.by, topic):
        return
    what = (
        "la discussion que vous avez ouverte" if isinstance(said, Topic) else "un message que vous avez écrit"
    )
    lines = [f"{called(by) or 'Quelqu’un'}, qui modère ici, a changé {what}.", *_which(topic, said.by)]
    lines += ["", "L’historique montre ce qui a changé :"]
    page = short_path(topic.pk) if isinstance(said, Topic) else path_of(said)
    cause = f"changed {said.pk} {said.updated_at.timestamp()}"
    why = "Vous recevez ce courriel parce que c’est signé de vous."
    _tell(said.by, "ce que vous avez écrit a été changé", lines, page, cause, why, [], "")


def _which(topic: Topic, to: User) -> list[str]:
    """The title of a topic that somebody reads and, where they may know of it, its group."""
    lines = ["", f"« {short_name(topic.title, topic.is_example)} »"]
    if (group := group_told(to, topic)) is not None:
        lines += [f"Groupe : {group[0]}", site_url() + group_short_path(topic.group_id or 0)]
    return lines


def _tell(
    to: User, subject: str, lines: list[str], page: str, cause: str, why: str, ends: list[str], stop: str
) -> None:
    send(ABOUT, to, subject, lines, page, f"{cause} {to.pk}", after=[why, *ends], unsubscribe=stop)


def _reads(user: Any, topic: Topic) -> bool:
    return Topic.objects.seen_by(eyes_of(user)).filter(pk=topic.pk).exists()
