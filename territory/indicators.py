# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is within reach of what: pure functions over points in metres of one projection.

Two states are kept apart throughout. **Missing** (NaN): nobody knows, because a commune has no point or its
population is not published. **Nothing** (an infinite distance, a count of zero, an accessibility of zero):
known, and it is a gap. Thresholds are inclusive: someone at 10 km exactly is within 10 km.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from territory.arrays import Floats

RADII_M = (5_000.0, 10_000.0, 20_000.0)
# E2SFCA (Luo & Qi 2009) with the bands of `RADII_M`: the weights of its authors' slow decay.
E2SFCA_WEIGHTS = (1.0, 0.68, 0.22)
# Accessibility is told for this many people.
PER_PEOPLE = 10_000
# What a distance may exceed a threshold by and still be within it: no position is known to a millimetre.
TOLERANCE_M = 1e-3
# Share of the threshold, below and above, within which a distance is « limite »: the straight line, or the
# one point of a commune, could be wrong by that much.
BORDERLINE = 0.10
# Pairs handled at a time, which bounds the memory of a national batch (24 bytes each, some copies).
_PAIRS_AT_ONCE = 1_500_000


@dataclass(frozen=True, slots=True)
class Band:
    """People or places no further than `radius_m` count for `weight`, unless a nearer band holds them."""

    radius_m: float
    weight: float


def bands(radii_m: Sequence[float] = RADII_M, weights: Sequence[float] = E2SFCA_WEIGHTS) -> tuple[Band, ...]:
    """Bands from radii in metres, increasing, and weights, none above the one before it.

    Raises ValueError for anything else: a weight that grows with distance has no meaning.
    """
    if len(radii_m) != len(weights) or not radii_m:
        raise ValueError("Il faut autant de poids que de distances.")
    if not all(map(math.isfinite, (*radii_m, *weights))):
        raise ValueError("Les distances et les poids doivent être des nombres.")
    if any(a >= b for a, b in pairwise(radii_m)) or radii_m[0] <= 0:
        raise ValueError("Les distances doivent être positives et croissantes.")
    if any(a < b for a, b in pairwise(weights)) or weights[-1] < 0 or weights[0] <= 0:
        raise ValueError("Les poids doivent être positifs et ne jamais croître avec la distance.")
    return tuple(Band(float(radius), float(weight)) for radius, weight in zip(radii_m, weights, strict=True))


TWO_STEP = bands(RADII_M[-1:], (1.0,))
ENHANCED = bands()


def nearest(people_at: Floats, places_at: Floats) -> Floats:
    """Metres from each point of `people_at` (n, 2) to the nearest of `places_at` (m, 2).

    NaN where the point is missing, infinity where there is no place at all.
    """
    found = np.full(len(people_at), np.nan)
    known = _known(people_at)
    places = places_at[_known(places_at)]
    if not len(places):
        found[known] = np.inf
        return found
    found[known] = cKDTree(places).query(people_at[known])[0]
    return found


def count_within(people_at: Floats, places_at: Floats, radii_m: Sequence[float] = RADII_M) -> Floats:
    """How many places are within each radius of each point: (n, len(radii)), NaN where it is missing."""
    counts = np.full((len(people_at), len(radii_m)), np.nan)
    known = np.flatnonzero(_known(people_at))
    places = places_at[_known(places_at)]
    if not len(places):
        counts[known] = 0
        return counts
    if len(known):
        # The tree that is walked for each radius is that of the places.
        tree = cKDTree(places)
        for column, radius in enumerate(radii_m):
            counts[known, column] = tree.query_ball_point(
                people_at[known], radius + TOLERANCE_M, return_length=True, workers=_workers(len(known))
            )
    return counts


def floating_catchment(
    people_at: Floats,
    people: Floats,
    places_at: Floats,
    capacity: Floats,
    steps: Sequence[Band] = ENHANCED,
    takes: Callable[[NDArray, NDArray], NDArray[np.bool_]] | None = None,
) -> Floats:
    """Capacity within reach for 10,000 people at each point, by a two-step floating catchment area.

    First each place shares its `capacity` (m) between the people in its catchment, weighted by band; then
    each point adds up the shares within its own. One band is 2SFCA (Luo & Wang 2003), several are E2SFCA
    (Luo & Qi 2009). `people` is (n), and NaN there counts for nobody. Zero where no place is within reach,
    NaN where the point is missing. A place with nobody in its catchment adds nothing. `takes` says of pairs
    of points and places, by their numbers, which are within reach of one another besides.
    """
    access = np.full(len(people_at), np.nan)
    known = np.flatnonzero(_known(people_at))
    access[known] = 0.0
    usable = _known(places_at) & np.isfinite(capacity)
    places, offered, numbers = places_at[usable], capacity[usable], np.flatnonzero(usable)
    if not len(known) or not len(places):
        return access
    weight_of = np.array([band.weight for band in steps])
    counted = np.where(np.isfinite(people[known]), people[known], 0.0)
    demand = np.zeros(len(places))
    kept = []
    for who, where, band in _pairs(people_at[known], places, steps):
        if takes is not None:
            taken = takes(known[who], numbers[where])
            who, where, band = who[taken], where[taken], band[taken]
        demand += np.bincount(where, weights=counted[who] * weight_of[band], minlength=len(places))
        kept.append((who, where, band))
    share = np.divide(offered, demand, out=np.zeros(len(places)), where=demand > 0)
    reached = np.zeros(len(known))
    for who, where, band in kept:
        reached += np.bincount(who, weights=share[where] * weight_of[band], minlength=len(known))
    access[known] = reached * PER_PEOPLE
    return access


