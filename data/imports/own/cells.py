# SPDX-License-Identifier: AGPL-3.0-or-later
"""A cell of our own files: whether it was touched, and what it says as a field of the directory."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

from data.exports.columns import VERIFIED
from data.imports import vocabularies
from data.imports.own.same import as_written, untouched
from data.imports.values import Reading, contacts, hours, identifiers, simple
from data.imports.values.lists import Vocabulary
from search import registry
from search.criterion import Switch, Table

Reader = Callable[[Any], Reading]
# Where a record is: read together.
PLACE = frozenset(
    {"adresse", "complement_adresse", "code_postal", "commune", "code_insee", "latitude", "longitude"}
)
# What an export says for who reads it, and an import takes from nowhere.
ONLY_TOLD = frozenset(
    {
        "numero", "structure_numero", "service_numero", "source", "id", "structure_id", "precision_position",
        "position_precision", "exemple", "besoins", "themes", "correspond_a_la_recherche", "diffusion",
        "autres_services", "champs",
        *(name for name, _read in VERIFIED),
    }
)  # fmt: skip
_URLS = ("site_web", "accessibilite_lieu", "lien_source", "lien_mobilisation")
_WORDS = (
    "frais_precisions",
    "publics_precisions",
    "conditions_acces",
    "a_apporter",
    "mobilisation_precisions",
)


def touched(
    given: Mapping[str, Any], exported: list[Mapping[str, Any]], names: Collection[str] = ()
) -> set[str]:
    """The columns of a row whose cell is what none of the files that were ever made would hold.

    `names` are the columns of an export that leaves out what is empty; else those that it has.
    """
    return {
        name
        for name, cell in given.items()
        if name not in ONLY_TOLD
        and (name in names if names else any(name in row for row in exported))
        and not any(untouched(cell, row.get(name)) for row in exported)
    }


@cache
def readers(table: Table) -> Mapping[str, Reader]:
    """How each column of a kind of record is read, by column; the field has the column's name."""
    found: dict[str, Reader] = {
        "nom": lambda cell: simple.text(as_written(cell), 255),
        "description": lambda cell: simple.text(as_written(cell), 10_000),
        "telephone": contacts.telephone,
        "courriel": contacts.courriel,
        "horaires_accueil": lambda cell: hours.read(cell, standard=True),
        "date_maj": simple.iso_day,
        **dict.fromkeys(_URLS, contacts.url),
    }
    for name, vocabulary in vocabularies.of_criteria(table, arrays=True).items():
        found[name] = vocabulary.read
    for name, vocabulary in vocabularies.of_criteria(table, arrays=False).items():
        found[name] = _one(vocabulary)
    for one, column, _file in registry.given_by_files(table):
        if isinstance(one, Switch) and not one.codes and not column.condition:
            found[column.name] = simple.answer
    if table is Table.STRUCTURE:
        return found | {"siret": identifiers.siret}
    found |= {
        "type": _one(vocabularies.TYPES),
        "frais": _one(vocabularies.FRAIS),
        "modes_mobilisation": vocabularies.MODES_MOBILISATION.read,
        "mobilisable_par": vocabularies.PERSONNES.read,
        "zone_eligibilite": identifiers.zone,
        "capacite": lambda cell: simple.number(cell, 0, 100_000),
        "places_restantes": simple.places_left,
        "places_restantes_le": simple.iso_day,
        "volume_horaire_hebdomadaire": lambda cell: simple.number(cell, 0, 168),
        "nombre_semaines": lambda cell: simple.number(cell, 0, 1000),
        "garde_enfants_precisions": lambda cell: simple.text(as_written(cell), 255),
        **{name: lambda cell: simple.text(as_written(cell), 5000) for name in _WORDS},
    }
    return found


def _one(vocabulary: Vocabulary) -> Reader:
    return lambda cell: vocabulary.one(cell)
