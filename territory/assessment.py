# SPDX-License-Identifier: AGPL-3.0-or-later
"""A question about a territory, answered: people and places read, projected, measured.

Supply and demand across the border always count: places are read well beyond the territory (and everywhere
in the same part of France where the nearest is further still), and so are the people who share them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from django.utils import timezone

from mapping.vocabulary import THEMES, ThemeSpec
from territory import areas, freshness, indicators, people, projection, supply
from territory.arrays import Floats
from territory.indicators import RADII_M, Totals
from territory.people import People
from territory.projection import LAMBERT_93
from territory.question import Question
from territory.scope import FRANCE, Frame, epsg_of
from territory.supply import Supply

# Places are first read this far around a territory; further only where the nearest could be further.
FIRST_REACH_KM = 60.0
# An overseas département is alone in its projection: a place further than this is of another territory.
OVERSEAS_REACH_KM = 400.0
_MAINLAND = Frame(-9.9, 41.1, 10.4, 51.6)


@dataclass(frozen=True)
class Assessment:
    """What is known of each commune of a territory, in the order of `people`; metres and people.

    Everything is worked out when it is first asked for, in metres of `epsg`.
    """

    question: Question
    people: People
    supply: Supply
    epsg: int

    @cached_property
    def people_at(self) -> Floats:
        """Where the people are: (n, 2), in metres of the projection `epsg`; NaN unknown."""
        return projection.project(self.people.lonlat[:, 0], self.people.lonlat[:, 1], self.epsg)

    @cached_property
    def places_at(self) -> Floats:
        """Where the places are: (n, 2), in metres of the projection `epsg`."""
        return projection.project(self.supply.lonlat[:, 0], self.supply.lonlat[:, 1], self.epsg)

    @cached_property
    def tags(self) -> areas.Tags:
        """The territories of each commune, which the areas of places are held against."""
        return areas.tags_of(self.people)

    def nearest(self, count: int = 1) -> tuple[Floats, areas.Numbers]:
        """The nearest places that take each commune: metres (n, count) and numbers, see `areas.nearest`."""
        return areas.nearest(self.tags, self.people_at, self.supply, self.places_at, count)

    @cached_property
    def distance_m(self) -> Floats:
        """To the nearest place that takes the commune: NaN unknown, infinite where there is none in this part
        of France."""
        return self.nearest()[0][:, 0]

    def within(self, radii_m: Sequence[float]) -> Floats:
        """Places that take each commune, within each radius: (n, len(radii))."""
        return areas.count_within(self.tags, self.people_at, self.supply, self.places_at, radii_m)

    @cached_property
    def counts(self) -> Floats:
        """Places that take each commune within each of `RADII_M`: (n, 3)."""
        return self.within(RADII_M)

    @cached_property
    def everyone(self) -> tuple[Floats, Floats, areas.Tags]:
        """Points, numbers and territories of the communes of the territory, then of those who share its
        places."""
        frame = self.people.frame()
        if frame is None or self.question.scope.kind == FRANCE:
            return self.people_at, self.people.count, self.tags
        others = people.around(self.question.scope, frame.wider(2 * RADII_M[-1] / 1000))
        if self.question.demand is not None:
            others = others.counting(self.question.demand)
        return (
            np.concatenate(
                [self.people_at, projection.project(others.lonlat[:, 0], others.lonlat[:, 1], self.epsg)]
            ),
            np.concatenate([self.people.count, others.count]),
            np.concatenate([self.tags, areas.tags_of(others)]),
        )

    def _catchment(self, steps) -> Floats:
        everyone_at, count, tags = self.everyone
        found = indicators.floating_catchment(
            everyone_at,
            count,
            self.places_at,
            self.supply.capacities(self.question.assumed_capacity),
            steps,
            areas.pairs_taken(tags, self.supply),
        )
        return found[: len(self.people)]

    @cached_property
    def e2sfca(self) -> Floats:
        """Capacity within reach for 10,000 people, by the weights of the question."""
        return self._catchment(self.question.steps)

    @cached_property
    def two_step(self) -> Floats:
        """The same within 20 km, all distances alike (2SFCA)."""
        return self._catchment(indicators.TWO_STEP)

    @cached_property
    def lacking(self) -> Floats:
        """How many of the themes have no place within the threshold, whatever theme is asked about."""
        distances = [each.distance_m for _theme, each in self.by_theme()]
        return indicators.missing_themes(np.column_stack(distances), self.question.threshold_m)

    def by_theme(self) -> "Iterator[tuple[ThemeSpec, Assessment]]":
        """The same question of each theme, whatever theme is asked about."""
        for theme in THEMES:
            criteria = replace(self.question.criteria, themes=(theme.code,), thematiques=())
            asked = replace(self.question, criteria=criteria)
            yield theme, assess(asked, of_people=self.people, capacities=False)

    @cached_property
    def totals(self) -> Totals:
        """The territory's figures at the threshold of the question."""
        return indicators.totals(self.distance_m, self.people.count, self.question.threshold_m)

    def people_beyond(self, threshold_m: float) -> float:
        """The known people beyond another threshold, in metres."""
        known = ~np.isnan(self.distance_m) & ~np.isnan(self.people.count)
        return float(self.people.count[known & indicators.beyond(self.distance_m, threshold_m)].sum())

    def share_within(self, radius_m: float) -> float | None:
        """The share (0 to 1) of the known people within `radius_m` metres of a place; None without any."""
        return indicators.share_within(self.distance_m, self.people.count, radius_m)

    @cached_property
    def inside(self) -> areas.Numbers:
        """The places within the territory's own frame: those that its figures mostly count."""
        frame = self.people.frame()
        if frame is None:
            return np.zeros(0, dtype=np.int64)
        lon, lat = self.supply.lonlat.T
        held = (lon >= frame.west) & (lon <= frame.east) & (lat >= frame.south) & (lat <= frame.north)
        return np.flatnonzero(held)

    @cached_property
    def narrow(self) -> int:
        """How many of the places inside leave out at least one of the communes by their area."""
        kept = np.isin(np.arange(len(self.supply)), self.inside)
        return areas.excluding(self.tags, self.supply.only(kept))

    @property
    def capacities_known(self) -> int:
        """How many of the places say their capacity."""
        return int(np.isfinite(self.supply.capacity).sum())

    def changed(self, places: Supply) -> "Assessment":
        """The same territory with other places."""
        return replace(self, supply=places)


