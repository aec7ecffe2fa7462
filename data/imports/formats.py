# SPDX-License-Identifier: AGPL-3.0-or-later
"""Formats known without a mapping: which columns they have, and which fields these are.

A format is a mapping written in advance; only data·inclusion, whose files hold several tables and
whose fields are the directory's own, is read by a module of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from common.files import Book, Table
from data.imports.data_inclusion_v0 import is_v0
from data.imports.targets import DAYS
from places.folding import fold
from search import registry

_ADMIN = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
_RIGHTS = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"
_ONLINE = "numerique--acceder-a-des-services-en-ligne"


@dataclass(frozen=True, slots=True)
class Format:
    """A known shape of file. `required` are the columns that tell it, `columns` which field each is.

    `whole` says that a file of this format lists everything that its source has, so that what an
    edition leaves out is closed.
    """

    code: str
    name: str
    required: frozenset[str]
    columns: Mapping[str, str]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    standard_hours: bool = False
    whole: bool = False
    source: str = ""

    def mapping(self, table: Table) -> dict[str, str]:
        """The field of each column of a table that this format knows."""
        return {
            name: target for name in table.headers if (target := self.columns.get(name.strip().casefold()))
        }


_COMMON = {
    name: name
    for name in (
        "id", "nom", "siret", "adresse", "complement_adresse", "code_postal", "commune", "code_insee",
        "latitude",
        "longitude", "telephone", "courriel", "site_web", "date_maj", "description", "lien_source",
        "accessibilite_lieu", "frais_precisions", "garde_enfants_precisions", "places_restantes",
        # A map's features have a type of their own.
        *(column.name for _one, column, _file in registry.given_by_files() if column.name != "type"),
    )
}  # fmt: skip

FRANCE_SERVICES = Format(
    "france-services",
    "France services",
    frozenset({"id_fs", "lib_fs", "h_lundi"}),
    {
        "id_fs": "id",
        "lib_fs": "nom",
        "adresse": "adresse",
        "complement_adresse": "complement_adresse",
        "insee_com": "code_insee",
        "code_postal": "code_postal",
        "lib_com": "commune",
        "latitude": "latitude",
        "longitude": "longitude",
        "mail": "courriel",
        "telephone": "telephone",
        "commentaire": "description",
        **{f"h_{day}": day for day in DAYS},
    },
    # What the State's programme promises at every counter.
    {
        "nom": "France services",
        "service_nom": "Accompagnement aux démarches",
        "service_description": (
            "Accompagnement aux démarches administratives du quotidien et accès aux services publics."
        ),
        "type": "accompagnement",
        "thematiques": [_ADMIN, _RIGHTS, _ONLINE],
        "publics": ["tous-publics"],
        "frais": "gratuit",
        "modes_accueil": ["en-presentiel"],
        "reseaux_porteurs": ["france-service"],
    },
    whole=True,
    source="france-services",
)
MEDIATION_NUMERIQUE = Format(
    "mediation-numerique",
    "Médiation numérique",
    frozenset({"pivot", "nom", "commune", "services"}),
    {
        **_COMMON,
        "pivot": "siret",
        "courriels": "courriel",
        "horaires": "horaires",
        "presentation_resume": "description",
        "presentation_detail": "description",
        "services": "thematiques",
        "publics_specifiquement_adresses": "publics",
        "publics_accueillis": "publics",
        "prise_en_charge_specifique": "publics",
        "frais_a_charge": "frais",
        "conditions_acces": "frais",
        "dispositif_programmes_nationaux": "reseaux_porteurs",
        "labels_nationaux": "reseaux_porteurs",
        "modalites_acces": "modes_mobilisation",
        "modalites_accompagnement": "modes_accueil",
        "fiche_acces_libre": "accessibilite_lieu",
        "accessibilite": "accessibilite_lieu",
        "prise_rdv": "lien_mobilisation",
    },
    {"service_nom": "Médiation numérique", "type": "accompagnement"},
    standard_hours=True,
    source="mediation-numerique",
)
GEOJSON = Format(
    "geojson",
    "Carte uMap ou GeoJSON",
    frozenset({"name", "latitude", "longitude"}),
    {
        **_COMMON,
        "name": "nom",
        "phone": "telephone",
        "website": "site_web",
        "url": "site_web",
        "email": "courriel",
        "opening_hours": "horaires",
        "horaires_accueil": "horaires",
        "address": "adresse",
        "city": "commune",
        "postcode": "code_postal",
    },
    source="carte",
)
OWN_GEOJSON = Format(
    "reperes-geojson",
    "GeoJSON de Repères",
    frozenset({"nom", "position_precision", "horaires_accueil", "latitude", "longitude"}),
    {**_COMMON, "horaires_accueil": "horaires"},
    standard_hours=True,
    source="reperes",
)
# Of another directory than this one, whose own files are read by the numbers of their records (`own`).
OWN_CSV = Format(
    "reperes-csv",
    "Export d'un autre annuaire Repères",
    frozenset({"numero", "nom", "precision_position", "adresse_confidentielle", "source", "id"}),
    {
        **{name: target for name, target in _COMMON.items() if name != "id"},
        "horaires_accueil": "horaires",
        "numero": "id",
        "services": "service_nom",
        "adresse_confidentielle": "confidentiel",
    },
    standard_hours=True,
)
TABULAR = (FRANCE_SERVICES, MEDIATION_NUMERIQUE, OWN_CSV, OWN_GEOJSON, GEOJSON)

DATA_INCLUSION = "data-inclusion"
DATA_INCLUSION_NAME, DATA_INCLUSION_SOURCE = "data·inclusion v1", "data·inclusion"
_DI_STRUCTURE = frozenset({"source", "id", "nom", "date_maj", "commune", "code_insee"})
_DI_SERVICE = frozenset({"source", "structure_id", "id", "nom", "thematiques"})


def known_format(table: Table) -> Format | None:
    """The known format of a table, by its columns; None for any other."""
    names = {name.strip().casefold() for name in table.headers}
    return next((known for known in TABULAR if known.required <= names), None)


def data_inclusion_tables(book: Book) -> dict[str, Table]:
    """The tables « structures » and « services » of a data·inclusion file; empty for any other."""
    found: dict[str, Table] = {}
    for table in (one for one in book.tables if not one.parts):
        names = {fold(name).replace(" ", "_") for name in table.headers}
        if names >= {"precision_position", "adresse_confidentielle"} or "structure_numero" in names:
            continue
        if names >= _DI_SERVICE:
            found.setdefault("services", table)
        elif (
            names >= _DI_STRUCTURE and "pivot" not in names and ("thematiques" not in names or is_v0([table]))
        ):
            found.setdefault("structures", table)
    return found


def by_code(code: str) -> Format | None:
    """The known format of tables of that code; None where there is none."""
    return next((known for known in TABULAR if known.code == code), None)
