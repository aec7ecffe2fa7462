# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written in a group, as its page tells its reader: discussions, news, what is to come, sheets."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Group
from network import fresh, week
from network.discussions import told as discussed
from network.models import Event, Resource, Topic
from network.models.common import eyes_of
from network.news import told

# How far ahead the agenda of a group looks, in days, and how much of each its page tells.
_AHEAD, _SHOWN = 90, 6


@dataclass(frozen=True, slots=True)
class Content:
    """Of a group, what the reader reads: discussions spoken of last, news of today, times of events to come,
    sheets."""

    topics: list[discussed.Line]
    news: list[told.Line]
    events: list[week.Line]
    sheets: list[fresh.Line]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.topics or self.news or self.events or self.sheets)


def content_of(group: Group, user: Any) -> Content:
    """What is written in a group and `user` may read. Six queries at most."""
    eyes = eyes_of(user)
    topics = Topic.objects.seen_by(eyes).filter(group=group).order_by("-last_at", "-pk")
    news = told.told_now(eyes).filter(group=group)[:_SHOWN]
    events = Event.objects.seen_by(eyes).filter(group=group)
    return Content(
        discussed.lines(discussed.counted(topics)[:_SHOWN], user),
        told.lines(news),
        week.coming(events, days=_AHEAD, limit=_SHOWN),
        fresh.latest(Resource.objects.seen_by(eyes).filter(group=group), "fr", _SHOWN),
    )
