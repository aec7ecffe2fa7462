# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns of a table of structures, services or contacts, and how a cell is made safe.

Excel and its kin take a text that begins with = + - @ | (wide ones too) for a formula; such texts are told to
be texts by an apostrophe, as OWASP advises (CSV Injection). Telephone numbers with a + are no formula.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from data.exports.reading import Entry
from mapping.group_fields.reading import in_file
from mapping.models import Block, GroupField, SeenContact, VisibleService, VisibleStructure
from mapping.taxonomies.shown import fields_of, shown
from search import registry
from search.criterion import Choices, Switch, Table

Column = tuple[str, Callable[[Any], Any]]
# The themes that a structure or a service was found for, where several are asked for.
NEEDS = "besoins"
# The region's own fields, where a list of them is shown: by their names, for they are nobody else's codes.
FIELDS = "champs"

_FORMULA = re.compile(r"^[\s\x00-\x1f]*[=+\-@|＝＋－＠\t\r]")
_HARMLESS = re.compile(r"^\s*[+-]?[\d\s.,()]+$")


def safe(value: Any) -> Any:
    """A cell that no spreadsheet works out; numbers and dates are as they are."""
    if isinstance(value, str) and _FORMULA.match(value) and not _HARMLESS.match(value):
        return f"'{value}"
    return value


def plain(value: Any) -> Any:
    """A cell for a text table: lists joined, yes and no in French, dates in ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list | tuple):
        return "|".join(map(str, value))
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def _of(name: str) -> Callable[[Any], Any]:
    return lambda record: getattr(record, name)


_PLACE: list[Column] = [
    ("adresse", _of("adresse")),
    ("complement_adresse", _of("complement_adresse")),
    ("code_postal", _of("code_postal")),
    ("commune", _of("commune_nom")),
    ("code_insee", lambda record: record.commune_id or ""),
    ("latitude", lambda record: record.position.y if record.position else None),
    ("longitude", lambda record: record.position.x if record.position else None),
    ("precision_position", _of("position_precision")),
    ("adresse_confidentielle", _of("address_is_confidential")),
]


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def _verified(block: Block) -> Callable[[Any], Any]:
    return lambda structure: _day(structure.verified_blocks[block.value])


# When a person saw to a structure here, and to which part of it.
VERIFIED: list[Column] = [
    ("verifiee_le", lambda structure: _day(structure.verified_at)),
    ("presentation_verifiee_le", _verified(Block.PRESENCE)),
    ("contact_verifie_le", _verified(Block.CONTACT)),
    ("horaires_verifies_le", _verified(Block.HOURS)),
    ("lieu_verifie_le", _verified(Block.PLACE)),
    ("services_verifies_le", _verified(Block.SERVICES)),
]


def _with_criteria(columns: list[Column], record: Table) -> list[Column]:
    """The same columns, and after them those of the criteria that are not among them."""
    known = {name for name, _read in columns}
    return columns + [(name, _of(name)) for name in registry.read_from(record) if name not in known]


_STRUCTURE: list[Column] = [
    ("numero", _of("id")),
    ("source", _of("source")),
    ("id", _of("source_id")),
    ("nom", _of("nom")),
    ("description", _of("description")),
    ("siret", _of("siret")),
    *_PLACE,
    ("telephone", _of("telephone")),
    ("courriel", _of("courriel")),
    ("site_web", _of("site_web")),
    ("horaires_accueil", _of("horaires_accueil")),
    ("accessibilite_lieu", _of("accessibilite_lieu")),
    ("accessible", _of("accessible")),
    ("reseaux_porteurs", _of("reseaux_porteurs")),
    ("lien_source", _of("lien_source")),
    ("date_maj", _of("date_maj")),
    *VERIFIED,
    ("exemple", _of("is_example")),
]
STRUCTURE = _with_criteria(_STRUCTURE, Table.STRUCTURE)
_SERVICE_FIELDS = (
    "type", "thematiques", "frais", "frais_precisions", "publics", "publics_precisions", "conditions_acces",
    "modes_accueil", "zone_eligibilite", "telephone", "courriel", "lien_mobilisation", "modes_mobilisation",
    "mobilisable_par", "mobilisation_precisions", "volume_horaire_hebdomadaire", "nombre_semaines",
    "horaires_accueil", "langues", "niveaux", "capacite", "places_restantes", "places_restantes_le",
    "liste_attente", "garde_enfants", "garde_enfants_precisions", "a_apporter",
    "lien_source", "date_maj",
)  # fmt: skip
_SERVICE: list[Column] = [
    ("numero", _of("id")),
    ("structure_numero", _of("structure_id")),
    ("source", _of("source")),
    ("id", _of("source_id")),
    ("nom", _of("nom")),
    ("description", _of("description")),
    *((name, _of(name)) for name in _SERVICE_FIELDS),
    *_PLACE,
]
# Whatever can be asked for is told.
SERVICE = _with_criteria(_SERVICE, Table.SERVICE)
# What several services say in one cell, as filters ask for it.
_OF_SERVICES = registry.read_from(Table.SERVICE)


def of_services(services: list[VisibleService]) -> dict[str, Any]:
    """What services say together of all that filters ask for, by column: every code that one of them says;
    yes where one says yes, no where one says no and none yes, None where nobody knows."""
    told: dict[str, Any] = {}
    for column, one in _OF_SERVICES.items():
        said = [getattr(service, column) for service in services]
        if isinstance(one, Choices) and one.is_array:
            told[column] = sorted({code for codes in said for code in codes})
        elif isinstance(one, Switch) and not one.codes and one.column and not one.column.condition:
            told[column] = True if True in said else False if False in said else None
        elif not (one.column and one.column.condition):
            told[column] = sorted({code for code in said if code})
    return told


def names_of_fields() -> list[str]:
    """The name of the column of the region's fields, where a list of them is shown."""
    return [FIELDS] if shown().fields else []


def fields_told(services: Iterable[VisibleService]) -> list[list[str]]:
    """The cell of that column: what the fields of services are called, in the region's order; no cell where
    no list is shown."""
    if not shown().fields:
        return []
    return [[one.written for one in fields_of(code for service in services for code in service.thematiques)]]


def told_in(fields: Mapping[str, GroupField], entry: Entry) -> list[Any]:
    """What a structure says in fields of groups, a cell each; nothing in one that it does not fill in."""
    return [in_file(one.kind, entry.group_values.get(one.pk, "")) for one in fields.values()]


CONTACT: list[Column] = [
    ("numero", _of("id")),
    ("structure_numero", _of("structure_id")),
    ("service_numero", lambda contact: contact.service_id),
    ("nom", _of("nom")),
    ("fonction", _of("fonction")),
    ("telephone", _of("telephone")),
    ("courriel", _of("courriel")),
]


def cells(columns: list[Column], record: VisibleStructure | VisibleService | SeenContact) -> list[Any]:
    """What a record says in each column, in their order."""
    return [read(record) for _name, read in columns]


def people(entry: Entry) -> str:
    """The contacts of a structure in one cell."""
    contacts = [*entry.contacts, *(contact for group in entry.contacts_of.values() for contact in group)]
    return " | ".join(
        ", ".join(filter(None, (contact.nom, contact.fonction, contact.telephone, contact.courriel)))
        for contact in contacts
    )
