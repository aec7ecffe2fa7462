# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where to open next: exact choices of sites among candidates, by integer programming (HiGHS).

Two aims. **Maximum coverage** (MCLP, Church & ReVelle 1974) opens the sites that bring the most people
within a threshold: the question of the territory's page, by its own distances. Its answers can be villages
at the edge of many circles, so that small communes are left out of the candidates and it is always told with
what it would be worth at other thresholds. The **p-median** opens those that shorten the way of the most
people the most; its answers are towns, and hold whatever the threshold. Both model only what improves on
today, which makes them small enough to solve to the optimum for a région in seconds.

Functions here are pure and may take long: pages call them through `territory.worker`.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array
from scipy.spatial import cKDTree

from territory import bounds, indicators, programs
from territory.arrays import Floats
from territory.indicators import TOLERANCE_M
from territory.programs import Solved

MEDIAN, COVERAGE = "mediane", "couverture"
AIMS = (MEDIAN, COVERAGE)
# What a way is taken for where no place exists at all, so that opening the first one is worth something.
NO_PLACE_M = 100_000.0
# Thresholds at which an answer is judged again, as shares of the one asked about.
ROBUSTNESS = (0.8, 1.0, 1.2, 1.45)
DEFAULT_LIMIT_S = 30.0
MAX_SITES = 10
_ALTERNATIVES = 3
# A sum that is no more than this is the arithmetic's, and worth nothing.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Problem:
    """Points in metres: people (n, 2) with their number (n) and their way today (n, infinite for none);
    candidate sites (c, 2), in the order of their codes, and the inhabitants of each (c, NaN
    where not known; empty where none is told). People without a point or a number weigh nothing. `weights`
    (n) is what bringing each point nearer is worth, where that is not its number of people; empty where it
    is."""

    people_at: Floats
    people: Floats
    today_m: Floats
    candidates_at: Floats
    inhabitants: Floats = field(default_factory=lambda: np.zeros(0))
    weights: Floats = field(default_factory=lambda: np.zeros(0))

    def weighed(self) -> "Problem":
        """The same problem of so many people as the weights say."""
        return replace(self, people=self.weights, weights=np.zeros(0)) if len(self.weights) else self

    def unweighed(self) -> "Problem":
        """The same problem of all the people."""
        return replace(self, weights=np.zeros(0))

    def usable(self) -> "Problem":
        """The same problem with the people who can weigh, and a way for everyone."""
        known = np.isfinite(self.people_at).all(axis=1) & (self.people > 0) & ~np.isnan(self.today_m)
        today = np.minimum(self.today_m[known], NO_PLACE_M)
        return Problem(self.people_at[known], self.people[known], today, self.candidates_at, self.inhabitants)


@dataclass(frozen=True, slots=True)
class Choice:
    """Sites as numbers of candidates, in the order of what each adds, and what they are worth together.

    `gain` is in people brought within the threshold for coverage, in person-metres spared for the median;
    `gap` is the proven distance to the optimum, as a share of it: 0 is the optimum itself, None says that
    nothing was proven. `seconds` is what solving took. `ties` says of each site how many other candidates
    would be worth as much in its place: of them it has the shortest way to those it gains, then the most
    inhabitants, then the first code.
    """

    sites: tuple[int, ...]
    gain: float
    gap: float | None
    seconds: float
    ties: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another candidate in the place of one of the sites, and the share of the whole gain that is lost."""

    instead_of: int
    site: int
    loss: float


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What a choice brings within a threshold, beside the most that as many sites could: in people."""

    threshold_m: float
    gain: float
    best: float

    @property
    def share(self) -> float | None:
        """What it brings of the most possible, from 0 to 1; None where nothing could be brought."""
        return self.gain / self.best if self.best else None


@dataclass(frozen=True, slots=True)
class Advice:
    """An answer to "where to open next", with what makes it believable."""

    choice: Choice
    alternatives: list[Alternative] = field(default_factory=list)
    robustness: list[AtThreshold] = field(default_factory=list)


