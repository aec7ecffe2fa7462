# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes with an event: the discussions and votes about it, its notepads, and where each is begun."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from accounts.roles import Role, role_of
from network.discussions import told as discussed
from network.group_choice import PARAMETER, may_begin
from network.models import Event, Notepad, Topic
from network.models.common import eyes_of
from network.notepads import told as noted

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Around:
    """What a professional reads about an event, and the addresses that begin more of it; empty where they may
    not."""

    topics: list[discussed.Line]
    notepads: list[noted.Line]
    topic_url: str
    vote_url: str
    notepad_url: str


def around(event: Event, user: Any) -> Around | None:
    """What goes with an event, for a professional; None for others. Six queries at most."""
    if role_of(user) < Role.PROFESSIONAL:
        return None
    eyes = eyes_of(user)
    topics = Topic.objects.seen_by(eyes).filter(event=event).order_by("-last_at", "-pk")
    notepads = Notepad.objects.seen_by(eyes).filter(event=event).annotate(section_count=Count("sections"))
    told = (
        discussed.lines(discussed.counted(topics)[:_SHOWN], user),
        noted.lines(notepads.order_by("-updated_at", "-pk")[:_SHOWN], user),
    )
    if event.group is not None and not may_begin(user, event.group):
        return Around(*told, "", "", "")
    of = urlencode(({PARAMETER: event.group_id} if event.group_id else {}) | {"evenement": event.pk})
    topic = f"{reverse('topic-new')}?{of}"
    return Around(*told, topic, f"{topic}&proposition=oui", f"{reverse('notepad-new')}?{of}")
