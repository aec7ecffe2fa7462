"""An address service that a test says the answers of."""

from geopy.exc import GeocoderTimedOut

from geocoding.candidate import Candidate, Kind

HOUSE = Candidate(
    label="5 Rue du Château 77000 Melun",
    lat=48.5401,
    lon=2.6601,
    kind=Kind.HOUSE,
    score=0.97,
    citycode="77288",
    postcode="77000",
    city="Melun",
    street="Rue du Château",
    number="5",
    provider="essais",
)


class AddressService:
    """An address service that knows one house, or is down."""

    batch_size, name, edition = 100, "essais", "1"

    def __init__(self, *found: Candidate, down: bool = False) -> None:
        self.found, self.down, self.asked = list(found), down, []

    def search(self, ask, limit=5):
        self.asked.append(ask)
        if self.down:
            raise GeocoderTimedOut
        return self.found

    def search_many(self, asks):
        return [self.search(ask) for ask in asks]
