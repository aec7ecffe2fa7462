# SPDX-License-Identifier: AGPL-3.0-or-later
"""A structure and its services in schema.org's words, as its page tells them to search engines.

Whoever reads the page, this is what a visitor may see: a confidential address is its commune, and has neither
street nor point. Persons to ask are left out, though visitors may read some: a page is read by who came to
it, and what search engines take is kept by others. Words are French, those of the records, whatever the
language of the page. What schema.org cannot say exactly is not said (`opening`).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import override

from accounts.roles import Role
from common.links import outgoing
from data.linked import opening
from mapping import presentation, vocabulary
from mapping.models import ShownChange, TemporaryClosure, VisibleService, VisibleStructure
from places.zone_names import zone_names

# As much of a description as says what it is about; the page has the whole of it.
_DESCRIBED = 300
# Of a degree, as the API tells positions: a tenth of a metre.
_DECIMALS = 6
_PUBLIC_BODY = "institution"
_KINDS = {_PUBLIC_BODY: "GovernmentOffice", "association": "NGO", "entreprise": "LocalBusiness"}
_FREE = "gratuit"
_AT_A_DISTANCE = ["a-distance"]
_THEMATIQUES, _PUBLICS, _NETWORKS = (
    dict(one) for one in (vocabulary.THEMATIQUES, vocabulary.PUBLICS, vocabulary.RESEAUX_PORTEURS)
)
_EVERYWHERE = "france"
_INVENTED = "Exemple : cette structure est inventée pour montrer le site."


def of_structure(structure_id: int, absolute: Callable[[str], str]) -> dict[str, Any] | None:
    """The structure and its services as a JSON-LD document; None for what visitors do not see.

    `absolute` makes an address of a path. Nodes are named by numbers, which do not change as names do. Six
    queries at most.
    """
    shown = ShownChange.objects.filter(structure=OuterRef("pk")).values("at")
    every = VisibleStructure.objects.seen_by(Role.VISITOR).annotate(changed=Subquery(shown))
    seen = every.filter(id=structure_id).first()
    if seen is None:
        return None
    services = list(VisibleService.objects.seen_by(Role.VISITOR).filter(structure_id=structure_id))
    closures = TemporaryClosure.objects.filter(structure_id=structure_id)
    names = zone_names({code for one in services for code in one.zone_eligibilite})
    with override(settings.LANGUAGE_CODE):
        number = absolute(reverse("structure-short", args=[seen.id]))
        page = absolute(presentation.structure_path(seen.id, seen.nom))
        head = {
            "@id": _name_of(number),
            "url": page,
            "mainEntityOfPage": _said(
                {
                    "@type": "WebPage",
                    "url": page,
                    "inLanguage": settings.LANGUAGE_CODE,
                    "dateModified": _modified(seen, seen.changed),
                }
            ),
        }
        closed = list(closures.values_list("first_day", "last_day"))
        return {
            "@context": "https://schema.org",
            "@graph": [
                _said(head | _structure(seen, services, closed)),
                *(_service(one, seen, number, names) for one in services),
            ],
        }


def _structure(
    seen: VisibleStructure, services: list[VisibleService], closures: list[tuple[date, date]]
) -> dict[str, Any]:
    phone = presentation.phone_of(seen.telephone)
    return {
        "@type": _kinds(seen),
        "name": seen.nom,
        "disambiguatingDescription": _INVENTED if seen.is_example else "",
        "description": _description(seen.description),
        "sameAs": list(dict.fromkeys(filter(None, map(outgoing, (seen.site_web, seen.lien_source))))),
        "identifier": {"@type": "PropertyValue", "propertyID": "SIRET", "value": seen.siret}
        if seen.siret
        else None,
        "telephone": phone.href.removeprefix("tel:") if phone else "",
        "address": _address(seen),
        "geo": _point(seen),
        "openingHoursSpecification": opening.week(seen.horaires_accueil),
        "specialOpeningHoursSpecification": opening.dates(seen.horaires_accueil, closures),
        "amenityFeature": None
        if seen.accessible is None
        else {
            "@type": "LocationFeatureSpecification",
            "name": "Accessible en fauteuil roulant",
            "value": seen.accessible,
        },
        "isAccessibleForFree": _free(services),
        "memberOf": [
            {"@type": "Organization", "name": str(_NETWORKS[code])} for code in seen.reseaux_porteurs
        ],
    }


def _service(
    one: VisibleService, structure: VisibleStructure, number: str, names: Mapping[str, str]
) -> dict[str, Any]:
    return _said(
        {
            "@id": _name_of(number, f"service-{one.id}"),
            "@type": "GovernmentService" if _holder(structure) == _PUBLIC_BODY else "Service",
            "name": one.nom,
            "description": _description(one.description),
            "serviceType": [str(_THEMATIQUES[code]) for code in one.thematiques],
            "provider": {"@id": _name_of(number)},
            "areaServed": [_area(code, names) for code in one.zone_eligibilite],
            "audience": [{"@type": "Audience", "audienceType": str(_PUBLICS[code])} for code in one.publics],
            "availableChannel": _channel(one, number),
            "hoursAvailable": opening.week(one.horaires_accueil),
            "offers": {"@type": "Offer", "price": 0, "priceCurrency": "EUR"} if one.frais == _FREE else None,
        }
    )


def _name_of(number: str, part: str = "structure") -> str:
    return f"{number}#{part}"


def _said(node: dict[str, Any]) -> dict[str, Any]:
    """A node without what is not known. False is known, and so is 0."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}