def _pairs(
    people_at: Floats, places: Floats, steps: Sequence[Band]
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]]:
    """Every (person, place) within the last band, in parts: their numbers, and the number of the band."""
    radii = np.array([band.radius_m for band in steps]) + TOLERANCE_M
    reach = float(radii[-1])
    place_tree = cKDTree(places)
    for part in _parts(people_at, place_tree, reach):
        found = cKDTree(people_at[part]).sparse_distance_matrix(place_tree, reach, output_type="ndarray")
        band = np.zeros(len(found), dtype=np.uint8)
        for radius in radii[:-1]:
            band += found["v"] > radius
        yield part[found["i"]].astype(np.int32), found["j"].astype(np.int32), band


def _parts(people_at: Floats, place_tree: cKDTree, reach: float) -> list[NDArray[np.intp]]:
    """The people in parts that have some `_PAIRS_AT_ONCE` places within reach each; one where it can."""
    # Neighbours in the same part, so that the tree of each part is small: strips, then along them.
    strip = np.floor(people_at[:, 0] / (4 * reach))
    order = np.lexsort((people_at[:, 1], strip))
    around = place_tree.query_ball_point(
        people_at[order], reach, return_length=True, workers=_workers(len(order))
    )
    if around.sum() <= _PAIRS_AT_ONCE:
        return [order]
    ends = np.searchsorted(
        np.cumsum(around), np.arange(1, around.sum() // _PAIRS_AT_ONCE + 1) * _PAIRS_AT_ONCE
    )
    return [part for part in np.split(order, np.unique(ends)) if len(part)]


def _workers(points: int) -> int:
    """Threads for SciPy: they take longer to start than to count around one département."""
    return 1 if points < 5_000 else -1


def beyond(distance_m: Floats, threshold_m: float) -> NDArray[np.bool_]:
    """Which distances are beyond a threshold; never a missing one."""
    return distance_m > threshold_m + TOLERANCE_M


def borderline(distance_m: Floats, threshold_m: float) -> NDArray[np.bool_]:
    """Which distances are so near the threshold that the answer could be the other one."""
    low, high = threshold_m * (1 - BORDERLINE), threshold_m * (1 + BORDERLINE)
    return (distance_m >= low - TOLERANCE_M) & (distance_m <= high + TOLERANCE_M)


def missing_themes(distances_m: Floats, threshold_m: float) -> Floats:
    """How many themes are beyond the threshold at each point, from (n, themes) distances; NaN if missing."""
    count = beyond(distances_m, threshold_m).sum(axis=1).astype(float)
    count[np.isnan(distances_m).any(axis=1)] = np.nan
    return count


@dataclass(frozen=True, slots=True)
class Totals:
    """What a set of communes adds up to; people, communes and metres.

    Shares and means are of the people whose number and distance are both known; None where there are none.
    `unknown` counts the communes left out of them. `mean_m` leaves out those with no place at all, which
    `unreached` counts in people.
    """

    communes: int
    people: float
    communes_beyond: int
    people_beyond: float
    communes_borderline: int
    people_borderline: float
    unknown: int
    unreached: float
    mean_m: float | None

    @property
    def people_known(self) -> float | None:
        """The people, or None where nobody's number is known: a sum of nothing would read as nobody."""
        return self.people if self.unknown < self.communes else None

    @property
    def beyond_known(self) -> float | None:
        """The people beyond the threshold, or None where nobody's number is known."""
        return self.people_beyond if self.unknown < self.communes else None

    @property
    def share_beyond(self) -> float | None:
        """Between 0 and 1."""
        return self.people_beyond / self.people if self.people else None


def totals(distance_m: Floats, people: Floats, threshold_m: float) -> Totals:
    """Add up the communes of a territory: distances in metres (n) and people (n), either may be NaN.

    A commune whose people are not known counts among the communes beyond, never among the people.
    """
    located = ~np.isnan(distance_m)
    known = located & ~np.isnan(people)
    far, near_the_line = beyond(distance_m, threshold_m), borderline(distance_m, threshold_m)
    reached = known & np.isfinite(distance_m)
    weight = people[reached].sum()
    return Totals(
        communes=len(distance_m),
        people=float(people[known].sum()),
        communes_beyond=int(far.sum()),
        people_beyond=float(people[known & far].sum()),
        communes_borderline=int(near_the_line.sum()),
        people_borderline=float(people[known & near_the_line].sum()),
        unknown=int((~known).sum()),
        unreached=float(people[known & np.isinf(distance_m)].sum()),
        mean_m=float((people[reached] * distance_m[reached]).sum() / weight) if weight else None,
    )


def share_within(distance_m: Floats, people: Floats, radius_m: float) -> float | None:
    """The share (0 to 1) of the known people who have a place within `radius_m`."""
    known = ~np.isnan(distance_m) & ~np.isnan(people)
    everyone = people[known].sum()
    if not everyone:
        return None
    return float(people[known & ~beyond(distance_m, radius_m)].sum() / everyone)


def _known(points: Floats) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(points).all(axis=1))
