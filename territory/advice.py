# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where to open next in a territory: the problem made of an assessment, its answer in communes."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from django.core.cache import cache
from django.utils import timezone

from search.engine import cells
from territory import unmet, worker
from territory.arrays import Floats
from territory.assessment import Assessment
from territory.change import Change, with_sites
from territory.indicators import beyond
from territory.siting import COVERAGE, Advice, Choice, Problem
from territory.unmet import INHABITANTS, Sought
from territory.view import View

# What a page waits for at most; a région of 1,300 communes takes a few seconds.
LIMIT_S = 12.0
_KEPT_S = 3600


# What loses less than this share of the whole gain is nearly as good.
NEARLY = 0.05


@dataclass(frozen=True, slots=True)
class Other:
    """A commune nearly as good as a site: the share of the whole gain that is lost with it, and for coverage
    the people, or the searches where these are what counts."""

    name: str
    loss: float
    people_lost: float | None


@dataclass(frozen=True, slots=True)
class Site:
    """A commune to open in: its inhabitants, what it adds to those before it in people brought within the
    threshold, the mean distance that is left once it is open, in metres, communes nearly as good, and how
    many are as good. `answers` is what it adds in searches that found nothing, or in demands, about, where
    these are what counts; else None."""

    code: str
    name: str
    people: float
    lon: float
    lat: float
    adds: float
    mean_m: float | None
    nearly: tuple[Other, ...] = ()
    ties: int = 0
    answers: float | None = None


@dataclass(frozen=True)
class Answer:
    """An advice about a territory. `candidates` are positions in `assessment.people`; `sought` is what people
    search there, where that is what counts and something is told of it."""

    view: View
    assessment: Assessment
    candidates: np.ndarray
    advice: Advice
    everyone: Choice
    left_out: float
    sought: Sought | None = None

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
        found, people_beyond = [], self.assessment.totals.people_beyond
        answered = 0.0
        for number, candidate in enumerate(self.advice.choice.sites, start=1):
            so_far = self.advice.choice.sites[:number]
            capacities = [self.view.capacity] * number
            change = with_sites(self.assessment, self._at(so_far), capacities)
            after, answers = change.totals_after, self._answered(change)
            i = int(self.candidates[candidate])
            lon, lat = people.lonlat[i].tolist()
            found.append(
                Site(
                    str(people.codes[i]),
                    people.names[i],
                    float(people.inhabitants[i]),
                    lon,
                    lat,
                    people_beyond - after.people_beyond,
                    after.mean_m,
                    tuple(other for other in self._others(candidate) if other.loss < NEARLY),
                    self.advice.choice.ties[number - 1],
                    None if answers is None else answers - answered,
                )
            )
            people_beyond, answered = after.people_beyond, answers or 0.0
        return found

    def _answered(self, change: Change) -> float | None:
        """About how many searches that found nothing, or demands, are of communes that a change brings within
        the threshold; None where inhabitants are what counts."""
        if self.sought is None:
            return None
        near = ~beyond(change.after.distance_m, self.assessment.question.threshold_m)
        return float(self.sought.weighing(self.view.weighed)[near].sum())

    @cached_property
    def answered(self) -> float | None:
        """The same of all the sites."""
        return self._answered(self.change)

    def _others(self, site: int) -> list[Other]:
        """The communes that could stand in for a site, at the least loss first."""
        choice = self.advice.choice
        found = []
        for each in self.advice.alternatives:
            if each.instead_of == site:
                loss = max(0.0, each.loss)
                lost = loss * choice.gain if self.view.aim == COVERAGE else None
                found.append(Other(self.name_of(each.site), loss, lost))
        return found

    @property
    def is_proven(self) -> bool:
        """Whether no other choice is better for the aim."""
        return self.advice.choice.gap == 0

    @cached_property
    def everyone_names(self) -> list[str]:
        """The communes chosen where everyone counts, wherever they live."""
        return [self.name_of(candidate) for candidate in self.everyone.sites]


def problem_of(assessment: Assessment, candidates_from: int = 0) -> tuple[Problem, np.ndarray]:
    """The problem of a territory, and which of its communes are candidates.

    They are those with a known point and at least `candidates_from` inhabitants, whoever is counted, and
    those whose inhabitants are not known. The distances are those of the assessment: its threshold leaves
    out here the same people as there.
    """
    people = assessment.people
    located = np.isfinite(people.lonlat).all(axis=1)
    candidates = np.flatnonzero(located & ~(people.inhabitants < candidates_from))
    at = assessment.people_at
    problem = Problem(at, people.count, assessment.distance_m, at[candidates], people.inhabitants[candidates])
    return problem, candidates


def answer(view: View, assessment: Assessment, limit_s: float = LIMIT_S) -> Answer:
    """Where to open by a view. Raises Unavailable.

    What is proven is kept for an hour while the directory stays as it is, so that every page says the same.
    """
    problem, candidates = problem_of(assessment, view.candidates_from)
    sought = unmet.sought(assessment) if view.weighed != INHABITANTS else None
    if view.weighed != INHABITANTS:
        # Where nothing is told, nothing is worth anything, and no site is proposed.
        nothing = np.zeros(len(assessment.people))
        problem = replace(problem, weights=sought.weighing(view.weighed) if sought else nothing)
    searches = hashlib.blake2s(problem.weights.tobytes()).hexdigest()
    key = f"territory:sites:{cells.data_version()}:{timezone.localdate()}:{_digest(view)}:{searches}"
    kept = cache.get(key)
    if kept is None:
        threshold = view.question().threshold_m
        kept = worker.work(problem, view.sites, view.aim, threshold, limit_s)
        if kept.advice.choice.gap is not None:
            cache.set(key, kept, _KEPT_S)
    return Answer(view, assessment, candidates, kept.advice, kept.everyone, kept.left_out, sought)


def _digest(view: View) -> str:
    """The same for the views that ask the same: how they are drawn and listed is no part of it."""
    usual = View(view.scope, view.criteria)
    asked = replace(
        view, measure=usual.measure, sort=usual.sort, listed=usual.listed, grouping=None, overlay=None
    )
    return hashlib.blake2s(asked.link().encode()).hexdigest()


def proof(choice: Choice) -> str:
    """How sure a choice is: « prouve », « ecart » or « rien »."""
    if choice.gap is None:
        return "rien"
    return "ecart" if choice.gap > 0 else "prouve"
