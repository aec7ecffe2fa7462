# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an example says further: who answers for it and with which equipment, childcare, appointments, hours.

Drawn apart for each record, from its identifier: what is added here changes nothing else of the examples.
"""

from random import Random

from demonstration.catalogue import Kind, Offer, Rhythm
from demonstration.timetables import LESSONS, OCCASIONAL
from mapping.models import Service, Structure

_IN_GROUPS = ("atelier", "formation")
_CHILDCARE = ("dès 3 mois, pendant le cours", "de 18 mois à 6 ans", "de 3 à 6 ans, le mercredi", "")
_WITHOUT, _WITH = ["sans-rendez-vous"], ["sur-rendez-vous"]


def of_structure(structure: Structure, kind: Kind, turn: int) -> None:
    """Who answers for it and what one finds there; some of it is not known."""
    random = Random(f"{structure.source_id}/details")
    structure.porteur = kind.porteurs[turn % len(kind.porteurs)]
    structure.vocation = kind.vocation if random.random() < 0.9 else ""
    structure.equipements = [code for code in kind.equipements if random.random() < 0.85]
    structure.bureau_confidentiel = (
        random.choices((True, False, None), (75, 5, 20))[0]
        if kind.bureau_confidentiel
        else random.choices((True, False, None), (5, 15, 80))[0]
    )


def of_service(service: Service, offer: Offer, kind: Kind) -> None:
    """How one comes, what is there for who comes, and hours of its own where lessons have them."""
    random = Random(f"{service.source_id}/details")
    in_groups = offer.type in _IN_GROUPS
    service.garde_enfants = random.choices((True, False, None), (30, 30, 40) if in_groups else (4, 16, 80))[0]
    if service.garde_enfants:
        service.garde_enfants_precisions = random.choice(_CHILDCARE)
    service.rendez_vous = _appointments(kind.rhythm if offer.rhythm is None else offer.rhythm, random)
    exiles = any(
        one in service.publics for one in ("personnes-exilees", "demandeurs-asile", "primo-arrivants")
    )
    service.interprete = random.choices((True, False, None), (35, 15, 50) if exiles else (8, 22, 70))[0]
    service.falc = random.choices((True, None), (12, 88))[0]
    if service.capacite is not None:
        service.liste_attente = random.choices((True, False, None), (40, 30, 30))[0]
    if "france-service" in kind.reseaux and random.random() < 0.5:
        service.modes_accueil = [*service.modes_accueil, "visio-accueil"]
    if in_groups and (offer.rhythm is None or random.random() < 0.2):
        service.horaires_accueil = random.choice(random.choice((LESSONS, LESSONS, OCCASIONAL)))


def _appointments(rhythm: Rhythm, random: Random) -> list[str]:
    if rhythm is Rhythm.APPOINTMENT:
        return list(_WITH)
    if rhythm in (Rhythm.PERMANENCE, Rhythm.SATURDAY):
        return list(random.choice((_WITHOUT, _WITHOUT, _WITHOUT + _WITH)))
    return list(random.choice((_WITHOUT, _WITH, _WITHOUT + _WITH, [])))
