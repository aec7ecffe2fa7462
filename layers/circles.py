# SPDX-License-Identifier: AGPL-3.0-or-later
"""Circles as large as what they count, that never touch: what would is told together, on the larger town."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

# Between the edges of two circles, in pixels.
GAP_PX = 3.0
_MANY = 100
_WIDER = 1.2


@dataclass(frozen=True, slots=True)
class Circle:
    """`count` places told at a point of a plane, in pixels.

    `town` names where, empty where that is not known, and `people` live there (-1 where nobody knows); `key`
    tells circles apart whose towns do not. `counts` are of parts of the places, by theme, and `holds` is what
    else was put together.
    """

    x: float
    y: float
    count: int
    town: str = ""
    people: int = -1
    key: str = ""
    counts: tuple[int, ...] = ()
    holds: tuple[Any, ...] = ()

    @property
    def radius(self) -> float:
        """In pixels: 11 for one place, 39 for a hundred, and little more for many hundreds."""
        if self.count <= _MANY:
            return 8 + 3.1 * math.sqrt(self.count)
        return 39 + 8 * math.log10(self.count / _MANY)

    def touches(self, other: "Circle", gap: float = GAP_PX) -> bool:
        """Whether less than `gap` is between the two."""
        return math.hypot(self.x - other.x, self.y - other.y) < self.radius + other.radius + gap

    def with_all_of(self, other: "Circle") -> "Circle":
        """The places of both, where this one is."""
        counts = tuple(a + b for a, b in zip(self.counts, other.counts, strict=True))
        return replace(self, count=self.count + other.count, counts=counts, holds=self.holds + other.holds)


def _rank(circle: Circle) -> tuple:
    """The larger town first; where that tells nothing, what counts more."""
    return -circle.people, -circle.count, circle.town, circle.key


def few(circles: Iterable[Circle], most: int) -> list[Circle]:
    """The same places in circles that do not touch, `most` at most: as far apart as that takes."""
    found, gap = gathered(circles), GAP_PX
    while len(found) > most:
        gap *= _WIDER
        found = gathered(found, gap)
    return found


def gathered(circles: Iterable[Circle], gap: float = GAP_PX) -> list[Circle]:
    """The same places in circles that have `gap` between them, the larger towns first.

    The order of `circles` has no bearing on the answer. The largest towns take in what they touch first, and
    again as they grow.
    """
    left = sorted(circles, key=_rank)
    while True:
        kept: list[Circle] = []
        for circle in left:
            near = next((i for i, other in enumerate(kept) if other.touches(circle, gap)), None)
            if near is None:
                kept.append(circle)
            else:
                kept[near] = kept[near].with_all_of(circle)
        if len(kept) == len(left):
            return kept
        left = kept
