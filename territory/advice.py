# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where to open next in a territory: the problem made of an assessment, its answer in communes."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.core.cache import cache

from search.engine import cells
from territory import worker
from territory.arrays import Floats
from territory.assessment import Assessment
from territory.change import Change, with_sites
from territory.siting import Advice, Choice, Problem
from territory.view import View

# What a page waits for at most; a région of 1,300 communes takes a few seconds.
LIMIT_S = 12.0
_KEPT_S = 3600


@dataclass(frozen=True, slots=True)
class Site:
    """A commune to open in: what it adds to those before it, in people brought within the threshold, and the
    mean distance that is left once it is open, in metres."""

    code: str
    name: str
    people: float
    lon: float
    lat: float
    adds: float
    mean_m: float | None


@dataclass(frozen=True)
class Answer:
    """An advice about a territory. `candidates` are positions in `assessment.people`."""

    view: View
    assessment: Assessment
    candidates: np.ndarray
    advice: Advice
    everyone: Choice
    left_out: float

    def _at(self, candidates) -> Floats:
        return self.assessment.people.lonlat[self.candidates[list(candidates)]]

    def name_of(self, candidate: int) -> str:
        """The name of a candidate's commune."""
        return self.assessment.people.names[int(self.candidates[candidate])]

    @cached_property
    def change(self) -> Change:
        """Before and after all the sites."""
        sites = self.advice.choice.sites
        return with_sites(self.assessment, self._at(sites), [self.view.capacity] * len(sites))

    @cached_property
    def sites(self) -> list[Site]:
        """The sites, in the order in which opening them adds the most."""
        people = self.assessment.people
        found, beyond = [], self.assessment.totals.people_beyond
        for number, candidate in enumerate(self.advice.choice.sites, start=1):
            so_far = self.advice.choice.sites[:number]
            capacities = [self.view.capacity] * number
            after = with_sites(self.assessment, self._at(so_far), capacities).totals_after
            i = int(self.candidates[candidate])
            lon, lat = people.lonlat[i].tolist()
            found.append(
                Site(
                    str(people.codes[i]),
                    people.names[i],
                    float(people.count[i]),
                    lon,
                    lat,
                    beyond - after.people_beyond,
                    after.mean_m,
                )
            )
            beyond = after.people_beyond
        return found

    @cached_property
    def alternatives(self) -> list[tuple[str, list[tuple[str, float]]]]:
        """For each site, the communes that could stand in for it, and the share of the gain that is lost."""
        found: dict[int, list[tuple[str, float]]] = {site: [] for site in self.advice.choice.sites}
        for each in self.advice.alternatives:
            found[each.instead_of].append((self.name_of(each.site), max(0.0, each.loss)))
        return [(self.name_of(site), others) for site, others in found.items() if others]

    @cached_property
    def everyone_names(self) -> list[str]:
        """The communes chosen where everyone counts, wherever they live."""
        return [self.name_of(candidate) for candidate in self.everyone.sites]


def problem_of(assessment: Assessment, candidates_from: int = 0) -> tuple[Problem, np.ndarray]:
    """The problem of a territory, and which of its communes are candidates.

    They are those with a known point and at least `candidates_from` people; all with a point where nobody's
    number is known.
    """
    people = assessment.people
    located = np.isfinite(people.lonlat).all(axis=1)
    eligible = located & (np.nan_to_num(people.count, nan=0) >= candidates_from)
    candidates = np.flatnonzero(eligible)
    at = assessment.people_at
    return Problem(at, people.count, assessment.distance_m, at[candidates]), candidates


def answer(view: View, assessment: Assessment) -> Answer:
    """Where to open by a view. Kept for an hour while the directory stays as it is. Raises Unavailable."""
    problem, candidates = problem_of(assessment, view.candidates_from)
    key = f"territory:advice:{cells.data_version()}:{hashlib.blake2s(view.link().encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        threshold = view.question().threshold_m
        kept = worker.work(problem, view.sites, view.aim, threshold, LIMIT_S)
        cache.set(key, kept, _KEPT_S)
    return Answer(view, assessment, candidates, kept.advice, kept.everyone, kept.left_out)


def proof(choice: Choice) -> str:
    """How sure a choice is: « prouve », « ecart » or « rien »."""
    if choice.gap is None:
        return "rien"
    return "ecart" if choice.gap > 0 else "prouve"
