# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of the room, each written where its pages are."""

from publishing.editions.models import (
    Edition,
    EditionChapter,
    EditionEmblem,
    PrintedEntry,
    PrintedFile,
    Printing,
)
from publishing.embedding.models import Widget, WidgetDay
from publishing.recipients.models import Recipient

__all__ = [
    "Edition",
    "EditionChapter",
    "EditionEmblem",
    "PrintedEntry",
    "PrintedFile",
    "Printing",
    "Recipient",
    "Widget",
    "WidgetDay",
]
