# SPDX-License-Identifier: AGPL-3.0-or-later
"""A geopy geocoder that knows communes only, from the project's own tables, without a network."""

from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from common.required import required
from places.lookup import codes_at, commune_at
from places.models import Commune
from places.search import CommuneMatch, search_communes


class CommuneGeocoder(Geocoder):
    """Geocode to the point of a commune, and reverse to the commune that holds a point.

    The raw part of a `Location` has the keys of the national address service: `type` (always
    "municipality"), `citycode` (INSEE), `postcode` (None when the commune has several), `city`
    and `score` (0 to 1).
    """

    def __init__(self, *, departement: str | None = None, timeout=DEFAULT_SENTINEL) -> None:
        """Communes of `departement`, then of its neighbours, come first on equal names."""
        super().__init__(timeout=timeout)
        self.departement = departement

    def geocode(
        self, query: str, *, exactly_one: bool = True, limit: int = 8, timeout=DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return the best commune for a typed text, or a list of at most `limit`; None if none."""
        matches = search_communes(query, limit=limit, departement=self.departement)
        # Some communes have no boundary and no believable town hall: they cannot be put on a map.
        located = [_location(match) for match in matches if match.commune.point]
        if not located:
            return None
        return located[0] if exactly_one else located

    def reverse(
        self, query, *, exactly_one: bool = True, timeout=DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return the commune that holds a point (latitude, longitude), or None outside France.

        In Paris, Lyon and Marseille it is the arrondissement. Raises GeocoderQueryError for a
        point that is not on Earth.
        """
        try:
            here = Point(query)
            commune = _narrowest(here.longitude, here.latitude)
        except (ValueError, TypeError) as error:
            raise GeocoderQueryError("Ces coordonnées ne sont pas un point du globe.") from error
        if commune is None:
            return None
        postcode = commune.postcodes[0] if len(commune.postcodes) == 1 else None
        location = Location(str(commune), here, _raw(commune, postcode, 1.0))
        return location if exactly_one else [location]


def _narrowest(lon: float, lat: float) -> Commune | None:
    arrondissement = codes_at(lon, lat).arrondissement
    if arrondissement:
        return Commune.objects.filter(code=arrondissement).first()
    return commune_at(lon, lat)


def _location(match: CommuneMatch) -> Location:
    point = required(match.commune.point)
    return Location(
        str(match.commune), Point(point.y, point.x), _raw(match.commune, match.postcode, match.score)
    )


def _raw(commune: Commune, postcode: str | None, score: float) -> dict:
    return {
        "type": "municipality",
        "citycode": commune.code,
        "postcode": postcode,
        "city": commune.nom,
        "score": score,
    }
