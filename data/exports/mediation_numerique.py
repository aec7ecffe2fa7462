# SPDX-License-Identifier: AGPL-3.0-or-later
"""The national schema of digital mediation (LaMednum), version 1: 32 columns, lists joined by « | ».

It tells of places of digital mediation and of no other: a structure goes out where a service that the search
found has a digital theme. The schema requires an address and a date of update; who has none stays out.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from data.exports.columns import safe
from data.exports.csv_file import Echo
from data.exports.data_inclusion import identifier
from data.exports.offered import Format
from data.exports.reading import Entry, entries
from data.exports.selection import Selection
from data.numbering import international
from mapping import finer
from mapping.models import VisibleService
from mapping.opening.osm import is_osm

COLUMNS = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude",
    "longitude", "typologie", "telephone", "courriels", "site_web", "horaires", "presentation_resume",
    "presentation_detail", "source", "itinerance", "structure_parente", "date_maj", "services",
    "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
    "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels", "modalites_acces",
    "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
)  # fmt: skip
# What data·inclusion's digital themes begin with.
DIGITAL = "numerique--"
# What the schema requires and a structure may lack.
_REQUIRED = ("nom", "commune", "code_postal", "adresse", "date_maj", "services")
# The schema says these to be so long.
_RESUME = 280
_OF_FRANCE = re.compile(r"\+(?:33|590|594|262|596|269|687|689|508|681)[0-9]{6,9}")
_SERVICES = {
    "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives": (
        "Aide aux démarches administratives"
    ),
    "numerique--acceder-a-des-services-en-ligne": "Aide aux démarches administratives",
    "numerique--maitriser-les-fondamentaux-du-numerique": "Maîtrise des outils numériques du quotidien",
    "numerique--acceder-a-une-connexion-internet": "Accès internet et matériel informatique",
    "numerique--acquerir-un-equipement": "Acquisition de matériel informatique à prix solidaire",
}
_PUBLICS = {
    "jeunes": "Jeunes",
    "etudiants": "Étudiants",
    "familles": "Familles et/ou enfants",
    "seniors": "Seniors",
    "femmes": "Femmes",
}
_FRAIS = {"gratuit": "Gratuit", "payant": "Payant"}
_ACCES = {
    "se-presenter": "Se présenter",
    "telephoner": "Téléphoner",
    "envoyer-un-courriel": "Contacter par mail",
    "utiliser-lien-mobilisation": "Prendre un RDV en ligne",
}
_DISPOSITIFS = {
    "france-service": "France Services",
    "aidants-connect": "Aidants Connect",
    "conseillers-numeriques": "Conseillers numériques",
}


def lines(selection: Selection) -> Iterator[str]:
    """The places of digital mediation of a selection that have what the schema requires."""
    writer = csv.writer(Echo())
    yield writer.writerow(COLUMNS)
    for entry in entries(selection):
        cells = row(entry)
        if is_place(entry.services) and all(cells[name] for name in _REQUIRED):
            yield writer.writerow([safe(cells[name]) for name in COLUMNS])
        else:
            selection.left_out.add(entry.structure.id)


def is_place(services: Iterable[VisibleService]) -> bool:
    """Whether who does these services is a place of digital mediation: a town hall that helps with papers is
    none."""
    return any(code.startswith(DIGITAL) for service in services for code in service.thematiques)


def row(entry: Entry) -> dict[str, Any]:
    """A structure as a line of the schema, by column."""
    structure, services, dated = entry.structure, entry.services, entry.dated()
    exact = structure.position if structure.position_precision != "commune" else None
    resume, _cut, _rest = structure.description.partition("\n")
    said = {
        "id": identifier(structure),
        "pivot": structure.siret or "00000000000000",
        "nom": structure.nom,
        "commune": structure.commune_nom,
        "code_postal": structure.code_postal,
        "code_insee": structure.commune_id or "",
        "adresse": structure.adresse,
        "complement_adresse": structure.complement_adresse,
        "latitude": exact.y if exact else "",
        "longitude": exact.x if exact else "",
        "telephone": _telephone(structure.telephone),
        "courriels": structure.courriel,
        "site_web": structure.site_web,
        "horaires": structure.horaires_accueil if is_osm(structure.horaires_accueil) else "",
        "presentation_resume": resume[:_RESUME],
        "presentation_detail": structure.description,
        "source": structure.source,
        "date_maj": dated.isoformat() if dated else "",
        "services": _joined(_SERVICES, (code for service in services for code in service.thematiques)),
        "publics_specifiquement_adresses": _joined(
            _PUBLICS, (c for s in services for c in finer.in_the_standard("publics", s.publics))
        ),
        "frais_a_charge": _joined(
            _FRAIS, (c for s in services for c in finer.in_the_standard("frais", [s.frais]))
        ),
        "dispositif_programmes_nationaux": _joined(_DISPOSITIFS, structure.reseaux_porteurs),
        "modalites_acces": _joined(_ACCES, (c for s in services for c in s.modes_mobilisation)),
        "fiche_acces_libre": structure.accessibilite_lieu,
        "prise_rdv": next(
            (service.lien_mobilisation for service in services if service.lien_mobilisation), ""
        ),
    }
    return dict.fromkeys(COLUMNS, "") | said


def _telephone(phone: str) -> str:
    """A number of France, overseas included: the schema has no room for a short one, nor for others'."""
    found = international(phone)
    return found if _OF_FRANCE.fullmatch(found) else ""


def _joined(words: dict[str, str], codes: Any) -> str:
    return "|".join(dict.fromkeys(words[code] for code in codes if code in words))


FORMAT = Format(
    "mediation-numerique",
    _("Médiation numérique"),
    5,
    "csv",
    "text/csv; charset=utf-8",
    lines,
    "mediation-numerique",
    _("Le format national des lieux de médiation numérique, et d’eux seuls."),
)
