# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where what is shared is read."""

from django.urls import reverse

from network.models import Event, News, Resource
from network.models.common import Shared

_PAGES = {Resource: "resource", Event: "event", News: "news"}


def path_of(record: Shared) -> str:
    """The page of a resource, an event or news, in the reader's language."""
    return reverse(_PAGES[type(record)], args=[record.pk, record.slug])
