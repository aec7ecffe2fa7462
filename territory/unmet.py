# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people ask for and do not find, beside where they live: told by a room above, which declares how.

It never stands alone: who does not search is not counted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from territory.arrays import Floats


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
