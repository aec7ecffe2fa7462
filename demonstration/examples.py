# SPDX-License-Identifier: AGPL-3.0-or-later
"""Example structures: invented, all marked as such, and the same on every load of a département."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.utils.text import slugify

from common.required import required
from demonstration import answers, details, invented
from demonstration.catalogue import KINDS, Kind, Offer, Reach, Rhythm
from demonstration.scope import Scope
from demonstration.sites import Site, draw_sites
from demonstration.timetables import TIMETABLES
from mapping.models import (
    Contact,
    PositionPrecision,
    Service,
    Session,
    Structure,
    TemporaryClosure,
    Visibility,
)

SOURCE = "exemples"
COUNT = 300
MARK = "(exemple)"
_VERIFIED_WITHIN_DAYS = 548
_LANGUAGES = (
    "en",
    "ar",
    "uk",
    "ru",
    "fa",
    "ps",
    "es",
    "pt",
    "tr",
    "ti",
    "so",
    "bn",
    "ta",
    "zh",
    "ro",
    "wo",
    "ln",
)
_CLOSURE_REASONS = ("Congés annuels", "Travaux", "Formation de l'équipe")


@dataclass
class Example:
    """A structure with all that hangs on it, unsaved and linked by reference."""

    structure: Structure
    services: list[Service] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    closures: list[TemporaryClosure] = field(default_factory=list)


def examples(scope: Scope, now: datetime, count: int = COUNT) -> list[Example]:
    """Return `count` examples for a scope; dates are set relative to `now`, nothing else changes.

    Every kind of structure comes in proportion to its weight, and its services in turn, so that at
    the default count every thématique is served at least once.
    """
    random = Random(f"{SOURCE}/{scope.code}")
    kinds = _kinds(count, random)
    sites = draw_sites(scope, count, random)
    kept = answers.placed(scope)
    seen: dict[str, int] = {}
    drawn = []
    for number, (kind, site) in enumerate(zip(kinds, sites, strict=True)):
        turn = seen.get(kind.code, 0)
        seen[kind.code] = turn + 1
        example = _example(f"{scope.code}-{number:03}", kind, turn, site, now, random)
        if place := kept.get((kind.code, turn)):
            answers.settle(example.structure, example.services[0], place, now.date())
            example.closures.clear()
        drawn.append(example)
    return drawn


def _kinds(count: int, random: Random) -> list[Kind]:
    """Kinds in proportion to their weights, by repeated rounds, then shuffled."""
    deck = [
        kind for turn in range(max(kind.weight for kind in KINDS)) for kind in KINDS if kind.weight > turn
    ]
    drawn = [deck[number % len(deck)] for number in range(count)]
    random.shuffle(drawn)
    return drawn


def _example(identifier: str, kind: Kind, turn: int, site: Site, now: datetime, random: Random) -> Example:
    name = random.choice(invented.PLACE_NAMES)
    title = kind.names[turn % len(kind.names)].format(nom=name)
    domain = f"{slugify(name)}.{random.choice(invented.DOMAINS)}"
    telephone, courriel, site_web = _reach_us(kind, domain, random)
    verified = (
        None if random.random() < 0.12 else now - timedelta(days=random.randrange(_VERIFIED_WITHIN_DAYS))
    )
    structure = Structure(
        source=SOURCE,
        source_id=identifier,
        is_example=True,
        nom=f"{title} {MARK}",
        description=random.choice(kind.descriptions),
        adresse=invented.street(random),
        complement_adresse=invented.complement(random),
        code_postal=random.choice(site.commune.postcodes) if site.commune.postcodes else "",
        commune_nom=site.commune.nom[:100],
        commune=site.commune,
        position=site.point,
        position_precision=PositionPrecision.ADDRESS,
        position_origin=SOURCE,
        telephone=telephone,
        courriel=courriel,
        site_web=site_web,
        horaires_accueil=random.choice(TIMETABLES[kind.rhythm]),
        accessible=random.choices((True, False, None), (60, 15, 25))[0],
        reseaux_porteurs=list(kind.reseaux),
        verified_at=verified,
        date_maj=verified.date() if verified else None,
        address_visibility=_address_visibility(kind, turn),
    )
    details.of_structure(structure, kind, turn)
    example = Example(structure)
    for position, offer in enumerate(_offers(kind, turn, random)):
        _add_service(example, f"{identifier}-{position}", offer, kind, site, now.date(), random)
    _add_contacts(example, kind, domain, random)
    if random.random() < 0.15:
        first = now.date() + timedelta(days=random.randint(-10, 60))
        example.closures.append(
            TemporaryClosure(
                structure=structure,
                first_day=first,
                last_day=first + timedelta(days=random.choice((0, 6, 13, 20))),
                reason=random.choice(_CLOSURE_REASONS),
            )
        )
    return example


def _reach_us(kind: Kind, domain: str, random: Random) -> tuple[str, str, str]:
    """Telephone, e-mail and web site; one in ten has no telephone, a few nothing but an e-mail."""
    telephone = invented.telephone(random)
    courriel, site_web = f"contact@{domain}", f"https://{domain}/"
    draw = random.random()
    if kind.confidential:
        return telephone, courriel, ""
    if draw < 0.06:
        return "", courriel, ""
    if draw < 0.10:
        return "", courriel, site_web
    if draw < 0.12:
        return "", "", ""
    if draw < 0.35:
        return telephone, "", ""
    return telephone, courriel, site_web if draw < 0.75 else ""


def _address_visibility(kind: Kind, turn: int) -> Visibility:
    if not kind.confidential:
        return Visibility.PUBLIC
    return Visibility.OWNERS if turn % 2 else Visibility.PROFESSIONALS


def _offers(kind: Kind, turn: int, random: Random) -> list[Offer]:
    """One to four services: each of the kind's in its turn, then others at random."""
    first = kind.offers[turn % len(kind.offers)]
    others = [offer for offer in kind.offers if offer is not first]
    return [first, *random.sample(others, random.randint(0, min(3, len(others))))]


