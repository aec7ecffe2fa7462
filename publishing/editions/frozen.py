# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a book said of each structure, kept as JSON to be compared with what is true later, and read back."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from publishing.book.content import Entry, Offer
from publishing.editions.entries import Sourced
from publishing.editions.models import PrintedEntry, Printing

# Rows written by one statement.
_BATCH = 500


def keep(printing: Printing, read: list[Sourced], pages: Mapping[int, int]) -> None:
    """Keep what a book says of its structures, and on which page of each, in the place of what it said
    before."""
    PrintedEntry.objects.filter(printing=printing).delete()
    rows = (
        PrintedEntry(
            printing=printing,
            structure=one.entry.key,
            page=pages.get(one.entry.key),
            told={"entry": asdict(one.entry), "sources": dict(one.sources)},
        )
        for one in read
    )
    PrintedEntry.objects.bulk_create(rows, batch_size=_BATCH)


def kept(printing: Printing, among: Collection[int] | None = None) -> dict[int, Sourced]:
    """What a book said, by structure; of all of them, or of some."""
    rows = PrintedEntry.objects.filter(printing=printing).order_by("structure")
    if among is not None:
        rows = rows.filter(structure__in=among)
    return {
        number: Sourced(_entry(told["entry"]), told["sources"])
        for number, told in rows.values_list("structure", "told")
    }


def _entry(told: Mapping[str, Any]) -> Entry:
    offers = tuple(Offer(one["name"], tuple(one["themes"]), tuple(one["facts"])) for one in told["offers"])
    return Entry(**{**told, "networks": tuple(told["networks"]), "offers": offers})
