# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is within reach of what, held to whom each place takes: a place whose area leaves a commune out is none
of that commune's places.

An area is a set of numbers of territories (`search.tags.zone_tag`): of communes, intercommunalités,
départements. A place takes a commune where one of the commune's numbers is among them, as the search holds it
against the commune's point. A place without an area takes everyone. Distances are in metres of one
projection.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from search.tags import zone_tag
from territory import indicators
from territory.arrays import Floats
from territory.indicators import RADII_M
from territory.people import People
from territory.supply import Supply

Tags = NDArray[np.int64]
Numbers = NDArray[np.int64]
# Pairs that are sooner measured one by one than through a tree: a commune's own places, mostly.
_FEW = 256
# The number of no territory.
_NONE = 0


def tags_of(people: People) -> Tags:
    """The numbers (n, 4) of the territories that each commune is of: itself, its city where it is an
    arrondissement, its intercommunalité and its département; 0 for one that it has not."""
    return np.array(
        [
            [_tag(code) for code in of_one]
            for of_one in zip(
                people.codes.tolist(),
                people.cities.tolist(),
                people.epci.tolist(),
                people.departements.tolist(),
                strict=True,
            )
        ],
        dtype=np.int64,
    ).reshape(-1, 4)


def _tag(code: str) -> int:
    return zone_tag(code) if code else _NONE


def nearest(
    tags: Tags, people_at: Floats, supply: Supply, places_at: Floats, count: int = 1
) -> tuple[Floats, Numbers]:
    """The `count` nearest places that take each of some communes: metres (n, count), nearest first, and their
    numbers in `supply`.

    Metres are NaN where the commune has no point, infinite where no more place takes it; the number is
    then -1.
    """
    metres = np.full((len(people_at), count), np.inf)
    numbers = np.full((len(people_at), count), -1, dtype=np.int64)
    known = np.asarray(np.isfinite(people_at).all(axis=1))
    for who, where in _groups(tags, supply, known, places_at):
        found, at = _nearest(people_at[who], places_at[where], min(count, len(where)))
        both = np.concatenate([metres[who], found], axis=1)
        order = np.argsort(both, axis=1, kind="stable")[:, :count]
        metres[who] = np.take_along_axis(both, order, axis=1)
        named = np.concatenate([numbers[who], where[at]], axis=1)
        numbers[who] = np.take_along_axis(named, order, axis=1)
    metres[~known] = np.nan
    return metres, numbers


def count_within(
    tags: Tags, people_at: Floats, supply: Supply, places_at: Floats, radii_m: Sequence[float] = RADII_M
) -> Floats:
    """How many places that take a commune are within each radius of it: (n, len(radii)), NaN where it has no
    point."""
    counts = np.zeros((len(people_at), len(radii_m)))
    known = np.asarray(np.isfinite(people_at).all(axis=1))
    for who, where in _groups(tags, supply, known, places_at):
        counts[who] += _count(people_at[who], places_at[where], radii_m)
    counts[~known] = np.nan
    return counts


def _nearest(people_at: Floats, places_at: Floats, most: int) -> tuple[Floats, Numbers]:
    if len(people_at) * len(places_at) > _FEW:
        return cKDTree(places_at).query(people_at, k=[*range(1, most + 1)])
    away = _away(people_at, places_at)
    order = np.argsort(away, axis=1, kind="stable")[:, :most]
    return np.take_along_axis(away, order, axis=1), order


def _count(people_at: Floats, places_at: Floats, radii_m: Sequence[float]) -> Floats:
    if len(people_at) * len(places_at) > _FEW:
        return indicators.count_within(people_at, places_at, radii_m)
    reach = np.array(radii_m) + indicators.TOLERANCE_M
    return (_away(people_at, places_at)[:, :, None] <= reach).sum(axis=1).astype(float)


def _away(people_at: Floats, places_at: Floats) -> Floats:
    """Metres of each pair: (n, m)."""
    return np.hypot(*(people_at[:, None, :] - places_at[None, :, :]).transpose(2, 0, 1))


def pairs_taken(tags: Tags, supply: Supply) -> Callable[[NDArray, NDArray], NDArray[np.bool_]] | None:
    """What says of pairs (numbers of communes, numbers of places) whether the place takes the commune; None
    where every place takes everyone."""
    if not (supply.area >= 0).any():
        return None
    width = len(supply.takes)
    members = _members(tags)
    keys = [
        _taken(members, area) * width + number
        for number, area in enumerate(supply.takes)
        if (supply.area == number).any()
    ]
    known = np.sort(np.concatenate(keys)) if keys else np.zeros(0, dtype=np.int64)

    def takes(who: NDArray, where: NDArray) -> NDArray[np.bool_]:
        area = supply.area[where]
        return (area < 0) | np.isin(who.astype(np.int64) * width + area, known)

    return takes


def excluding(tags: Tags, supply: Supply) -> int:
    """How many places leave out at least one of the communes."""
    members = _members(tags)
    partial = [len(_taken(members, area)) < len(tags) for area in supply.takes]
    return int(np.array([*partial, False])[supply.area].sum())


def _groups(
    tags: Tags, supply: Supply, known: NDArray[np.bool_], places_at: Floats
) -> Iterator[tuple[Numbers, Numbers]]:
    """The communes with a point, and the places with one, that take one another: (numbers, numbers). Each
    place is in one group at most."""
    placed = np.isfinite(places_at).all(axis=1)
    everyone, open_to_all = np.flatnonzero(known), np.flatnonzero(placed & (supply.area < 0))
    if len(everyone) and len(open_to_all):
        yield everyone, open_to_all
    narrow = np.flatnonzero(placed & (supply.area >= 0))
    if not len(narrow):
        return
    members = _members(tags)
    order = narrow[np.argsort(supply.area[narrow], kind="stable")]
    starts = np.flatnonzero(np.diff(supply.area[order])) + 1
    for where in np.split(order, starts):
        who = _taken(members, supply.takes[supply.area[where[0]]])
        who = who[known[who]]
        if len(who):
            yield who, where


def _members(tags: Tags) -> dict[int, Numbers]:
    """The communes of each territory, by its number."""
    flat = tags.ravel()
    order = np.argsort(flat, kind="stable")
    values, starts = np.unique(flat[order], return_index=True)
    parts = np.split(order // tags.shape[1], starts[1:]) if len(flat) else []
    return {int(value): part for value, part in zip(values, parts, strict=True) if value != _NONE}


def _taken(members: dict[int, Numbers], area: frozenset[int]) -> Numbers:
    """The communes that an area takes, each once, in order."""
    found = [members[tag] for tag in area if tag in members]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
