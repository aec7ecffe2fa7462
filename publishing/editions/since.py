# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed in the directory since a book was made, without reading again what did not."""

from django.core.cache import cache
from django.utils.translation import override

from accounts.readers import VISITOR
from data.exports.reading import entries
from data.exports.selection import Selection
from mapping.models import ShownChange
from publishing.editions import errata, frozen
from publishing.editions.entries import Sourced, sourced
from publishing.editions.models import PrintedEntry, Printing
from publishing.editions.unsaid import selection_of
from search.engine.cells import data_version

_CACHED_SECONDS = 3600


def changes(printing: Printing) -> tuple[errata.Erratum, ...]:
    """What is not as a book printed it, by name. What the history of the directory has no change of since the
    book was asked for is not read."""
    selection = selection_of(printing.scope)
    now = set(selection.structures)
    before = set(PrintedEntry.objects.filter(printing=printing).values_list("structure", flat=True))
    moved = ShownChange.objects.filter(structure__in=now & before, at__gte=printing.asked_at)
    read = set(moved.values_list("structure", flat=True)) | (now - before)
    was = frozen.kept(printing, among=read | (before - now))
    return errata.between(printing, was, _read(selection, read), same_scope=True)


def count(printing: Printing) -> int:
    """How many entries changed since a book was made; kept until the directory changes."""
    key, version = f"printed-changes-{printing.pk}", data_version()
    kept: tuple[int, int] | None = cache.get(key)
    if kept is None or kept[0] != version:
        kept = version, len(changes(printing))
        cache.set(key, kept, _CACHED_SECONDS)
    return kept[1]


def _read(selection: Selection, structures: set[int]) -> list[Sourced]:
    asked = Selection(sorted(structures), selection.services, VISITOR)
    with override("fr"):
        return [sourced(one) for one in entries(asked)]
