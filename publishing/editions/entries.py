# SPDX-License-Identifier: AGPL-3.0-or-later
"""A structure as a printed book tells of it: what a visitor may see, in French, in words that stay true until
the next edition. What changes by the hour (open now, places left) is not printed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from data.exports.reading import Entry as Read
from mapping import usual_hours, vocabulary
from mapping.hours import on_appointment
from mapping.models import VisibleService, VisibleStructure
from mapping.presentation import address_line, is_located, listed, phone_of
from places.folding import fold
from publishing.book.content import Entry, Offer
from search import registry
from search.question import Criteria
from search.told import tell
from search.told_terms import lowered

CONFIDENTIAL = "Adresse confidentielle"
_DOUBT = re.compile(r"[?¿�]+")
# Facts of a card that are true of today only.
_OF_TODAY = frozenset({registry.LISTE_ATTENTE.parameter})
_NETWORKS = dict(vocabulary.RESEAUX_PORTEURS)
_KINDS = dict(vocabulary.PORTEURS)
# A condition longer than this is a text to read elsewhere: its first words are printed.
_LONGEST = 160
_OF_AN_ADDRESS = ("adresse", "complement_adresse", "code_postal")
# What the facts of a service are made of.
_OF_A_SERVICE = (
    *("horaires_accueil", "rendez_vous", "modes_accueil", "niveaux", "garde_enfants", "mobilisable_par"),
    *("frais", "frais_precisions", "langues", "publics", "capacite", "conditions_acces", "telephone"),
    *("has_own_place", "position_masked", "commune_id", *_OF_AN_ADDRESS),
)


@dataclass(frozen=True, slots=True)
class Sourced:
    """An entry, and the values that its words were made of, by field of the entry; « offers » has those of
    each service by its name. Words that are put otherwise another year, of the same values, are no change."""

    entry: Entry
    sources: Mapping[str, Any]


def sourced(read: Read) -> Sourced:
    """What is printed of a structure (`entry_of`), and of what values."""
    seen = read.structure
    offers: dict[str, list[Any]] = {}
    for service in sorted(read.services, key=_order):
        values = [getattr(service, name) for name in _OF_A_SERVICE]
        offers.setdefault(_line(service.nom), []).append(values)
    sources = {
        "name": seen.nom,
        "commune": [seen.commune_id, seen.commune_nom],
        "address": [seen.position_masked, *(getattr(seen, name) for name in _OF_AN_ADDRESS)],
        "phone": seen.telephone,
        "email": seen.courriel,
        "website": seen.site_web,
        "hours": seen.horaires_accueil,
        "access": seen.accessible,
        "offers": offers,
    }
    return Sourced(entry_of(read), sources)


def entry_of(read: Read) -> Entry:
    """What is printed of a structure that was read as a visitor may see it, in French whoever asks (inside
    `override("fr")`)."""
    seen = read.structure
    phone = phone_of(seen.telephone)
    lon, lat = _point(seen)
    return Entry(
        key=seen.id,
        name=_line(seen.nom),
        kind=_capital(_KINDS.get(seen.porteur, "")),
        commune=commune_of(seen),
        commune_code=seen.commune_id or "",
        address=_street(seen),
        phone=phone.text if phone else "",
        email=seen.courriel,
        website=seen.site_web,
        hours=_hours(seen.horaires_accueil),
        access=_access(seen),
        networks=tuple(str(_NETWORKS.get(code, code)) for code in seen.reseaux_porteurs),
        offers=tuple(_offer(service, seen) for service in sorted(read.services, key=_order)),
        lon=lon,
        lat=lat,
    )


def commune_of(seen: VisibleStructure) -> str:
    """The name of its commune, as its address has it."""
    return _line(seen.commune_nom)


def _order(service: VisibleService) -> tuple[str, int]:
    return fold(service.nom), service.id


def _point(seen: VisibleStructure) -> tuple[float | None, float | None]:
    """Where it is drawn, in degrees; nowhere for a place that some may not see, or that is not known."""
    hidden = seen.position_masked or seen.address_is_confidential
    if hidden or seen.position is None or not is_located(seen.position_masked, seen.position_precision):
        return None, None
    return round(seen.position.x, 5), round(seen.position.y, 5)


def _address(at: VisibleService) -> str:
    if at.position_masked or at.address_is_confidential:
        return CONFIDENTIAL
    return sure(address_line(at.adresse, at.complement_adresse, at.code_postal, at.commune_nom))


def _street(seen: VisibleStructure) -> str:
    """Its address without its commune, which an entry names already."""
    if seen.position_masked or seen.address_is_confidential:
        return CONFIDENTIAL
    return sure(address_line(seen.adresse, seen.complement_adresse, seen.code_postal, ""))


def sure(address: str) -> str:
    """An address on one line without the marks of who was not sure of it: « 12 ? rue du Pont »."""
    told = _line(_DOUBT.sub(" ", address))
    return re.sub(r" ,|,(?= ?,)", ",", told).strip(" ,")


def is_unsure(address: str) -> bool:
    """Whether whoever wrote an address was not sure of it."""
    return bool(_DOUBT.search(address))


def _access(seen: VisibleStructure) -> str:
    if seen.accessible is None:
        return ""
    return "Accessible en fauteuil roulant" if seen.accessible else "Non accessible en fauteuil roulant"


def _hours(text: str) -> str:
    """The usual week in words, without the dates to come; as it is written where no words say it."""
    return _line((usual_hours.usual_week(text, short=True) or text) if text else "")


def _offer(service: VisibleService, of: VisibleStructure) -> Offer:
    themes = tuple(vocabulary.THEME_BY_ID[one].code for one in service.themes)
    facts = (_capital(_line(fact)) for fact in _facts(service, of))
    return Offer(_line(service.nom), themes, tuple(dict.fromkeys(fact for fact in facts if fact)))


def _facts(service: VisibleService, of: VisibleStructure) -> Iterator[Any]:
    """When and how one comes, then what decides on a card, for whom, where else, by what number."""
    yield from _coming(service)
    for fact in tell(service, Criteria()).facts:
        if fact.key not in _OF_TODAY:
            yield fact.text
    if service.publics and service.publics != [registry.PUBLIC.everyone]:
        publics = [lowered(label) for code, label in vocabulary.PUBLICS if code in service.publics]
        yield f"pour : {listed(publics)}"
    if service.capacite:
        yield f"{service.capacite} places"
    if service.conditions_acces:
        yield _shortened(_line(service.conditions_acces))
    if service.has_own_place:
        yield f"lieu : {_address(service)}"
    number = phone_of(service.telephone)
    if number and service.telephone != of.telephone:
        yield f"tél. {number.text}"


def _coming(service: VisibleService) -> Iterator[Any]:
    """Its own hours, whether an appointment is needed, whether it is from afar alone."""
    hours = _hours(service.horaires_accueil)
    yield hours
    if len(service.rendez_vous) > 1:
        yield "avec ou sans rendez-vous"
    elif service.rendez_vous and hours != on_appointment():
        yield registry.RENDEZ_VOUS.labels[service.rendez_vous[0]]
    if service.modes_accueil == ["a-distance"]:
        yield "à distance"


def _line(text: str) -> str:
    """A text on one line, its spaces single."""
    return " ".join(str(text).split())


def _capital(text: object) -> str:
    words = str(text)
    return words[:1].upper() + words[1:]


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
