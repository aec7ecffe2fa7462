# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each cell of the first rows of a file became, before anything is written."""

from dataclasses import dataclass, field
from typing import Any

from data.imports.records import SHOWN
from data.imports.targets import BY_KEY, CONFIDENTIAL, CONTACT_KEYS, DAYS, SERVICE_KEYS
from data.models import ImportRow, ImportRun
from data.models.run import Action
from data.models.source import Kind
from data.pages.presentation import name_of_field, words
from mapping.group_fields.files import PREFIX

# The columns of the directory that a field of files fills, where they are not called as it is.
_FILLS = {
    **dict.fromkeys(("horaires", *DAYS), ("horaires_accueil",)),
    "adresse": ("adresse", "code_postal", "commune_nom"),
    **dict.fromkeys(("numero", "type_voie"), ("adresse",)),
    "boite_postale": ("complement_adresse",),
    "cp_commune": ("code_postal", "commune_nom"),
    "commune": ("commune_nom",),
    "joindre": ("telephone", "courriel", "site_web"),
    **dict.fromkeys(("latitude", "longitude", "point"), ("position",)),
    CONFIDENTIAL: ("address_visibility",),
    "service_nom": ("nom",),
    "service_description": ("description",),
    "frais": ("frais", "frais_precisions"),
    "publics": ("publics", "publics_precisions"),
    "garde_enfants": ("garde_enfants", "garde_enfants_precisions"),
    "thematiques": ("thematiques", "nom"),
}
_SERVICE_FIRST = (Kind.SERVICE, Kind.STRUCTURE, Kind.CONTACT)
_STRUCTURE_FIRST = (Kind.STRUCTURE, Kind.SERVICE, Kind.CONTACT)
# What a column fills besides its own values, worth showing only where these are not.
_BESIDES = frozenset({"publics_precisions", "garde_enfants_precisions", "frais_precisions", "nom"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a file, the field that its column is (empty: not read), and what it became, in words."""

    column: str
    given: str
    field: str = ""
    became: str = ""

    @property
    def is_as_given(self) -> bool:
        """Whether it is kept as it was written."""
        return self.given == self.became


@dataclass(slots=True)
class ReadRow:
    """A row of a file, by its number and the name that it gives."""

    number: int
    name: str
    cells: list[Cell] = field(default_factory=list)


def rows_as_read(run: ImportRun) -> list[ReadRow]:
    """The first rows that make a structure, each filled cell with what it became; none for a file whose
    format is known without columns."""
    targets = {column["name"]: column["target"] for column in run.settings.get("columns") or ()}
    if not targets:
        return []
    firsts = ImportRow.objects.filter(run=run, kind=Kind.STRUCTURE, number__gt=0).exclude(given={})
    firsts = firsts.exclude(action=Action.REFUSE)
    found = []
    for row in firsts.order_by("number", "pk")[:SHOWN]:
        parts = {Kind.STRUCTURE: row.payload}
        for part in ImportRow.objects.filter(run=run, number=row.number, table=row.table).exclude(pk=row.pk):
            parts.setdefault(Kind(part.kind), part.payload)
        cells = [
            _cell(name, row.given[name], target, parts, row)
            for name, target in targets.items()
            if name in row.given
        ]
        found.append(ReadRow(row.number, row.payload.get("nom", ""), cells))
    return found


def _cell(name: str, given: str, target: str, parts: dict[Kind, dict[str, Any]], row: ImportRow) -> Cell:
    if target not in BY_KEY and not target.startswith(PREFIX):
        return Cell(name, given)
    label = str(BY_KEY[target].label) if target in BY_KEY else name_of_field(target)
    if target == "id":
        return Cell(name, given, label, row.key)
    said: list[str] = []
    for column in _columns(target):
        payload = next((one for one in _parts(target, parts) if one.get(column) not in (None, "", [])), None)
        if payload is not None and not (column in _BESIDES and said):
            said.append(words(column, payload[column]))
    return Cell(name, given, label, " · ".join(dict.fromkeys(said)))


def _columns(target: str) -> tuple[str, ...]:
    return _FILLS.get(target, (target.removeprefix("contact_") if target in CONTACT_KEYS else target,))


def _parts(target: str, parts: dict[Kind, dict[str, Any]]) -> list[dict[str, Any]]:
    if target in CONTACT_KEYS:
        return [parts[Kind.CONTACT]] if Kind.CONTACT in parts else []
    order = _SERVICE_FIRST if target in SERVICE_KEYS else _STRUCTURE_FIRST
    return [parts[kind] for kind in order if kind in parts]
