# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people ask for and do not find, beside where they live: told by a room above, which declares how.

It never stands alone: who does not search is not counted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from territory import indicators
from territory.arrays import Floats
from territory.assessment import Assessment

# What bringing somebody nearer is worth: one for each inhabitant, or by searches that found nothing.
INHABITANTS, SEARCHES = "habitants", "recherches"


@dataclass(frozen=True, slots=True)
class Unmet:
    """Searches of some months, `first` to `last` (their first days), by EPCI: those that found nothing within
    the distance that they asked, and all of them. An EPCI that is not there had too few in every month to be
    told."""

    first: date
    last: date
    nothing: Mapping[str, int]
    asked: Mapping[str, int]


# The searches for some themes, all of them where there is none; None where no month can be told yet.
Source = Callable[[Sequence[str]], Unmet | None]
_sources: list[Source] = []


def told_by(source: Source) -> None:
    """Declare who tells it; meant for the `ready` of an app."""
    if source not in _sources:
        _sources.append(source)


def of(themes: Sequence[str]) -> Unmet | None:
    """The searches for some themes; None where nobody tells them, or no month yet."""
    return next((told for source in _sources if (told := source(themes)) is not None), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One EPCI of a territory: its people there, the searches and those that found nothing; None where they
    are too few to be told."""

    code: str
    people: float
    asked: int | None
    nothing: int | None

    @property
    def for_ten_thousand(self) -> float | None:
        """The searches that found nothing, for 10,000 people; None where either is not known."""
        return 10_000 * self.nothing / self.people if self.nothing and self.people else None


@dataclass(frozen=True, slots=True)
class Sought:
    """The searches of the months of a territory. `weights` (n) shares those that found nothing between the
    communes that are too far."""

    told: Unmet
    lines: list[Line]
    weights: Floats

    @property
    def nothing(self) -> int:
        """The searches of its EPCI that found nothing."""
        return sum(line.nothing or 0 for line in self.lines)

    @property
    def asked(self) -> int:
        """The searches of its EPCI."""
        return sum(line.asked or 0 for line in self.lines)


def sought(assessment: Assessment) -> Sought | None:
    """The searches of a territory for what its question asks; None where no month can be told."""
    told = of(assessment.question.criteria.themes)
    if told is None:
        return None
    people = assessment.people
    lacking = indicators.beyond(assessment.distance_m, assessment.question.threshold_m)
    lines = []
    for code in sorted(set(people.epci.tolist()) - {""}):
        inside = float(np.nansum(people.count[people.epci == code]))
        asked = told.asked.get(code)
        lines.append(Line(code, inside, asked, told.nothing.get(code)))
    lines.sort(key=lambda line: (-(line.nothing or 0), -(line.asked or 0), line.code))
    return Sought(told, lines, weights(told.nothing, people.epci, people.count, lacking))


def weights(
    nothing: Mapping[str, int], epci: NDArray[np.str_], people: Floats, lacking: NDArray[np.bool_]
) -> Floats:
    """The searches that found nothing, by commune (n): those of each EPCI, shared between its communes that
    `lacking` says are too far, by their people. Nobody knows from which of them they came: nothing finer than
    an EPCI is kept. An EPCI without such communes, or without people, shares nothing."""
    inside = np.where(lacking, np.nan_to_num(people), 0.0)
    found = np.zeros(len(people))
    for code, searches in nothing.items():
        here = np.where(epci == code, inside, 0.0)
        total = here.sum()
        if total > 0:
            found += here * (searches / total)
    return found
