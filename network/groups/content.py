# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written in a group, as its page tells whoever reads it: news, what is to come, sheets."""

from dataclasses import dataclass

from accounts.models import Group
from accounts.readers import Reader
from network import fresh, week
from network.models import Event, Resource
from network.news import told

# How far ahead the agenda of a group looks, in days, and how much of each its page tells.
_AHEAD, _SHOWN = 90, 6


@dataclass(frozen=True, slots=True)
class Content:
    """News of today, times of events to come and sheets of a group, those that the reader reads."""

    news: list[told.Line]
    events: list[week.Line]
    sheets: list[fresh.Line]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.news or self.events or self.sheets)


def content_of(group: Group, eyes: Reader) -> Content:
    """What is written in a group and the reader may read. Four queries at most."""
    news = told.told_now(eyes).filter(group=group)[:_SHOWN]
    events = Event.objects.seen_by(eyes).filter(group=group)
    return Content(
        told.lines(news),
        week.coming(events, days=_AHEAD, limit=_SHOWN),
        fresh.latest(Resource.objects.seen_by(eyes).filter(group=group), "fr", _SHOWN),
    )
