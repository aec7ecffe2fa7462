# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before and after: what opening or closing places changes for the people of a territory and beside it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from territory import areas, indicators, people
from territory.assessment import Assessment
from territory.indicators import Totals
from territory.projection import project


@dataclass(frozen=True, slots=True)
class Moved:
    """A commune whose nearest place is another: metres before and after."""

    code: str
    name: str
    people: float
    before_m: float
    after_m: float
    reached: bool
    lost: bool


@dataclass(frozen=True)
class Change:
    """The same territory with the places of today, and with others."""

    before: Assessment
    after: Assessment

    @property
    def totals_before(self) -> Totals:
        """The territory's figures with the places of today."""
        return self.before.totals

    @property
    def totals_after(self) -> Totals:
        """The territory's figures with the others."""
        return self.after.totals

    @property
    def reached(self) -> float:
        """How many more people are within the threshold; negative where some are lost."""
        return self.totals_before.people_beyond - self.totals_after.people_beyond

    @cached_property
    def moved(self) -> list[Moved]:
        """The communes whose way changes, those with the most people first."""
        before, after = self.before.distance_m, self.after.distance_m
        threshold = self.before.question.threshold_m
        inhabitants = self.before.people
        was, will_be = indicators.beyond(before, threshold), indicators.beyond(after, threshold)
        changed = np.flatnonzero(~np.isclose(before, after, atol=1, equal_nan=True))
        found = [
            Moved(
                str(inhabitants.codes[i]),
                inhabitants.names[i],
                float(inhabitants.count[i]),
                float(before[i]),
                float(after[i]),
                bool(was[i] and not will_be[i]),
                bool(will_be[i] and not was[i]),
            )
            for i in changed
        ]
        return sorted(found, key=lambda each: (not (each.reached or each.lost), -np.nan_to_num(each.people)))

    @cached_property
    def neighbours_reached(self) -> float:
        """How many more people of the communes around are within the threshold."""
        question = self.before.question
        frame = self.before.people.frame()
        if frame is None:
            return 0.0
        others = people.around(question.scope, frame.wider(2 * question.threshold_m / 1000))
        if question.demand is not None:
            others = others.counting(question.demand)
        at = project(others.lonlat[:, 0], others.lonlat[:, 1], self.before.epsg)
        known, tags = ~np.isnan(others.count), areas.tags_of(others)
        far = [
            indicators.beyond(
                areas.nearest(tags, at, each.supply, each.places_at)[0][:, 0], question.threshold_m
            )
            for each in (self.before, self.after)
        ]
        return float(others.count[known & far[0]].sum() - others.count[known & far[1]].sum())


def with_sites(before: Assessment, lonlat, capacity, removed: Collection[int] = ()) -> Change:
    """The change that some sites make (points in degrees, capacities in people), less removed structures."""
    places = before.supply.without(set(removed)) if removed else before.supply
    after = before.changed(
        places.with_sites(np.asarray(lonlat, dtype=float).reshape(-1, 2), np.asarray(capacity, dtype=float))
    )
    return Change(before, after)
