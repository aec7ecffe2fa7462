# SPDX-License-Identifier: AGPL-3.0-or-later
"""One address on its way: what is asked for it, what was answered, and the best of the answers."""

import re
from dataclasses import dataclass, field, replace

from geopy.distance import great_circle
from rapidfuzz.distance import OSA

from geocoding.candidate import Candidate, Kind
from geocoding.communes import Resolution
from geocoding.likeness import Likeness, likeness
from geocoding.normalise import Address
from geocoding.normalise.streets import LINKS, TITLES, as_asked, expand
from geocoding.providers.ask import Ask
from geocoding.verdict import EXACT, FROM_RANGE, MISSING, WITHOUT_REPETITION
from geocoding.written import Text
from places.folding import fold

# Answers this near in score may be two streets of one name.
NEXT_IS_NEAR = 0.04
# Two positions of one street this near each other are one place.
SAME_PLACE_M = 150
# A shorter word is an initial, or an article.
_LEAST_WORD = 3
# Words this few letters apart stand for each other, by mistake or not.
_NEARLY = 2


@dataclass(slots=True)
class Case:
    """An address on its way.

    `suggestion` is asked where the commune is not known; `notes`, in French, tell what had to be understood
    beside the commune.
    """

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
    is_slip_a_name: bool = False
    street_elsewhere: bool = False
    notes: tuple[str, ...] = ()

    def asked_as(self, address: Address, asks: tuple[Ask, ...]) -> "Case":
        """The same case before any answer, read as another address."""
        return replace(
            self,
            address=address,
            asks=asks,
            answers=[],
            best=None,
            street=Likeness.OTHER,
            number=MISSING,
            rivals=(),
        )

    def take(self, other: "Case", note: str) -> None:
        """Go on as another reading of this case was found, and say so."""
        self.address, self.asks, self.answers, self.best = (
            other.address,
            other.asks,
            other.answers,
            other.best,
        )
        self.street, self.number, self.rivals = other.street, other.number, other.rivals
        self.notes = (*self.notes, note)

    @property
    def is_settled(self) -> bool:
        """Whether the street that was asked for was found, with its number unless it is the very name."""
        if self.best is None or self.address.is_number_in_doubt:
            return False
        return self.street is Likeness.SAME or (self.street >= Likeness.SLIP and self.number == EXACT)

    @property
    def is_guessed(self) -> bool:
        """Whether the street was known by a slip, or once what the provider adds to its name was left out."""
        best = self.best
        if best is None:
            return False
        return self.street is Likeness.SLIP or (
            self.street is Likeness.NEAR and as_asked(best.street) != best.street
        )

    @property
    def slips(self) -> tuple[str, ...]:
        """The words typed that stand for others in the street found: slips, or names of another."""
        if self.best is None or self.address.street_guessed_otherwise or self.number != EXACT:
            return ()
        if self.street not in (Likeness.SLIP, Likeness.NEAR):
            return ()
        found = {*expand(self.best.street).split(), *expand(as_asked(self.best.street)).split()}
        left = [word for word in self.address.street.split() if word not in found]
        left += self._instead_of_added(self.best.street)
        return tuple(word for word in left if len(word) >= _LEAST_WORD and word not in TITLES | LINKS)

    def _instead_of_added(self, street: str) -> list[str]:
        """The words typed that nearly are words which the provider adds to the name: « Le Morin Neuf » beside
        "Rue Basse (Le Moulin Neuf)"."""
        typed = set(fold(self.address.raw).split())
        added = set(fold(street).split()) - set(fold(as_asked(street)).split()) - typed
        left = typed - set(fold(street).split())
        return [
            word
            for word in left
            if any(len(other) >= _LEAST_WORD and 0 < OSA.distance(word, other) <= _NEARLY for other in added)
        ]

    @property
    def needs_more(self) -> bool:
        """Whether a person will choose, or other answers may be as good: all of them are then wanted."""
        best = self.best
        if best is None:
            return False
        if best.next_score and best.score - best.next_score <= NEXT_IS_NEAR:
            return True
        if self.street < Likeness.WAYLESS or self.is_guessed:
            return True
        return self.street is not Likeness.SAME and self.number != EXACT

    def consider(self, answers: list[list[Candidate]]) -> None:
        """Choose the best of the answers to its questions and compare it with what was asked."""
        judged = []
        for rank, found in enumerate(answers):
            for position, candidate in enumerate(found):
                street, number = self.likeness_to(candidate), number_of(self.address, candidate)
                judged.append(
                    (_worth(candidate, street, number), -rank, -position, candidate, street, number)
                )
        self.answers = [candidate for found in answers for candidate in found]
        if not judged:
            return
        judged.sort(key=lambda one: one[:3], reverse=True)
        first, _rank, _position, best, self.street, self.number = judged[0]
        self.best = best
        guessed = self.is_guessed
        self.rivals = tuple(
            candidate
            for worth, _r, _p, candidate, street, _number_ in judged[1:]
            if (worth == first or (guessed and street >= Likeness.SLIP))
            and metres(candidate, best) > SAME_PLACE_M
            # The street itself, where another question did not find its number, is no rival of its house.
            and not (guessed and candidate.street == best.street and worth != first)
        )

    def likeness_to(self, candidate: Candidate) -> Likeness:
        """How much a candidate's street is like the one asked for; not at all on another numbered road."""
        typed, found = _roads(self.address.raw), _roads(candidate.street)
        if typed and found and not typed & found:
            return Likeness.OTHER
        return likeness(self.address.street, candidate.street, self.address.street_guessed_otherwise)


def _roads(text: str) -> set[str]:
    """The numbers of the roads that a text names beside its street: "Rue Basse (Rd2)"."""
    return set(re.findall(r"\b(?:rd|rn|cd|d) ?(\d{1,4})\b", fold(text)))


def number_of(address: Address, candidate: Candidate) -> str:
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


def metres(one: Candidate, other: Candidate) -> float:
    """How far apart two candidates are."""
    return great_circle((one.lat, one.lon), (other.lat, other.lon)).m
