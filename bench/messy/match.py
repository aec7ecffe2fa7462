"""Which stored record is which record of the truth: the best pairing by what they hold, one to one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from bench.messy.book import Book, Place
from bench.messy.compare import fields_of, holds
from bench.messy.read import Read, Stored

# A name is worth more than any other detail, and a row of the file that both come from a little.
_NAME, _ROW = 3.0, 1.5
# Below it two records have next to nothing in common: a telephone, or a town.
_LEAST = 3.0


@dataclass(slots=True)
class Pairs:
    """Stored records by the key of the truth's; and the stored ones that are none of them."""

    of: dict[str, list[Stored]] = field(default_factory=dict)
    family: dict[str, list[Stored]] = field(default_factory=dict)
    strangers: list[Stored] = field(default_factory=list)


def places_of(book: Book) -> dict[str, list[Place]]:
    """The places of each record that a cell speaks of."""
    found: dict[str, list[Place]] = defaultdict(list)
    for meaning in book.truth.values():
        for place in meaning.places:
            for key in place.records:
                if place not in found[key]:
                    found[key].append(place)
    return found


def pair(book: Book, read: Read) -> Pairs:
    """Match structures, then what hangs on each."""
    pairs = Pairs()
    places = places_of(book)
    children: dict[str, list[Stored]] = defaultdict(list)
    for stored in read.records:
        children[stored.parent].append(stored)
    known = {stored.id for stored in read.records}
    roots = [one for one in read.records if one.kind == "structure" or one.parent not in known]
    keys = [key for key, record in book.records.items() if record.kind == "structure" and record.rows]
    _assign(book, keys, [one for one in roots if one.kind == "structure"], places, pairs)
    for key in keys:
        root = pairs.of.get(key)
        if not root:
            continue
        below = list(_below(root[0], children))
        pairs.family[key] = [root[0], *below]
        _pair_family(book, key, below, places, pairs)
    taken = {one.id for found in pairs.of.values() for one in found}
    pairs.strangers = [one for one in read.records if one.id not in taken]
    return pairs


def _below(stored: Stored, children: dict[str, list[Stored]]) -> Iterable[Stored]:
    for child in children[stored.id]:
        yield child
        if child.kind != "structure":
            yield from _below(child, children)


def _pair_family(
    book: Book, root: str, below: list[Stored], places: dict[str, list[Place]], pairs: Pairs
) -> None:
    """What a structure offers takes all its services; the others are matched one to one."""
    members = [key for key, record in book.records.items() if record.parent and book.family(key) == root]
    for kind in ("service", "contact", "session"):
        mine = [one for one in below if one.kind == kind]
        keys = [key for key in members if book.records[key].kind == kind and book.records[key].rows]
        for key in [one for one in keys if book.records[one].loose]:
            pairs.of[key] = [*pairs.of[root], *mine]
        _assign(book, [one for one in keys if not book.records[one].loose], mine, places, pairs, least=0.5)
    for key in members:
        # A service that nobody asked for may carry the words of a structure: no stranger.
        if book.records[key].loose and key not in pairs.of:
            pairs.of[key] = [*pairs.of[root], *[one for one in below if one.kind == "service"]]


def _assign(
    book: Book,
    keys: Sequence[str],
    stored: Sequence[Stored],
    places: dict[str, list[Place]],
    pairs: Pairs,
    least: float = _LEAST,
) -> None:
    if not keys or not stored:
        return
    worth = np.array([[_worth(book, key, places[key], one) for one in stored] for key in keys])
    for row, column in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
        if worth[row, column] >= least:
            pairs.of[keys[row]] = [stored[column]]


def _worth(book: Book, key: str, places: list[Place], stored: Stored) -> float:
    """How much a stored record has of a record."""
    worth = _ROW if stored.rows & book.records[key].rows else 0.0
    for place in places:
        if holds(stored.fields, place):
            worth += _NAME if fields_of(place) == ("nom",) else 1.0
    return worth
