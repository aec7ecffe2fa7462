# SPDX-License-Identifier: AGPL-3.0-or-later
"""The national address service (Géoplateforme) or another addok: `BANFrance` with filters and batches."""

import csv
import io
from functools import partial
from urllib.parse import urlencode

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderParseError, GeocoderQueryError
from geopy.geocoders import BANFrance
from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.location import Location
from geopy.point import Point

from geocoding.candidate import Candidate, Kind
from geocoding.providers.ask import Ask
from geocoding.providers.http import PoliteClient

# The service reads from 3 to 200 characters and wants a letter or a figure first.
MIN_QUERY, MAX_QUERY = 3, 200
BATCH_SIZE = 200
_COLUMNS = ("q", "citycode", "postcode")


class PoliteAdapter(BaseSyncAdapter):
    """geopy's way out through our own client: paced, retried, checked."""

    is_available = True

    def __init__(self, *, client: PoliteClient, proxies, ssl_context) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._client = client

    def get_json(self, url: str, *, timeout, headers) -> dict:
        """What an address answers, under the client's own limits of time and pace."""
        return self._client.get_json(url)

    def get_text(self, url: str, *, timeout, headers) -> str:
        """Never asked for. Raises NotImplementedError."""
        raise NotImplementedError("every address service answers JSON")


class AddokGeocoder(BANFrance):
    """`BANFrance` that can be asked within a commune or a postcode, and without as-you-type guesses.

    `Location.raw` is the whole feature: its properties hold score, type, citycode.
    """

    def __init__(self, client: PoliteClient) -> None:
        scheme, _colon, domain = client.base_url.partition("://")
        super().__init__(scheme=scheme, domain=domain, adapter_factory=partial(PoliteAdapter, client=client))

    def geocode(
        self,
        query: str,
        *,
        limit: int | None = None,
        exactly_one: bool = True,
        timeout=DEFAULT_SENTINEL,
        citycode: str = "",
        postcode: str = "",
        autocomplete: bool = False,
        near: tuple[float, float] | None = None,
    ) -> Location | list[Location] | None:
        """Return the best answer, or a list of at most `limit`; None where there is none.

        `citycode` and `postcode` keep to a commune (INSEE) or a postcode; `near` (latitude, longitude in
        degrees) brings what is close to the top. Raises the errors of `geopy.exc`.
        """
        asked: dict[str, str | int | float] = {"q": query, "autocomplete": int(autocomplete)}
        asked |= {"limit": 1 if exactly_one else limit or 5}
        asked |= {name: code for name, code in (("citycode", citycode), ("postcode", postcode)) if code}
        if near:
            asked |= {"lat": near[0], "lon": near[1]}
        url = f"{self.geocode_api}?{urlencode(asked)}"
        return self._call_geocoder(url, partial(self._parse_json, exactly_one=exactly_one), timeout=timeout)

    def _parse_feature(self, feature: dict) -> Location:
        try:
            return super()._parse_feature(feature)
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            raise GeocoderParseError("Le service a répondu une position illisible.") from error


