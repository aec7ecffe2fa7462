# SPDX-License-Identifier: AGPL-3.0-or-later
"""The number and the name of a street, found among the segments of an address."""

import re

from geocoding.normalise.noise import without_noise
from geocoding.normalise.numbers import tidy_numbers
from geocoding.normalise.streets import SOFT_WAYS, WAYS, expand, way_at
from places.folding import fold

_REPETITIONS = frozenset({"bis", "ter", "quater", "quinquies", "b", "t", "q"})
# "11 R THIERS" is a rue: an "r" repeats a number only where a kind of way follows.
_REPETITION = (
    r"bis|ter|quater|quinquies|[a-qs-z]|r(?=\s*,?\s+(?:rue|avenue|av|bd|boulevard|place|route|chemin)\b)"
)
# "12", "12 bis", "12B", "5-9", "5/7/9", "12 à 16", "12 et 14".
_NUMBER = re.compile(
    rf"(?P<number>\d{{1,4}})(?:\s?(?P<repetition>{_REPETITION})(?![\w'’]))?"
    rf"(?P<others>(?:\s*(?:-|/|à|a|et|&|,)\s*\d{{1,4}}(?:\s?(?:{_REPETITION})(?![\w'’]))?(?![\w°]))*)"
    r"\s*[,.:]?\s*(?=[^\W\d_])",
    re.IGNORECASE,
)
# "12 rue Thiers & 3 place Foch".
_SECOND_ADDRESS = re.compile(r"(?<=[^\W\d_])\s*[&+]\s*(?=\d)")
_SPLIT = re.compile(r"\n|;|\||\s-{2,}\s|-{3,}|\t|,|\s[-–—]\s|\s/\s|•")


def after_number(words: list[str]) -> list[str]:
    """Return folded words without the number, and what repeats it, that they begin with."""
    while words and (words[0].isdigit() or words[0] in _REPETITIONS):
        words = words[1:]
    return words


def segments_of(text: str) -> list[str]:
    """Return the segments of an address: what lines, commas and dashes part. Numbers keep their street."""
    text = _SECOND_ADDRESS.sub(" et ", tidy_numbers(text))
    # A comma after a number does not part it from its street: "12, rue de la Paix".
    text = re.sub(
        rf"(\b\d{{1,4}}\s?(?:{_REPETITION})?)\s*,\s*(?=[^\W\d_])", r"\1 ", text, flags=re.IGNORECASE
    )
    return [segment.strip(" .:,-–'\"") for segment in _SPLIT.split(text) if fold(segment)]


def is_street(text: str) -> bool:
    """Tell whether a text has a kind of way: whether it is a street rather than a town."""
    return any(_rank(segment) >= WAY for segment in segments_of(without_noise(text)))


# How much a segment looks like a street.
NOTHING, NAMED, NUMBERED, WAY, NUMBERED_WAY = range(5)


def _rank(segment: str) -> int:
    """How much a segment looks like a street: a name, a number and a name, a way, a number and a way."""
    if _from_number_and_way(segment) is not None:
        return NUMBERED_WAY
    words = fold(segment).split()
    if way_at(words)[0] and not words[0].isdigit():
        return WAY
    if _NUMBER.match(segment):
        return NUMBERED
    return NAMED if len(words) and not all(word.isdigit() for word in words) else NOTHING


def is_soft(segments: list[str]) -> bool:
    """Tell whether segments name nothing harder than a residence, a hamlet or a zone."""
    ways = {way_at(after_number(fold(segment).split()))[0] for segment in segments} - {""}
    return ways <= SOFT_WAYS


def best_rank(segments: list[str]) -> int:
    """Return how much the likeliest segment looks like a street."""
    return max(map(_rank, segments), default=NOTHING)


def _from_number_and_way(segment: str) -> int | None:
    """Where "number, kind of way" begins in a segment; None where it does not."""
    for found in _NUMBER.finditer(segment):
        if found.start() and segment[found.start() - 1].isalnum():
            continue
        words = fold(segment[found.end() :]).split()
        if way_at(words)[0]:
            return found.start()
    return None


def street_in(segments: list[str]) -> tuple[str, str, tuple[str, ...], str] | None:
    """The number, its repetition, the rest of its range, and the folded name of the street."""
    if not segments:
        return None
    best = max(range(len(segments)), key=lambda index: (_rank(segments[index]), -index))
    segment = segments[best]
    rank = _rank(segment)
    if rank == NOTHING:
        return None
    if rank == NUMBERED_WAY:
        segment = segment[_from_number_and_way(segment) :]
    elif rank < WAY and (inner := _inner_way(segment)) is not None:
        segment = segment[inner:]
    number = repetition = ""
    others: tuple[str, ...] = ()
    if found := _NUMBER.match(segment):
        number, repetition = _parts(found)
        others = tuple(re.findall(r"\d{1,4}", found["others"]))
        segment = segment[found.end() :]
        if number == "0":
            number = repetition = ""
    elif rank == WAY and best + 1 < len(segments) and (found := _ALONE.fullmatch(segments[best + 1])):
        number, repetition = _parts(found)
    elif rank == WAY and (found := _AT_THE_END.fullmatch(segment)) and _may_be_a_number(found["street"]):
        number, repetition = _parts(found)
        segment = found["street"]
    return number, repetition, others, expand(segment)


_ALONE = re.compile(
    rf"(?:au\s+|n\s?[°º.]?\s*|num[eé]ro\s+)?(?P<number>\d{{1,4}})(?:\s?(?P<repetition>{_REPETITION}))?",
    re.IGNORECASE,
)
_AT_THE_END = re.compile(
    rf"(?P<street>.*?[^\W\d_].*?)\s+(?:au\s+|n\s?[°º]\s*|num[eé]ro\s+)?(?P<number>\d{{1,4}})"
    rf"(?:\s?(?P<repetition>{_REPETITION}))?",
    re.IGNORECASE,
)
# After these a figure is part of a name: "Rue du 8 Mai 1945", "Route Départementale 12".
_BEFORE_FIGURES = re.compile(
    r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    r"|n|no|d|rd|rn|vc|cr|cd|nationale|departementale|territoriale|provinciale|communale|vicinale|rural|du|des|le|les|la"
    r"|lot|lotissement|batiment|bat|immeuble|appartement|appt|porte|hall|escalier|esc|tour|bloc|box|cage|km|pk)"
)


def _parts(found: re.Match) -> tuple[str, str]:
    return str(int(found["number"])), (found["repetition"] or "").lower()


def _may_be_a_number(street: str) -> bool:
    """Whether a figure after these words may be a house's number: they are a way with a name of its own."""
    words = fold(street).split()
    if " ".join(words) in WAYS:
        return False
    return len(words) >= way_at(words)[1] + 1 and not _BEFORE_FIGURES.fullmatch(words[-1])


_WAY_INSIDE = re.compile(
    r"\b(?:rue|avenue|av|boulevard|bd|place|impasse|all[eé]es?|chemin|route|rte|quai|cours|square|esplanade)\b\.?\s+\w",
    re.IGNORECASE,
)


def _inner_way(segment: str) -> int | None:
    """Where the kind of way begins inside a segment that begins otherwise: "Mairie place de l'Église"."""
    found = _WAY_INSIDE.search(segment)
    if not found or _NUMBER.match(segment):
        return None
    return found.start()
