# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where what is shared is read."""

from django.urls import reverse

from network.models import Bulletin, Event, GalleryPhoto, News, Notepad, Outreach, Post, Resource, Topic
from network.models.common import Shared

_PAGES = {
    Resource: "resource",
    Event: "event",
    News: "news",
    Topic: "topic",
    Notepad: "notepad",
    Outreach: "outreach",
    Bulletin: "bulletin",
}


def path_of(record: Shared | Post | GalleryPhoto) -> str:
    """The page of what is shared, in the reader's language; of a message, what leads to where it stands in
    its topic."""
    if isinstance(record, Post):
        return reverse("post", args=[record.pk])
    if isinstance(record, GalleryPhoto):
        return reverse("photo", args=[record.pk])
    page = "offer" if isinstance(record, News) and record.is_announcement else _PAGES[type(record)]
    return reverse(page, args=[record.pk, record.slug])
