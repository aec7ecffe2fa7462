# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of a territory: every parameter of an indicator, with what each accepts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.question import Criteria
from territory.freshness import ALL
from territory.indicators import E2SFCA_WEIGHTS, RADII_M, Band, bands
from territory.scope import Scope
from territory.supply import ASSUMED_CAPACITY

DEFAULT_THRESHOLD_KM = 10.0


@dataclass(frozen=True, slots=True)
class Question:
    """One look at a territory.

    `threshold_m` is how far is too far; `threshold_min` the minutes by car that it stands for, where it was
    asked in minutes. `records` says which records count (`territory.freshness`). `weights` are those of
    E2SFCA for the bands of `RADII_M`;
    `assumed_capacity` (people) stands for the capacity of a service that says none. `demand` gives another
    number than the population, by commune code; `demand_name` says of whom.
    """

    scope: Scope
    criteria: Criteria = field(default_factory=Criteria)
    threshold_m: float = DEFAULT_THRESHOLD_KM * 1000
    weights: tuple[float, ...] = E2SFCA_WEIGHTS
    assumed_capacity: float = ASSUMED_CAPACITY
    demand: Mapping[str, float] | None = None
    demand_name: str = ""
    records: str = ALL
    threshold_min: float | None = None

    @property
    def steps(self) -> tuple[Band, ...]:
        """The bands of distance and their weights, the nearest first."""
        return bands(RADII_M, self.weights)
