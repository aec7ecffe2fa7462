# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which page of the published books a structure is printed."""

from collections.abc import Iterator

from django.urls import reverse

from desk.printed import InBook
from publishing.editions.models import PrintedEntry


def books_of(structure: int) -> Iterator[InBook]:
    """The last published book of each edition that has a structure, the last one first, at its page. One
    query."""
    entries = PrintedEntry.objects.filter(
        structure=structure, printing__published_at__isnull=False, printing__deleted_at__isnull=True
    )
    lasting = entries.select_related("printing").defer("told", "printing__scope", "printing__unseen")
    told: set[int] = set()
    for entry in lasting.order_by("-printing__published_at", "-printing__pk"):
        printing = entry.printing
        if printing.edition_id not in told:
            told.add(printing.edition_id)
            at = f"#page={entry.page}" if entry.page else ""
            yield InBook(str(printing), entry.page, reverse("printed-book", args=[printing.pk]) + at)