def _add_service(
    example: Example,
    identifier: str,
    offer: Offer,
    kind: Kind,
    site: Site,
    today: date,
    random: Random,
) -> None:
    structure = example.structure
    capacity = random.randint(*offer.places) if offer.places else None
    left_known = capacity is not None and random.random() < 0.8
    told = today - timedelta(days=random.randrange(45))
    hours = random.choice(TIMETABLES[offer.rhythm]) if offer.rhythm else ""
    remote = offer.a_distance or random.random() < 0.06
    service = Service(
        structure=structure,
        source=SOURCE,
        source_id=identifier,
        nom=offer.nom,
        description=random.choice(offer.descriptions),
        type=offer.type,
        thematiques=list(offer.thematiques),
        frais=offer.frais,
        frais_precisions=offer.frais_precisions,
        publics=list(offer.publics),
        publics_precisions=offer.publics_precisions,
        conditions_acces=random.choice(offer.conditions),
        a_apporter=random.choice(offer.a_apporter),
        modes_accueil=["a-distance", "en-presentiel"] if remote else ["en-presentiel"],
        zone_eligibilite=_zone(kind.reach, site, random),
        modes_mobilisation=_how_to_ask(structure, kind, offer),
        mobilisable_par=["professionnels"] if offer.professionals_only else ["usagers", "professionnels"],
        mobilisation_precisions="Orientation par un professionnel." if offer.professionals_only else "",
        volume_horaire_hebdomadaire=offer.weekly_hours,
        nombre_semaines=offer.weeks,
        horaires_accueil=hours,
        langues=["fr", *sorted(random.sample(_LANGUAGES, random.choice((0, 0, 1, 2, 3))))],
        niveaux=list(random.choice(offer.niveaux)),
        capacite=capacity,
        places_restantes=random.choice((0, random.randint(0, required(capacity)))) if left_known else None,
        places_restantes_le=told if left_known else None,
        date_maj=structure.date_maj,
    )
    details.of_service(service, offer, kind)
    example.services.append(service)
    if offer.weeks:
        first = today + timedelta(days=random.randint(-30, 60))
        first -= timedelta(days=first.weekday())
        for part in range(random.choice((1, 1, 2))):
            begins = first + timedelta(weeks=part * (offer.weeks + 2))
            example.sessions.append(
                Session(
                    service=service,
                    first_day=begins,
                    last_day=begins + timedelta(weeks=offer.weeks) - timedelta(days=3),
                    details=random.choice(("Inscriptions ouvertes", "Inscription sur place", "")),
                )
            )


def _zone(reach: Reach, site: Site, random: Random) -> list[str]:
    """Official codes; empty, which is unknown, for about one service in seven."""
    commune = site.commune
    if random.random() < 0.15:
        return []
    if reach is Reach.DEPARTEMENT:
        return [commune.departement_code]
    if reach is Reach.EPCI and commune.epci_code:
        return [commune.epci_code]
    others = [code for code in site.same_epci if code != commune.code]
    if random.random() < 0.3:
        return sorted([commune.code, *random.sample(others, min(len(others), random.randint(2, 5)))])
    return [commune.code]


def _how_to_ask(structure: Structure, kind: Kind, offer: Offer) -> list[str]:
    ways = []
    if structure.courriel:
        ways.append("envoyer-un-courriel")
    if not kind.confidential and kind.rhythm is not Rhythm.APPOINTMENT and not offer.professionals_only:
        ways.append("se-presenter")
    if structure.telephone:
        ways.append("telephoner")
    return ways


def _add_contacts(example: Example, kind: Kind, domain: str, random: Random) -> None:
    """None to two people; what is public of each, and what is not, differs field by field."""
    for role in random.sample(kind.roles, random.randint(0, min(2, len(kind.roles)))):
        name = invented.person(random)
        levels = (
            (Visibility.OWNERS, Visibility.PROFESSIONALS)
            if kind.confidential
            else (Visibility.PUBLIC, Visibility.PROFESSIONALS, Visibility.OWNERS)
        )
        example.contacts.append(
            Contact(
                structure=example.structure,
                nom=name,
                fonction=role,
                telephone=invented.mobile(random) if random.random() < 0.7 else "",
                courriel=f"{slugify(name)}@{domain}",
                nom_visibility=random.choice(levels),
                fonction_visibility=levels[0] if not kind.confidential else Visibility.PROFESSIONALS,
                telephone_visibility=random.choice(levels[-2:]),
                courriel_visibility=random.choice(levels),
            )
        )
