# SPDX-License-Identifier: AGPL-3.0-or-later
"""Communes added up: by EPCI, by département, or by any grouping that staff brought.

A mean hides those it leaves out: beside each group's mean stand its nearest and farthest communes, and the
people beyond the threshold in groups whose mean is within it are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from territory import indicators
from territory.assessment import Assessment
from territory.indicators import Totals


@dataclass(frozen=True, slots=True)
class Group:
    """A set of communes: its totals, and the least and greatest distance of its communes in metres.

    `lowest_m` and `highest_m` are None where no commune has a known point; `farthest` is the name of the
    commune of the latter.
    """

    code: str
    name: str
    totals: Totals
    lowest_m: float | None
    highest_m: float | None
    threshold_m: float
    farthest: str = ""

    @property
    def hidden(self) -> float:
        """The people beyond the threshold whom the group's mean hides: it is within the threshold itself."""
        mean = self.totals.mean_m
        return self.totals.people_beyond if mean is not None and mean <= self.threshold_m else 0.0


def grouped(assessment: Assessment, keys: Sequence[str], names: dict[str, str]) -> list[Group]:
    """The communes added up by key, in the order of the people beyond the threshold, most first.

    `keys` has one key a commune; those without a key (an empty one) are a group of their own, last.
    """
    threshold = assessment.question.threshold_m
    keys_array = np.asarray(keys)
    found = []
    for key in np.unique(keys_array):
        inside = keys_array == key
        distance = assessment.distance_m[inside]
        known = distance[~np.isnan(distance)]
        found.append(
            Group(
                str(key),
                names.get(str(key), str(key)),
                indicators.totals(distance, assessment.people.count[inside], threshold),
                float(known.min()) if len(known) else None,
                float(known.max()) if len(known) else None,
                threshold,
                _farthest(assessment, inside),
            )
        )
    return sorted(found, key=lambda group: (group.code == "", -group.totals.people_beyond, group.name))


def _farthest(assessment: Assessment, inside: NDArray[np.bool_]) -> str:
    """The name of the commune that is the farthest of some; empty where none has a known point."""
    away = np.where(inside & ~np.isnan(assessment.distance_m), assessment.distance_m, -1.0)
    place = int(away.argmax())
    return assessment.people.names[place] if away[place] >= 0 else ""


def hidden_share(groups: Sequence[Group]) -> float | None:
    """The share of the people beyond the threshold that the groups' means hide; None without any."""
    everyone = sum(group.totals.people_beyond for group in groups)
    return sum(group.hidden for group in groups) / everyone if everyone else None