class AddokProvider:
    """Addresses of any addok-compatible service. Safe to share between threads."""

    name = "addok"
    batch_size = BATCH_SIZE

    def __init__(self, client: PoliteClient, edition: str = "") -> None:
        self.client, self.edition = client, edition
        self.geocoder = AddokGeocoder(client)

    def search(self, ask: Ask, limit: int = 5) -> list[Candidate]:
        """Return at most `limit` answers, best first."""
        query = _acceptable(ask.query)
        if not query:
            return []
        found = self.geocoder.geocode(
            query, limit=limit, exactly_one=False, citycode=ask.citycode, postcode=ask.postcode
        )
        return [candidate_of(location) for location in found or []]

    def suggest(self, text: str, limit: int, near: tuple[float, float] | None = None) -> list[Candidate]:
        """Return answers to a text that is still being typed, those close to `near` first."""
        query = _acceptable(text)
        if not query:
            return []
        found = self.geocoder.geocode(query, limit=limit, exactly_one=False, autocomplete=True, near=near)
        return [candidate_of(location) for location in found or []]

    def reverse(self, lat: float, lon: float) -> Candidate | None:
        """Return the address nearest to a point in degrees (WGS 84)."""
        found = self.geocoder.reverse((lat, lon), exactly_one=True)
        return candidate_of(found) if found else None

    def search_many(self, asks: list[Ask]) -> list[list[Candidate]]:
        """Return the best answer to each question through the CSV endpoint, [] where there is none.

        `next_score` tells how good a second answer would have been. A file that is refused is cut in two
        until the line at fault is alone, which then has no answer.
        """
        if not asks:
            return []
        fields = [("columns", "q"), ("citycode", "citycode"), ("postcode", "postcode")]
        try:
            text = self.client.post_csv("search/csv", _file(asks), fields)
        except GeocoderQueryError:
            if len(asks) == 1:
                return [[]]
            half = len(asks) // 2
            return self.search_many(asks[:half]) + self.search_many(asks[half:])
        rows = list(csv.DictReader(io.StringIO(text)))
        if len(rows) != len(asks) or any(row.get("n") != str(n) for n, row in enumerate(rows)):
            raise GeocoderParseError("Le service n'a pas rendu toutes les lignes du fichier.")
        return [_of_row(row) for row in rows]


def candidate_of(location: Location) -> Candidate:
    """Return a location of an addok-compatible service as a candidate."""
    known = location.raw.get("properties") or {}
    kind = Kind(str(known.get("type", "")))
    number = _text(known.get("housenumber"))
    return Candidate(
        label=_text(known.get("label")),
        lat=location.latitude,
        lon=location.longitude,
        kind=kind,
        score=_score(known.get("score")),
        number=number,
        street=_text(known.get("street")) or _without_number(_text(known.get("name")), number),
        citycode=_text(known.get("citycode")),
        postcode=_text(known.get("postcode")),
        city=_text(known.get("city")),
        provider="addok",
    )


def _file(asks: list[Ask]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["n", *_COLUMNS])
    for n, ask in enumerate(asks):
        writer.writerow([n, _acceptable(ask.query) or "-", ask.citycode, ask.postcode])
    return out.getvalue()


def _of_row(row: dict[str, str]) -> list[Candidate]:
    if not row.get("latitude") or not row.get("longitude"):
        return []
    try:
        # geopy's own point: refuses what is not finite, or not on Earth.
        point = Point(float(row["latitude"]), float(row["longitude"]))
    except ValueError as error:
        raise GeocoderParseError("Le service a répondu une position illisible.") from error
    number = row.get("result_housenumber") or ""
    return [
        Candidate(
            label=row.get("result_label") or "",
            lat=point.latitude,
            lon=point.longitude,
            kind=Kind(row.get("result_type") or ""),
            score=_score(row.get("result_score")),
            next_score=_score(row.get("result_score_next")),
            number=number,
            street=row.get("result_street") or _without_number(row.get("result_name") or "", number),
            citycode=row.get("result_citycode") or "",
            postcode=row.get("result_postcode") or "",
            city=row.get("result_city") or "",
            provider="addok",
        )
    ]


def _acceptable(query: str) -> str:
    """A question that the service accepts, cut at a word; "" where there is none to make."""
    query = query.strip().lstrip("'-.,;:/ ")
    if len(query) > MAX_QUERY:
        query = query[:MAX_QUERY].rpartition(" ")[0] or query[:MAX_QUERY]
    return query if len(query) >= MIN_QUERY and query[0].isalnum() else ""


def _without_number(name: str, number: str) -> str:
    return name[len(number) :].strip() if number and name.startswith(f"{number} ") else name


def _text(value) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return "" if value is None else str(value)


def _score(value) -> float:
    try:
        return float(value or 0)
    except (TypeError, ValueError):
        return 0.0
