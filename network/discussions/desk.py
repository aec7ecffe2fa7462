# SPDX-License-Identifier: AGPL-3.0-or-later
"""Editing topics and messages by the frame that edits structures (`mapping.editing.frame.answer`)."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import signed_in
from history import record_rows
from mapping.editing.blocks import Block, Editor
from mapping.editing.frame import Desk
from network import policy
from network.desks import SharedDesk
from network.discussions import rules
from network.models import Post, Topic
from network.models.common import eyes_of
from network.paths import path_of

# The button that leads from what was written to its files.
JOINS = "joindre"
_ADDRESSES: dict[str, Any] = {"made_at": "topic-new", "edited_at": "topic-edit", "home": "topics"}


@dataclass(frozen=True, slots=True)
class TopicDesk(SharedDesk):
    """A topic and who edits it. `begun` is what the address of a new one says of it, as a query string."""

    begun: str = ""
    joins: bool = False

    def action(self, block: Block, number: int | None) -> str:
        """Where the form is sent."""
        path = SharedDesk.action(self, block, number)
        return f"{path}?{self.begun}" if self.begun and not self.root else path

    def after(self, record: Any) -> str:
        """Its page, or its files."""
        if self.joins and isinstance(record, Topic):
            return reverse("topic-files", args=[record.pk])
        return SharedDesk.after(self, record)


@dataclass(frozen=True, slots=True)
class PostDesk(Desk):
    """A message and who writes it; one that is not written yet has no number."""

    joins: bool = False

    @property
    def root(self) -> int:
        """Its number; 0 while it is not written."""
        return self.seen.pk or 0

    @property
    def name(self) -> str:
        """The title of its topic."""
        return self.seen.topic.title

    @property
    def path(self) -> str:
        """Where it stands; its topic, of a new one."""
        return path_of(self.seen if self.root else self.seen.topic)

    def refusal(self, block: Block | None = None) -> str:
        """Why the editor may not write it; empty where they may."""
        if not self.root:
            return rules.why_not_say(self.editor.user, self.seen.topic)
        return policy.why_not(self.editor.user, self.seen)

    def lock(self) -> None:
        """Make every other writer of it wait for this transaction."""
        record_rows.lock(Post._meta.db_table, [self.root])

    def is_there(self) -> bool:
        """Whether the editor still knows of it."""
        return policy.known(Post, eyes_of(self.editor.user), {self.root}).exists()

    def new(self, block: Block) -> Any:
        """What a new one answers."""
        return Post(topic=self.seen.topic, reply_to=self.seen.reply_to)

    def action(self, block: Block, number: int | None) -> str:
        """Where the form is sent."""
        if self.root:
            return reverse("post-edit", args=[self.root])
        path = reverse("post-new", args=[self.seen.topic_id])
        return f"{path}?a={self.seen.reply_to_id}" if self.seen.reply_to_id else path

    def after(self, record: Any) -> str:
        """Where it stands, or its files."""
        return reverse("topic-files", args=[record.pk]) if self.joins else path_of(record)


def topic_of(request: HttpRequest, pk: str | int) -> Topic:
    """The topic of an address. Raises Http404 for one that the reader may not know of, as for none."""
    known = policy.known(Topic, eyes_of(signed_in(request)), {int(pk)})
    held = known.select_related("group", "by").first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return held


def post_of(request: HttpRequest, pk: str | int) -> Post:
    """The message of an address. Raises Http404 as `topic_of`."""
    held = policy.known(Post, eyes_of(signed_in(request)), {int(pk)}).first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return held


def desk_of(request: HttpRequest, pk: int) -> TopicDesk:
    """The topic of an address, and who edits it. Raises Http404 as `topic_of`."""
    return TopicDesk(topic_of(request, pk), Editor.of(signed_in(request)), **_ADDRESSES)


def desk_of_new(request: HttpRequest, topic: Topic, begun: str) -> TopicDesk:
    """A topic that an address begins, and who opens it."""
    return TopicDesk(
        topic,
        Editor.of(signed_in(request)),
        new_name="Discussions",
        begun=begun,
        joins=JOINS in request.POST,
        **_ADDRESSES,
    )


def desk_of_either(request: HttpRequest, pk: int) -> TopicDesk | PostDesk:
    """The topic or the message of a number, and who edits it. Raises Http404 as `topic_of`."""
    held = policy.known(Post, eyes_of(signed_in(request)), {pk}).first()
    return PostDesk(held, Editor.of(signed_in(request))) if held is not None else desk_of(request, pk)
