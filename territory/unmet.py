# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people ask for and do not find, beside where they live: told by a room above, which declares how.

It never stands alone: who does not search is not counted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from territory import indicators
from territory.arrays import Floats
from territory.assessment import Assessment
from territory.people import People

# What bringing somebody nearer is worth: one for each inhabitant, by searches that found nothing, or by what
# structures counted at their desks.
INHABITANTS, SEARCHES, DEMANDS = "habitants", "recherches", "demandes"


@dataclass(frozen=True, slots=True)
class Unmet:
    """Searches of some months, `first` to `last` (their first days), by EPCI: those that found nothing within
    the distance that they asked, and all of them. An EPCI that is not there had too few in every month to be
    told. `communes` are of those that found nothing the ones whose commune is known: of a large commune, and
    enough in a month. `counted` are the demands that structures counted at their desks, by telephone and at a
    distance, by the EPCI of the structure. Searches, or demands, may be invented to show the pages."""

    first: date
    last: date
    nothing: Mapping[str, int]
    asked: Mapping[str, int]
    communes: Mapping[str, int] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)
    searches_are_examples: bool = False
    demands_are_examples: bool = False


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
    """One EPCI of a territory: its people there, the searches and those that found nothing, None where they
    are too few to be told; the demands that its structures counted, None where none did."""

    code: str
    people: float
    asked: int | None
    nothing: int | None
    counted: int | None = None

    @property
    def for_ten_thousand(self) -> float | None:
        """The searches that found nothing, for 10,000 people; None where either is not known."""
        return 10_000 * self.nothing / self.people if self.nothing and self.people else None


@dataclass(frozen=True, slots=True)
class Sought:
    """The searches of the months of a territory. `weights` (n) are those that found nothing in the communes
    that are too far, about; `demands` (n) those that structures of their EPCI counted, shared likewise."""

    told: Unmet
    lines: list[Line]
    weights: Floats
    demands: Floats

    def weighing(self, weighed: str) -> Floats:
        """What each commune is worth (n) where searches, or demands, are what counts."""
        return self.demands if weighed == DEMANDS else self.weights

    def everything(self, weighed: str) -> int:
        """The searches that found nothing, or the demands, of all its EPCI."""
        return self.counted if weighed == DEMANDS else self.nothing

    @property
    def counted(self) -> int:
        """The demands that structures of its EPCI counted."""
        return sum(line.counted or 0 for line in self.lines)

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
        lines.append(Line(code, inside, asked, told.nothing.get(code), told.counted.get(code)))
    lines.sort(key=lambda line: (-(line.nothing or 0), -(line.asked or 0), -(line.counted or 0), line.code))
    counted = Unmet(told.first, told.last, told.counted, {})
    return Sought(told, lines, weights(told, people, lacking), weights(counted, people, lacking))


def weights(told: Unmet, people: People, lacking: NDArray[np.bool_]) -> Floats:
    """The searches that found nothing, by commune (n), where `lacking` says that the commune is too far.

    Those whose commune is known count there, or nowhere where it is not too far: something else than the
    distance was wrong. The others of each EPCI are shared between its communes that are too far, by their
    people; an EPCI without such communes, or without people, shares nothing.
    """
    inside = np.where(lacking, np.nan_to_num(people.count), 0.0)
    known = np.array([told.communes.get(code, 0) for code in people.codes.tolist()], dtype=float)
    found = np.where(lacking, known, 0.0)
    for code, searches in told.nothing.items():
        of = people.epci == code
        here = np.where(of, inside, 0.0)
        total, rest = here.sum(), searches - known[of].sum()
        if total > 0 and rest > 0:
            found += here * (rest / total)
    return found
