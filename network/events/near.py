# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda near a place: said by the address as the search says it (`commune`, or `lat` and `lon`;
`rayon_km`), and what was typed in its field, resolved as the search resolves it.

An event is where its structure is as whoever reads the event sees it, else at its address, else at the point
of its commune; what has none of these is nowhere, and told apart.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from geopy.distance import great_circle

from accounts.roles import Role
from geocoding import where
from mapping.models import VisibleStructure
from mapping.presentation import distance_text
from network.models import Audience, Event
from network.week import Structures
from places.lookup import commune_at
from places.models import Commune
from places.search import search_communes
from places.territories import territories_named
from search import filters, named
from search.question import Place

TYPED = "adresse"
PARAMETERS = ("lat", "lon", "commune", "rayon_km")


@dataclass(frozen=True, slots=True)
class Typed:
    """What the text of the field leads to: parameters of the address (`said`), places to choose from, each
    with its own, or why there is none."""

    said: dict[str, str] | None = None
    choices: tuple[tuple[where.Found, dict[str, str]], ...] = ()
    reason: str = ""


def read(data: QueryDict) -> tuple[Place | None, float, str]:
    """The place that an address says, the radius in kilometres with or without one, and what of it means
    nothing, in words."""
    said = QueryDict(mutable=True)
    for name in PARAMETERS:
        if given := [one for one in data.getlist(name) if one]:
            said.setlist(name, given)
    parsed = filters.parse(said)
    wrong = next((message for messages in parsed.errors.values() for message in messages), "")
    return parsed.search.place, parsed.radius_km, wrong


def name_of(place: Place) -> str:
    """A place in words: its commune, or its degrees where it is in none."""
    if place.commune:
        commune = Commune.objects.filter(code=place.commune).first()
    else:
        commune = commune_at(place.lon, place.lat)
    return str(commune) if commune else f"{place.lat:.5f}, {place.lon:.5f}"


def typed(text: str, role: Role) -> Typed:
    """What somebody typed as a place."""
    found = named.place(text, role)
    if found is None and len(territories := territories_named(text[:200])) == 1 and not commune_named(text):
        return Typed(said={"territoire": territories[0][1]})
    departement = None if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    answer = found or where.resolve(text, departement=departement)
    if isinstance(answer, where.NotFound):
        return Typed(reason=answer.reason)
    if isinstance(answer, where.Ambiguous):
        return Typed(choices=tuple((one, _degrees(one)) for one in answer.candidates))
    return Typed(said=_degrees(answer))


def commune_named(text: str) -> bool:
    """Whether a commune bears the name that was typed."""
    return any(match.is_exact for match in search_communes(text, 1))


def _degrees(found: where.Found) -> dict[str, str]:
    return {"lat": f"{found.lat:.5f}", "lon": f"{found.lon:.5f}"}


def within(place: Place) -> Q:
    """The events that are held near a place. Each way in which one is somewhere has its own index."""
    centre, radius = Point(place.lon, place.lat, srid=4326), D(km=place.radius_km)
    every = Event.objects.order_by()
    at_address = every.filter(~_in_seen_structure(), position__dwithin=(centre, radius))
    in_commune = every.filter(
        ~_in_seen_structure(), position__isnull=True, commune__point__dwithin=(centre, radius)
    )
    in_structure = every.filter(_in_seen_structure(position__dwithin=(centre, radius)))
    return Q(pk__in=at_address.values("pk").union(in_commune.values("pk"), in_structure.values("pk")))


def nowhere() -> Q:
    """The events that are in no place, and those that one may join from anywhere."""
    return ~Q(online_link="") | Q(structure__isnull=True, position__isnull=True, commune__isnull=True)


def _in_seen_structure(**more: object) -> Q:
    """What is held in a structure that whoever reads the event sees, and where they see it."""
    held = Q()
    for audience in Audience:
        seen = VisibleStructure.objects.seen_by(audience.shown_as).filter(
            pk=OuterRef("structure"), position__isnull=False, **more
        )
        held |= Q(audience=audience, structure__isnull=False) & Q(Exists(seen))
    return held


def point_of(event: Event, names: Structures) -> Point | None:
    """Where an event is, as whoever reads it sees; None for what is nowhere."""
    structure = names.get((event.structure_id or 0, event.audience))
    point = (structure.position if structure else None) or event.position
    return point or (event.commune.point if event.commune else None)


def distance_to(place: Place, point: Point | None) -> str:
    """How far a point is from a place, as the search writes it; empty for none."""
    if point is None:
        return ""
    return distance_text(great_circle((place.lat, place.lon), (point.y, point.x)).m)
