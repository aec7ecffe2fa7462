# SPDX-License-Identifier: AGPL-3.0-or-later
"""data·inclusion v1, valid by its own package: what it would refuse is left out, and counted.

Field names are the directory's own; what it says more finely is said as the schema has it (`mapping.finer`).
The date that the schema requires is never made up (`Entry.dated`): what has none stays out. A service without
a description says its name.
"""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data_inclusion.schema import v1
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from data.exports.notice import notice
from data.exports.offered import Format
from data.exports.reading import Entry, entries
from data.exports.selection import Selection
from mapping import finer, presentation
from mapping.models import VisibleService, VisibleStructure
from mapping.opening.osm import is_osm

_STRUCTURE = (
    "description",
    "lien_source",
    "siret",
    "telephone",
    "courriel",
    "site_web",
    "accessibilite_lieu",
)
_SERVICE = (
    "lien_source", "type", "frais_precisions", "conditions_acces", "telephone",
    "courriel", "lien_mobilisation", "mobilisation_precisions", "volume_horaire_hebdomadaire",
    "nombre_semaines",
)  # fmt: skip
_SETS = (
    "thematiques",
    "zone_eligibilite",
    "modes_mobilisation",
    "mobilisable_par",
)
_PIECE = 64 * 1024


@dataclass
class Left:
    """How many records are not in the file: the package would refuse them, or they have no date."""

    structures: int = 0
    services: int = 0
    undated: int = 0


def lines(selection: Selection) -> Iterator[str]:
    """One document with the members `structures` and `services`, a record a line."""
    left = Left()
    head = {"avertissement": said} if (said := notice(selection.role)) else {}
    yield (
        json.dumps(head, ensure_ascii=False).removesuffix("}") + (", " if head else "") + '"structures": [\n'
    )
    # Structures come first in the document and services after: these wait on disk meanwhile.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
        first = first_service = True
        for entry in entries(selection):
            record = structure_record(entry)
            if record is None:
                selection.left_out.add(entry.structure.id)
                if entry.dated():
                    left.structures += 1
                else:
                    left.undated += 1
                left.services += len(entry.services)
                continue
            yield ("" if first else ",\n") + json.dumps(record, ensure_ascii=False)
            first = False
            for service in entry.services:
                if told := service_record(service, entry):
                    waiting.write(("" if first_service else ",\n") + json.dumps(told, ensure_ascii=False))
                    first_service = False
                else:
                    left.services += 1
        yield '\n], "services": [\n'
        waiting.seek(0)
        while piece := waiting.read(_PIECE):
            yield piece
    counted = {"structures": left.structures, "services": left.services, "sans_date": left.undated}
    yield f'\n], "non_conformes": {json.dumps(counted)}}}\n'


def structure_record(entry: Entry) -> dict[str, Any] | None:
    """A structure in the schema's words; None when the package refuses it, or nobody knows of a date."""
    structure, dated = entry.structure, entry.dated()
    if dated is None:
        return None
    record: dict[str, Any] = {
        "source": structure.source,
        "id": identifier(structure),
        "nom": structure.nom[:150],
        "date_maj": dated.isoformat(),
        **{name: getattr(structure, name) for name in _STRUCTURE},
        **_place(structure),
        "horaires_accueil": _hours(structure.horaires_accueil),
        "reseaux_porteurs": list(structure.reseaux_porteurs),
    }
    return _valid(v1.Structure, record)


def service_record(service: VisibleService, entry: Entry) -> dict[str, Any] | None:
    """A service in the schema's words; None when the package refuses it, or nobody knows of a date."""
    dated = entry.dated(service)
    if dated is None:
        return None
    contact = next((one.nom for one in entry.contacts_of.get(service.id, []) if one.nom), "")
    record: dict[str, Any] = {
        "source": service.source,
        "structure_id": identifier(entry.structure),
        "id": identifier(service),
        "nom": service.nom[:150],
        "description": service.description if len(service.description) >= 5 else f"{service.nom}.....",
        "date_maj": dated.isoformat(),
        **{name: getattr(service, name) for name in _SERVICE},
        **{name: list(getattr(service, name)) for name in _SETS},
        "publics": finer.in_the_standard("publics", service.publics),
        "publics_precisions": _publics_precisions(service),
        "modes_accueil": finer.in_the_standard("modes_accueil", service.modes_accueil),
        "frais": next(iter(finer.in_the_standard("frais", [service.frais])), ""),
        "contact_nom_prenom": contact,
        "horaires_accueil": _hours(service.horaires_accueil),
        # A service at its structure's says no place of its own.
        **(_place(service) if service.has_own_place else {}),
    }
    return _valid(v1.Service, record)


def _publics_precisions(service: VisibleService) -> str:
    """What is said of the publics; where nothing is, those that the schema has no value for, in words."""
    ours = {one.code: one.label for one in finer.PUBLICS}
    told = presentation.listed(ours[code] for code in service.publics if code in ours)
    return service.publics_precisions or told


def identifier(record: VisibleStructure | VisibleService) -> str:
    """« source--identifier »; a number of ours stands for an identifier that would tell an address."""
    return f"{record.source}--{record.source_id or f'n{record.id}'}"


def _place(record: VisibleStructure | VisibleService) -> dict[str, Any]:
    exact = record.position if record.position_precision != "commune" else None
    return {
        "commune": record.commune_nom,
        "code_postal": record.code_postal,
        "code_insee": record.commune_id or "",
        "adresse": record.adresse,
        "complement_adresse": record.complement_adresse,
        # The commune's point is no position of the structure.
        "longitude": exact.x if exact else None,
        "latitude": exact.y if exact else None,
    }


def _hours(text: str) -> str:
    return text if is_osm(text) else ""


def _valid(model: Any, record: dict[str, Any]) -> dict[str, Any] | None:
    """The record without what is empty; optional fields that the package refuses are left out."""
    record = {name: value for name, value in record.items() if value not in (None, "", [])}
    required = {name for name, spec in model.model_fields.items() if spec.is_required()}
    for _turn in range(2):
        try:
            model.model_validate(record)
        except ValidationError as error:
            wrong = {str(fault["loc"][0]) for fault in error.errors(include_url=False) if fault["loc"]}
            if not wrong or wrong & required:
                return None
            record = {name: value for name, value in record.items() if name not in wrong}
        else:
            return record
    return None


FORMAT = Format(
    "data-inclusion",
    "data·inclusion",
    4,
    "json",
    "application/json",
    lines,
    "data-inclusion",
    _("Le format national de l’offre d’insertion : structures et services."),
)