def _holder(seen: VisibleStructure) -> str:
    return seen.porteur or vocabulary.porteur_of(seen.reseaux_porteurs)


def _kinds(seen: VisibleStructure) -> str | list[str]:
    """An association, or a holder that nobody says, is no place by its kind, as a government office or a
    business is; it is said to be one too, since it has hours."""
    kind = _KINDS.get(_holder(seen), "Organization")
    return kind if kind in ("GovernmentOffice", "LocalBusiness") else [kind, "Place"]


def _description(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(_DESCRIBED)


def _address(of: VisibleStructure | VisibleService) -> dict[str, Any] | None:
    street = ", ".join(part for part in (of.adresse, of.complement_adresse) if part)
    told = _said(
        {
            "streetAddress": street,
            "postalCode": of.code_postal,
            "addressLocality": of.commune_nom,
        }
    )
    return {"@type": "PostalAddress", **told, "addressCountry": "FR"} if told else None


def _point(of: VisibleStructure | VisibleService) -> dict[str, Any] | None:
    """Where it is, where that is the place itself: the point of a commune is nobody's door."""
    if of.position is None or not presentation.is_located(of.position_masked, of.position_precision):
        return None
    lat, lon = (round(degrees, _DECIMALS) for degrees in (of.position.y, of.position.x))
    return {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}


def _channel(one: VisibleService, number: str) -> dict[str, Any] | None:
    """How the service is had: where, by which number, on which page, in which languages."""
    phone = presentation.phone_of(one.telephone)
    told = _said(
        {
            "serviceLocation": None if one.modes_accueil == _AT_A_DISTANCE else _place(one, number),
            "servicePhone": {"@type": "ContactPoint", "telephone": phone.href.removeprefix("tel:")}
            if phone
            else None,
            "serviceUrl": outgoing(one.lien_mobilisation),
            "availableLanguage": list(one.langues),
        }
    )
    return {"@type": "ServiceChannel", **told} if told else None


def _place(one: VisibleService, number: str) -> dict[str, Any]:
    if not one.has_own_place:
        return {"@id": _name_of(number)}
    return _said({"@type": "Place", "address": _address(one), "geo": _point(one)})


def _area(code: str, names: Mapping[str, str]) -> dict[str, Any]:
    if code == _EVERYWHERE:
        return {"@type": "Country", "name": "France", "identifier": "FR"}
    return {"@type": "AdministrativeArea", "name": names[code], "identifier": code}


def _free(services: Iterable[VisibleService]) -> bool | None:
    """Whether all that is done there is free, or nothing is; None where it depends, or nobody says."""
    free = {one.frais == _FREE if one.frais else None for one in services}
    return free.pop() if len(free) == 1 else None


def _modified(seen: VisibleStructure, changed: datetime | None) -> str:
    """When what visitors see last changed; else the day that its source says."""
    if changed:
        return timezone.localtime(changed).isoformat(timespec="seconds")
    return seen.date_maj.isoformat() if seen.date_maj else ""