def choose(
    problem: Problem, sites: int, aim: str, threshold_m: float, limit_s: float = DEFAULT_LIMIT_S
) -> Choice:
    """The best `sites` candidates by `aim`, proven or with the gap reached in `limit_s` seconds.

    Fewer sites than asked where more would add nothing. ValueError for another aim or no site.
    """
    if aim not in AIMS or sites < 1:
        raise ValueError("Un objectif connu et au moins un site sont attendus.")
    began = time.monotonic()
    usable = problem.weighed().usable()
    gains = _gains(usable, aim, threshold_m)
    rivals = greedy(gains, sites)
    if len(rivals) < sites or gains.nnz == 0:
        return _preferred(usable, gains, Solved(tuple(rivals), _worth(gains, rivals), 0.0), began)
    if aim == COVERAGE:
        solved = programs.coverage(gains, sites, limit_s)
    else:
        rivals = swapped(gains, rivals)
        solved = _solve_median(gains, sites, rivals, limit_s)
    return _preferred(usable, gains, _or_better(gains, solved, rivals), began)


def advise(
    problem: Problem, sites: int, aim: str, threshold_m: float, limit_s: float = DEFAULT_LIMIT_S
) -> Advice:
    """`choose`, with near-equal alternatives to each site and the worth of the choice at other thresholds."""
    choice = choose(problem, sites, aim, threshold_m, limit_s)
    usable = problem.weighed().usable()
    gains = _gains(usable, aim, threshold_m)
    robustness = []
    for share in ROBUSTNESS:
        covering = _gains(usable, COVERAGE, share * threshold_m)
        best = choose(problem, sites, COVERAGE, share * threshold_m, limit_s / len(ROBUSTNESS))
        mine = _worth(covering, choice.sites)
        robustness.append(AtThreshold(share * threshold_m, mine, max(best.gain, mine)))
    return Advice(choice, _alternatives(_Ranking(usable, gains), choice), robustness)


def fewest(problem: Problem, threshold_m: float, limit_s: float = DEFAULT_LIMIT_S) -> tuple[Choice, float]:
    """The fewest candidates that bring everyone within the threshold (LSCP), whatever the weights, and the
    people whom no candidate could: those the choice leaves out.
    """
    began = time.monotonic()
    usable = problem.usable()
    covering = _gains(usable, COVERAGE, threshold_m)
    far, reachable = _far(usable, covering, threshold_m)
    covered_by = csr_array(covering > 0)[far]
    left_out = float(usable.people[far][~reachable].sum())
    found = programs.fewest(covered_by[reachable], limit_s)
    opened = greedy(covering, len(usable.candidates_at)) if found is None else found.opened
    gap = None if found is None else found.gap
    # Whoever is covered by all of them stays so: an exchange of equals covers as many people, which is all.
    solved = Solved(tuple(opened), _worth(covering, opened), gap)
    return _preferred(usable, covering, solved, began), left_out


def left_out(problem: Problem, threshold_m: float) -> float:
    """The people beyond the threshold whom no candidate could bring within it; nothing is solved."""
    usable = problem.usable()
    far, reachable = _far(usable, _gains(usable, COVERAGE, threshold_m), threshold_m)
    return float(usable.people[far][~reachable].sum())


