# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenStreetMap's Nominatim through geopy, for an installation that runs its own."""

from functools import partial

from geopy.exc import GeocoderParseError
from geopy.geocoders import Nominatim
from geopy.location import Location

from geocoding.candidate import Candidate, Kind
from geocoding.providers.addok import PoliteAdapter
from geocoding.providers.ask import Ask
from geocoding.providers.http import USER_AGENT, PoliteClient
from places.lookup import codes_at
from places.models import Commune

_STREETS = ("road", "pedestrian", "footway", "path", "hamlet", "square")


class NominatimProvider:
    """Addresses of a Nominatim. It knows no INSEE code: that of an answer is read from where it lies."""

    name = "nominatim"
    batch_size = 50

    def __init__(self, client: PoliteClient, edition: str = "") -> None:
        self.client, self.edition = client, edition
        scheme, _colon, domain = client.base_url.partition("://")
        self.geocoder = Nominatim(
            user_agent=USER_AGENT,
            scheme=scheme,
            domain=domain,
            adapter_factory=partial(PoliteAdapter, client=client),
        )

    def search(self, ask: Ask, limit: int = 5) -> list[Candidate]:
        """Return at most `limit` answers, best first."""
        query = {"street": ask.query, "country": "France"}
        if ask.postcode:
            query["postalcode"] = ask.postcode
        town = Commune.objects.filter(code=ask.citycode).first() if ask.citycode else None
        if town:
            query["city"] = town.nom
        found = self.geocoder.geocode(
            query, exactly_one=False, limit=limit, addressdetails=True, country_codes="fr"
        )
        candidates = [_candidate(location) for location in found or []]
        return [one for one in candidates if not ask.citycode or one.citycode == ask.citycode]

    def search_many(self, asks: list[Ask]) -> list[list[Candidate]]:
        """Return the best answer to each question, one call each: Nominatim takes no file."""
        return [self.search(ask, limit=1) for ask in asks]


def _candidate(location: Location) -> Candidate:
    try:
        known = location.raw.get("address") or {}
        number = str(known.get("house_number", ""))
        street = next((str(known[name]) for name in _STREETS if known.get(name)), "")
    except AttributeError as error:
        raise GeocoderParseError("Le service a répondu une adresse illisible.") from error
    codes = codes_at(location.longitude, location.latitude)
    kind = Kind.HOUSE if number and street else Kind.STREET if street else Kind.COMMUNE
    return Candidate(
        label=str(location.address),
        lat=location.latitude,
        lon=location.longitude,
        kind=kind,
        number=number,
        street=street,
        citycode=codes.arrondissement or codes.commune or "",
        postcode=str(known.get("postcode", "")),
        provider="nominatim",
    )
