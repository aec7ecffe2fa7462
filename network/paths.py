# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where what is shared is read."""

from django.urls import reverse

from network.models import Event, News, Resource
from network.models.common import Shared

_PAGES = {Resource: "resource", Event: "event", News: "news"}


def path_of(record: Shared) -> str:
    """The page of a resource, an event, news or an announcement, in the reader's language."""
    page = "offer" if isinstance(record, News) and record.is_announcement else _PAGES[type(record)]
    return reverse(page, args=[record.pk, record.slug])