def assess(question: Question, *, of_people: People | None = None, capacities: bool = True) -> Assessment:
    """Read what answers `question`. `of_people` spares reading the communes again.

    ValueError for weights that mean nothing.
    """
    indicators.bands(RADII_M, question.weights)
    inside = of_people if of_people is not None else people.of(question.scope)
    if question.demand is not None and of_people is None:
        inside = inside.counting(question.demand)
    epsg = epsg_of(question.scope, sorted(set(inside.departements)))
    frame = inside.frame()
    if frame is not None and question.scope.kind != FRANCE:
        around = _places(question, frame.wider(FIRST_REACH_KM), capacities=capacities)
        first = Assessment(question, inside, around, epsg)
        known = first.distance_m[~np.isnan(first.distance_m)]
        # A hundredth less: the plane and the ground differ by up to three thousandths.
        if not len(known) or known.max() <= FIRST_REACH_KM * 990:
            return first
    domain = _MAINLAND if epsg == LAMBERT_93 or frame is None else frame.wider(OVERSEAS_REACH_KM)
    everywhere = _places(question, capacities=capacities).inside(domain)
    return Assessment(question, inside, everywhere, epsg)


def _places(question: Question, frame: Frame | None = None, *, capacities: bool) -> Supply:
    """The places that the question finds, of the records that it counts."""
    found = supply.places(question.criteria, frame, capacities=capacities)
    if question.records == freshness.ALL:
        return found
    looks = freshness.last_looks(found.structures)
    return found.only(freshness.ages(looks, timezone.localdate()).recent)