def _far(usable: Problem, covering: csr_array, threshold_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Who is beyond the threshold (n), and which of them some candidate would bring within it."""
    far = indicators.beyond(usable.today_m, threshold_m)
    return far, np.diff(csr_array(covering > 0)[far].indptr) > 0


def quick(problem: Problem, sites: int, aim: str, threshold_m: float) -> Choice:
    """The greedy choice, with nothing proven: what is left when a limit of time is over."""
    began = time.monotonic()
    usable = problem.weighed().usable()
    gains = _gains(usable, aim, threshold_m)
    chosen = greedy(gains, sites)
    return _preferred(usable, gains, Solved(tuple(chosen), _worth(gains, chosen), None), began)


def greedy(gains: csr_array, sites: int) -> list[int]:
    """The candidates that each add the most to those before, until none adds anything.

    Within 1 - 1/e of the optimum (Nemhauser et al. 1978), usually within a hundredth: where to start from,
    and what is left when a limit of time is over.
    """
    by_candidate = gains.tocsc()
    reached = np.zeros(gains.shape[0])
    chosen: list[int] = []
    while len(chosen) < sites:
        added = _added(by_candidate, reached)
        best = int(added.argmax()) if len(added) else 0
        if not len(added) or added[best] <= _NOTHING:
            break
        chosen.append(best)
        reached = np.maximum(reached, _column(by_candidate, best))
    return chosen


def _solve_median(gains: csr_array, sites: int, rivals: list[int], limit_s: float) -> Solved | None:
    """The p-median among the candidates that could still do better than `rivals`; None without an answer."""
    served = _together(gains.tocsc(), rivals)
    reduced = bounds.reduce(gains, sites, served)
    worth = float(served.sum())
    if reduced.bound <= worth * (1 + programs.PROVEN):
        return Solved(tuple(rivals), worth, 0.0)
    kept = np.union1d(reduced.kept, rivals)
    solved = programs.median(gains[:, kept], sites, limit_s)
    if solved is None:
        return Solved(tuple(rivals), worth, reduced.bound / worth - 1)
    # The better of two proofs: within a limit of time, the solver's own bound may still be far.
    bound = reduced.bound if solved.gap is None else min(reduced.bound, solved.value * (1 + solved.gap))
    gap = max(0.0, bound / solved.value - 1)
    opened = tuple(int(kept[each]) for each in solved.opened)
    return Solved(opened, solved.value, gap if gap > programs.PROVEN else 0.0)


def swapped(gains: csr_array, chosen: list[int]) -> list[int]:
    """The same number of candidates, after every exchange of one for another that is worth more."""
    by_candidate = gains.tocsc()
    better = True
    while better:
        better = False
        for place in range(len(chosen)):
            others = _together(by_candidate, chosen[:place] + chosen[place + 1 :])
            added = _added(by_candidate, others)
            best = int(added.argmax())
            if added[best] > added[chosen[place]] * (1 + programs.PROVEN):
                chosen, better = [*chosen[:place], best, *chosen[place + 1 :]], True
    return chosen


def _or_better(gains: csr_array, solved: Solved | None, rivals: list[int]) -> Solved:
    """What was solved, or the greedy choice where that is better: a limit of time may stop the solver early.

    The gap is then that of the greedy choice to the solver's bound.
    """
    worth = _worth(gains, rivals)
    if solved is None:
        return Solved(tuple(rivals), worth, None)
    value = _worth(gains, solved.opened)
    if value >= worth:
        return Solved(solved.opened, value, solved.gap)
    bound = None if solved.gap is None else value * (1 + solved.gap)
    return Solved(tuple(rivals), worth, None if bound is None else max(0.0, bound / worth - 1))


def _gains(problem: Problem, aim: str, threshold_m: float) -> csr_array:
    """(people, candidates): what a candidate alone brings each of them, where it is more than today's."""
    if aim == COVERAGE:
        lacking = np.flatnonzero(indicators.beyond(problem.today_m, threshold_m))
        reach = threshold_m + TOLERANCE_M
    else:
        lacking = np.flatnonzero(problem.today_m > TOLERANCE_M)
        reach = float(problem.today_m[lacking].max()) if len(lacking) else 0.0
    shape = (len(problem.people), len(problem.candidates_at))
    if not len(lacking) or not shape[1]:
        return csr_array(shape)
    if aim == COVERAGE:
        pairs = cKDTree(problem.people_at[lacking]).sparse_distance_matrix(
            cKDTree(problem.candidates_at), reach, output_type="ndarray"
        )
        who, where = lacking[pairs["i"]], pairs["j"]
        worth = problem.people[who]
    else:
        # Each within their own way today: a farther site spares them nothing.
        tree = cKDTree(problem.candidates_at)
        near = tree.query_ball_point(problem.people_at[lacking], problem.today_m[lacking])
        who = np.repeat(lacking, [len(each) for each in near])
        where = np.concatenate([np.asarray(each, dtype=np.int64) for each in near])
        way = np.hypot(*(problem.people_at[who] - problem.candidates_at[where]).T)
        worth = problem.people[who] * (problem.today_m[who] - way)
        useful = worth > _NOTHING
        who, where, worth = who[useful], where[useful], worth[useful]
    return csr_array(coo_array((worth, (who, where)), shape=shape))


def _added(by_candidate: csc_array, reached: Floats) -> Floats:
    """What each candidate would add to what people have from the sites already chosen, `reached` (n)."""
    better = np.maximum(by_candidate.data - reached[by_candidate.indices], 0)
    column = np.repeat(np.arange(by_candidate.shape[1]), np.diff(by_candidate.indptr))
    return np.bincount(column, weights=better, minlength=by_candidate.shape[1]).astype(float, copy=False)


def _column(by_candidate: csc_array, candidate: int) -> Floats:
    values = np.zeros(by_candidate.shape[0])
    start, end = by_candidate.indptr[candidate : candidate + 2]
    values[by_candidate.indices[start:end]] = by_candidate.data[start:end]
    return values


def _together(by_candidate: csc_array, sites: Sequence[int]) -> Floats:
    """What people have (n) from a set of sites: the best of them for each."""
    reached = np.zeros(by_candidate.shape[0])
    for site in sites:
        reached = np.maximum(reached, _column(by_candidate, site))
    return reached


def _worth(gains: csr_array, sites: Sequence[int]) -> float:
    return float(_together(gains.tocsc(), sites).sum())


def _in_order(gains: csr_array, sites: Sequence[int]) -> tuple[int, ...]:
    """The sites in the order in which opening them adds the most; those that add nothing are left out."""
    among = np.array(sorted(sites), dtype=np.int64)
    return tuple(int(among[each]) for each in greedy(gains[:, among], len(among))) if len(among) else ()


class _Ranking:
    """Candidates in the place of one site of a choice: what each is worth beside the others, and of equals
    which is preferred."""

    def __init__(self, usable: Problem, gains: csr_array) -> None:
        self.by_candidate = gains.tocsc()
        self.column = np.repeat(np.arange(gains.shape[1]), np.diff(self.by_candidate.indptr))
        steps = usable.people_at[self.by_candidate.indices] - usable.candidates_at[self.column]
        self.way = np.hypot(*steps.T)
        self.people = usable.people[self.by_candidate.indices]
        told = len(usable.inhabitants) > 0
        self.inhabitants = np.nan_to_num(usable.inhabitants) if told else np.zeros(gains.shape[1])

    def others(self, site: int, sites: Sequence[int]) -> tuple[Floats, NDArray[np.int64]]:
        """What each candidate adds in the place of a site, and the candidates from the best: those that add
        as much by the shortest mean way of the people they gain, then by inhabitants, then by code."""
        reached = _together(self.by_candidate, [each for each in sites if each != site])
        gained = self.by_candidate.data > reached[self.by_candidate.indices] + _NOTHING
        people = np.bincount(self.column[gained], self.people[gained], len(self.inhabitants))
        metres = np.bincount(self.column[gained], (self.people * self.way)[gained], len(self.inhabitants))
        mean = np.divide(metres, people, out=np.full(len(people), np.inf), where=people > 0)
        added = _added(self.by_candidate, reached)
        # Sums in another order differ by the arithmetic's last digits.
        alike = np.round(added, 3)
        order = np.lexsort((np.arange(len(added)), -self.inhabitants, np.round(mean), -alike))
        return added, order

    def ties(self, site: int, sites: Sequence[int]) -> int:
        """How many other candidates add as much as a site in its place."""
        added, _order = self.others(site, sites)
        alike = np.round(added, 3) == round(float(added[site]), 3)
        alike[list(sites)] = False
        return int(alike.sum())


# Exchanges of equals end by themselves; a cycle of the arithmetic's making would not.
_PASSES = 5


def _preferred(usable: Problem, gains: csr_array, solved: Solved, began: float) -> Choice:
    """The choice that was solved, each site exchanged for the preferred of those worth as much."""
    sites = [*solved.opened]
    if not sites:
        return Choice((), solved.value, solved.gap, time.monotonic() - began)
    ranking = _Ranking(usable, gains)
    for _pass in range(_PASSES):
        before = [*sites]
        for place, site in enumerate(before):
            added, order = ranking.others(site, sites)
            best = next(int(each) for each in order if each == site or each not in sites)
            if round(float(added[best]), 3) >= round(float(added[site]), 3):
                sites[place] = best
        if sites == before:
            break
    ordered = _in_order(gains, sites)
    ties = tuple(ranking.ties(site, ordered) for site in ordered)
    return Choice(
        ordered, max(solved.value, _worth(gains, sites)), solved.gap, time.monotonic() - began, ties
    )


def _alternatives(ranking: _Ranking, choice: Choice) -> list[Alternative]:
    """For each site, the candidates that could stand in for it at the least loss, the others unchanged; none
    that would add nothing. Of equals, the preferred first."""
    found = []
    for site in choice.sites:
        added, order = ranking.others(site, choice.sites)
        rest = choice.gain - float(added[site])
        able = [int(each) for each in order if added[each] > _NOTHING and each not in choice.sites]
        for other in able[:_ALTERNATIVES] if choice.gain else []:
            found.append(Alternative(site, other, 1 - (rest + float(added[other])) / choice.gain))
    return found
