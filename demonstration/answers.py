# SPDX-License-Identifier: AGPL-3.0-or-later
"""Examples that answer, around the largest towns, what is asked at a counter.

« She speaks Arabic, begins in French, asks for asylum and is free on Thursday evening: a lesson where the
children are looked after, and somewhere to live. » Whatever is drawn, each of these towns has services for
it: with places left, without, and where nobody knows; some hold of everything, some must be asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from demonstration import invented
from demonstration.catalogue import KINDS
from demonstration.scope import Scope
from demonstration.sites import Site, largest_sites
from mapping.models import Service, Structure

# As many towns, and as many communes of each one's EPCI, itself the first.
TOWNS, SPOTS = 3, 4


@dataclass(frozen=True, slots=True)
class Answer:
    """The service of an offer of a kind of structure, at the `spot`-th commune of a town's EPCI; `told_days`
    ago, where its places were counted."""

    kind: str
    offer: str
    spot: int
    service: Mapping[str, Any] = field(default_factory=dict)
    told_days: int | None = None


ANSWERS = (
    Answer(
        "asl",
        "Français du soir",
        0,
        {
            "horaires_accueil": "Tu,Th 19:00-21:00; PH off",
            "niveaux": ["alpha", "A1"],
            "langues": ["fr", "ar", "ta"],
            "garde_enfants": True,
            "garde_enfants_precisions": "dès 3 mois, pendant le cours",
            "frais": "payant",
            "frais_precisions": "10 € par an",
            "capacite": 12,
            "places_restantes": 3,
            "liste_attente": False,
        },
        told_days=3,
    ),
    Answer(
        "association-de-quartier",
        "Atelier de conversation en français",
        1,
        {
            "horaires_accueil": "Th 18:30-20:30; PH off",
            "niveaux": ["A1", "A2"],
            "langues": ["fr", "ar", "en"],
            "garde_enfants": True,
            "garde_enfants_precisions": "",
            "places_restantes": None,
        },
    ),
    Answer(
        "centre-social",
        "Atelier de français pour les parents d'élèves",
        2,
        {
            "horaires_accueil": "Th 18:00-20:00; PH off",
            "niveaux": ["A1"],
            "langues": ["fr", "ar", "ur"],
            "garde_enfants": True,
            "garde_enfants_precisions": "de 3 à 6 ans",
            "capacite": 10,
            "places_restantes": 0,
            "liste_attente": True,
        },
        told_days=10,
    ),
    Answer(
        "asl",
        "Cours de français pour adultes",
        3,
        {
            "horaires_accueil": "Th[1,3] 18:00-20:00; PH off; SH off",
            "niveaux": ["alpha", "A1"],
            "langues": ["fr", "ar", "ti"],
            "garde_enfants": None,
            "garde_enfants_precisions": "",
            "capacite": 15,
            "places_restantes": 6,
        },
        told_days=50,
    ),
    Answer(
        "information-logement",
        "Demande de logement social",
        0,
        {"langues": ["fr", "ar", "en"], "rendez_vous": ["sans-rendez-vous"], "interprete": True},
    ),
    Answer(
        "cada",
        "Hébergement pendant la demande d'asile",
        1,
        {
            "langues": ["fr", "ar", "fa"],
            "interprete": True,
            "capacite": 60,
            "places_restantes": 2,
            "liste_attente": True,
        },
        told_days=2,
    ),
    Answer(
        "information-logement",
        "Chercher et louer un logement",
        2,
        {
            "publics": ["personnes-exilees"],
            "langues": ["fr", "ar", "ps"],
            "rendez_vous": ["sur-rendez-vous"],
            "places_restantes": None,
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands."""

    answer: Answer
    site: Site


def placed(scope: Scope) -> dict[tuple[str, int], Place]:
    """The examples that are answers, by kind of structure and turn of that kind."""
    kinds = {kind.code: kind for kind in KINDS}
    random = Random(f"answers/{scope.code}")
    counts: dict[tuple[str, str], int] = {}
    found = {}
    for sites in largest_sites(scope, TOWNS, SPOTS, random):
        for answer in ANSWERS:
            offers = [offer.nom for offer in kinds[answer.kind].offers]
            number = counts.get((answer.kind, answer.offer), 0)
            counts[answer.kind, answer.offer] = number + 1
            turn = offers.index(answer.offer) + number * len(offers)
            found[answer.kind, turn] = Place(answer, sites[answer.spot % len(sites)])
    return found


def settle(structure: Structure, service: Service, place: Place, today: date) -> None:
    """Move a structure to where an answer stands, and have its first service say what is asked of it."""
    commune = place.site.commune
    structure.commune, structure.commune_nom = commune, commune.nom[:100]
    structure.position = place.site.point
    structure.code_postal = commune.postcodes[0] if commune.postcodes else ""
    if not structure.telephone:
        structure.telephone = invented.telephone(Random(structure.source_id))
    service.zone_eligibilite = [commune.departement_code]
    service.modes_accueil = ["en-presentiel"]
    for name, value in place.answer.service.items():
        setattr(service, name, list(value) if isinstance(value, list) else value)
    days = place.answer.told_days
    service.places_restantes_le = None if days is None else today - timedelta(days=days)
