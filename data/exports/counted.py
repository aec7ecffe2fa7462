# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many structures of a selection each standard's file can tell of, and how many it cannot, and why."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from data.exports.mediation_numerique import DIGITAL
from data.exports.selection import Selection
from mapping import vocabulary
from mapping.models import ShownChange, VisibleService, VisibleStructure

_BATCH = 5000
_DIGITAL = [code for code, _label in vocabulary.THEMATIQUES if code.startswith(DIGITAL)]


@dataclass(slots=True)
class Counted:
    """Structures: all of them; those of which neither a source nor the history says a date; places of digital
    mediation; of these that have a date, those without an address that the reader may see."""

    structures: int = 0
    undated: int = 0
    digital: int = 0
    digital_undated: int = 0
    digital_without_address: int = 0

    @property
    def inclusion(self) -> int:
        """How many a file of data·inclusion may tell of."""
        return self.structures - self.undated

    @property
    def mediation(self) -> int:
        """How many a file of digital mediation tells of."""
        return self.digital - self.digital_undated - self.digital_without_address


def counted(selection: Selection) -> Counted:
    """The same of a selection, as its reader may see it; a few queries for each 5,000 structures."""
    found = Counted(len(selection.structures))
    for start in range(0, len(selection.structures), _BATCH):
        ids = selection.structures[start : start + _BATCH]
        seen = VisibleStructure.objects.seen_by(selection.role).order_by()
        undated = set(
            seen.filter(id__in=ids, date_maj=None)
            .exclude(Exists(ShownChange.objects.filter(structure=OuterRef("id"))))
            .values_list("id", flat=True)
        )
        digital = _digital(selection, ids)
        without = set(
            seen.filter(id__in=digital)
            .filter(Q(adresse="") | Q(code_postal="") | Q(commune_nom=""))
            .values_list("id", flat=True)
        )
        found.undated += len(undated)
        found.digital += len(digital)
        found.digital_undated += len(digital & undated)
        found.digital_without_address += len(without - undated)
    return found


def _digital(selection: Selection, ids: list[int]) -> set[int]:
    services = VisibleService.objects.seen_by(selection.role).order_by()
    rows = services.filter(structure_id__in=ids, thematiques__overlap=_DIGITAL).values_list(
        "structure_id", "id"
    )
    return {
        structure
        for structure, service in rows
        if selection.services is None or service in selection.services
    }
