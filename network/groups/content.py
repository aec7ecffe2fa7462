# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written in a group, as its page tells its reader: discussions, news, what is to come, sheets."""

from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count
from django.urls import reverse

from accounts.models import Group
from network import fresh, week
from network.discussions import told as discussed
from network.gallery.holders import of_group
from network.gallery.shown import Strip, strip_of
from network.models import Event, Notepad, Outreach, Resource, Topic
from network.models.common import eyes_of
from network.news import told
from network.notepads import told as noted
from network.offers import told as offered
from network.outreach import pages as outreaches

# How far ahead the agenda of a group looks, in days, and how much of each its page tells.
_AHEAD, _SHOWN = 90, 6


@dataclass(frozen=True, slots=True)
class Content:
    """Of a group, what the reader reads: discussions spoken of last, news of today, times of events to come,
    sheets, open announcements, notepads, contacts, photographs."""

    topics: list[discussed.Line]
    news: list[told.Line]
    events: list[week.Line]
    sheets: list[fresh.Line]
    offers: list[offered.Line]
    notepads: list[noted.Line]
    outreach: list[outreaches.Line]
    gallery: Strip

    @property
    def holds_nothing(self) -> list[str]:
        """The names of the sorts of which there is nothing."""
        return [one.name for one in fields(self) if one.name != "gallery" and not getattr(self, one.name)]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return len(self.holds_nothing) == len(fields(self)) - 1 and not self.gallery.lines


def begun(group: Group) -> dict[str, str]:
    """Where each sort of thing is written in a group, by the name that `Content` has for it."""
    of = f"groupe={group.pk}"
    return {
        "topics": f"{reverse('topic-new')}?{of}",
        "news": f"{reverse('news-new')}?{of}",
        "events": f"{reverse('event-new')}?{of}&nature=reunion",
        "sheets": f"{reverse('resource-new')}?{of}",
        "offers": f"{reverse('offer-new')}?sens=offre&{of}",
        "notepads": f"{reverse('notepad-new')}?{of}",
        "outreach": f"{reverse('outreach-new')}?{of}",
    }


def content_of(group: Group, user: Any) -> Content:
    """What is written in a group and `user` may read. Fifteen queries at most."""
    eyes = eyes_of(user)
    topics = Topic.objects.seen_by(eyes).filter(group=group).order_by("-last_at", "-pk")
    news = told.told_now(eyes).filter(group=group)[:_SHOWN]
    events = Event.objects.seen_by(eyes).filter(group=group)
    notepads = Notepad.objects.seen_by(eyes).filter(group=group).annotate(section_count=Count("sections"))
    outreach = Outreach.objects.seen_by(eyes).filter(group=group)
    return Content(
        discussed.lines(discussed.counted(topics)[:_SHOWN], user),
        told.lines(news),
        week.coming(events, days=_AHEAD, limit=_SHOWN),
        fresh.latest(Resource.objects.seen_by(eyes).filter(group=group), "fr", _SHOWN),
        offered.lines(offered.announced_now(eyes).filter(group=group)[:_SHOWN]),
        noted.lines(notepads.order_by("-updated_at", "-pk")[:_SHOWN], user),
        outreaches.lines(outreach.select_related("by").order_by("-day", "-pk")[:_SHOWN], user),
        strip_of(of_group(group), eyes),
    )
