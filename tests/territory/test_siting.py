"""Where to open next: optima, beside what can be tried one by one."""

import itertools
import time

import numpy as np
import pytest

from territory import bounds, indicators, programs, projection, siting, worker
from territory.siting import COVERAGE, MEDIAN, Problem
from tests.territory import oracle

THRESHOLD_M = 10_000.0


def small_problem(seed: int, towns: int = 14) -> Problem:
    generator = np.random.default_rng(seed)
    at = generator.uniform(0, 60_000, (towns, 2))
    people = generator.integers(50, 9000, towns).astype(float)
    today = indicators.nearest(at, generator.uniform(0, 60_000, (2, 2)))
    return Problem(at, people, today, at)


def covered(problem: Problem, sites) -> float:
    """People brought within the threshold, by the definition."""
    way = np.hypot(*(problem.people_at[:, None] - problem.candidates_at[list(sites)]).transpose(2, 0, 1))
    lacking = problem.today_m > THRESHOLD_M
    return float(problem.people[lacking & (way.min(axis=1) <= THRESHOLD_M)].sum())


def spared(problem: Problem, sites) -> float:
    """Person-metres spared, by the definition."""
    way = np.hypot(*(problem.people_at[:, None] - problem.candidates_at[list(sites)]).transpose(2, 0, 1))
    return float((problem.people * np.maximum(0, problem.today_m - way.min(axis=1))).sum())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("aim", "worth"), [(COVERAGE, covered), (MEDIAN, spared)])
def test_no_other_two_sites_are_worth_more(seed, aim, worth):
    problem = small_problem(seed)
    choice = siting.choose(problem, 2, aim, THRESHOLD_M)
    best = max(worth(problem, pair) for pair in itertools.combinations(range(14), 2))
    assert choice.gain == pytest.approx(best)
    assert worth(problem, choice.sites) == pytest.approx(best)
    assert choice.gap == 0


@pytest.mark.parametrize("seed", range(5))
def test_no_smaller_number_of_sites_reaches_everyone(seed):
    problem = small_problem(seed)
    choice, left_out = siting.fewest(problem, THRESHOLD_M)
    lacking = float(problem.people[problem.today_m > THRESHOLD_M].sum())
    assert left_out == 0
    assert covered(problem, choice.sites) == lacking
    fewer = itertools.combinations(range(14), len(choice.sites) - 1) if len(choice.sites) > 1 else []
    assert all(covered(problem, sites) < lacking for sites in fewer)


def test_people_no_candidate_can_reach_are_told():
    at = np.array([[0.0, 0], [80_000, 0]])
    problem = Problem(at, np.array([100.0, 40]), np.array([np.inf, np.inf]), at[:1])
    choice, left_out = siting.fewest(problem, THRESHOLD_M)
    assert choice.sites == (0,)
    assert left_out == 40


def test_the_first_site_of_all_can_be_chosen():
    at = np.array([[0.0, 0], [5_000, 0], [9_000, 0]])
    problem = Problem(at, np.array([100.0, 100, 100]), np.full(3, np.inf), at)
    assert siting.choose(problem, 1, MEDIAN, THRESHOLD_M).sites == (1,)
    assert siting.choose(problem, 1, COVERAGE, THRESHOLD_M).gain == 300


def test_sites_that_would_add_nothing_are_not_proposed():
    at = np.array([[0.0, 0], [1_000, 0]])
    problem = Problem(at, np.array([10.0, 10]), np.array([12_000.0, 12_000]), at)
    assert len(siting.choose(problem, 2, COVERAGE, THRESHOLD_M).sites) == 1
    served = Problem(at, np.array([10.0, 10]), np.zeros(2), at)
    assert siting.choose(served, 2, MEDIAN, THRESHOLD_M).sites == ()


def test_communes_that_are_not_known_weigh_nothing():
    at = np.array([[0.0, 0], [np.nan, np.nan], [50_000, 0]])
    problem = Problem(at, np.array([10.0, 900, np.nan]), np.array([20_000.0, np.nan, 30_000]), at[:1])
    assert siting.choose(problem, 1, COVERAGE, THRESHOLD_M).gain == 10


def test_alternatives_are_told_with_what_they_lose():
    problem = small_problem(3)
    advice = siting.advise(problem, 2, MEDIAN, THRESHOLD_M)
    assert advice.alternatives
    for other in advice.alternatives:
        sites = [other.site if site == other.instead_of else site for site in advice.choice.sites]
        assert 1 - spared(problem, sites) / advice.choice.gain == pytest.approx(other.loss)
        assert other.loss >= -1e-9


def test_a_choice_is_judged_at_other_thresholds():
    advice = siting.advise(small_problem(1), 2, COVERAGE, THRESHOLD_M)
    at_the_threshold = next(each for each in advice.robustness if each.threshold_m == THRESHOLD_M)
    assert at_the_threshold.share == pytest.approx(1)
    assert all(0 <= each.share <= 1 for each in advice.robustness if each.share is not None)


@pytest.mark.parametrize(("sites", "aim"), [(0, MEDIAN), (2, "hasard")])
def test_what_cannot_be_asked_is_refused(sites, aim):
    with pytest.raises(ValueError, match="attendus"):
        siting.choose(small_problem(0), sites, aim, THRESHOLD_M)


def test_the_worker_answers_what_the_functions_do():
    problem = small_problem(2)
    here, there = siting.advise(problem, 2, MEDIAN, THRESHOLD_M), worker.work(problem, 2, MEDIAN, THRESHOLD_M)
    assert there.advice.choice.sites == here.choice.sites
    assert there.advice.choice.gain == pytest.approx(here.choice.gain)
    assert there.advice.alternatives == here.alternatives
    assert there.advice.robustness == here.robustness
    assert there.everyone.sites == siting.fewest(problem, THRESHOLD_M)[0].sites


def test_a_worker_that_runs_over_its_time_still_says_whom_nobody_could_reach(monkeypatch):
    problem = small_problem(2)
    far = Problem(
        np.vstack([problem.people_at, [[9e6, 9e6]]]),
        np.append(problem.people, 40.0),
        np.append(problem.today_m, np.inf),
        problem.candidates_at,
    )
    _choice, truth = siting.fewest(far, THRESHOLD_M)
    monkeypatch.setattr(worker, "_START_S", 0.05)
    assert worker.work(far, 2, COVERAGE, THRESHOLD_M, limit_s=0.01).left_out == truth > 0


def test_a_worker_that_runs_over_its_time_is_ended_and_nothing_is_called_proven(monkeypatch):
    monkeypatch.setattr(worker, "_START_S", 0.05)
    began = time.monotonic()
    found = worker.work(small_problem(2), 2, COVERAGE, THRESHOLD_M, limit_s=0.01)
    assert time.monotonic() - began < 3
    assert (found.advice.choice.gap, found.everyone.gap) == (None, None)
    assert len(found.advice.choice.sites) == 2


def test_a_worker_that_fails_is_an_expected_state(monkeypatch):
    monkeypatch.setattr(worker.sys, "executable", "/bin/false")
    with pytest.raises(worker.Unavailable):
        worker.work(small_problem(2), 2, COVERAGE, THRESHOLD_M)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("sites", [1, 3, 6])
def test_the_bound_of_a_median_holds_and_keeps_the_optimum(seed, sites):
    """A bound below the optimum, or a better candidate left out, would be a false proof."""
    problem = small_problem(seed, towns=40).usable()
    gains = siting._gains(problem, MEDIAN, THRESHOLD_M)
    optimum = programs.median(gains, sites, 30)
    poor = siting._together(gains.tocsc(), [0])
    reduced = bounds.reduce(gains, sites, poor)
    assert reduced.bound >= optimum.value * (1 - 1e-9)
    assert set(optimum.opened) <= set(reduced.kept.tolist())
    assert siting.choose(problem, sites, MEDIAN, THRESHOLD_M).gain == pytest.approx(optimum.value)


@oracle.needs_oracle
@pytest.mark.parametrize(
    ("theme", "gains"),
    [("langue", {3: 84_155, 5: 106_628, 10: 133_277}), ("droits", {3: 137_974})],
)
def test_maximum_coverage_gains_are_those_of_the_oracle(theme, gains):
    people = oracle.people()
    here = people.of("77")
    at = projection.project(*people.lonlat[here].T, 2154)
    today = indicators.nearest(at, projection.project(*oracle.structures(theme)[0].T, 2154))
    problem = Problem(at, people.count[here], today, at)
    for sites, gain in gains.items():
        choice = siting.choose(problem, sites, COVERAGE, THRESHOLD_M)
        assert (choice.gain, choice.gap) == (gain, 0)
    if theme == "langue":
        codes = np.array(people.codes)[here]
        found = siting.choose(problem, 3, COVERAGE, THRESHOLD_M)
        assert {codes[site] for site in found.sites} == {"77183", "77191", "77418"}
        after = today.copy()
        after[
            covered_now := np.hypot(*(at[:, None] - at[list(found.sites)]).transpose(2, 0, 1)).min(axis=1)
            <= 10_000
        ] = 0
        assert covered_now.any()
        assert indicators.share_within(after, people.count[here], 10_000) == pytest.approx(0.96342, abs=5e-6)
        assert len(siting.fewest(problem, THRESHOLD_M)[0].sites) == 12


@pytest.mark.parametrize("seed", range(6))
def test_no_pair_tried_by_hand_is_worth_more_than_coverage_s_and_no_site_gains_nobody(seed):
    """The floor leaves out small communes for the machine as for the hand."""
    problem = small_problem(seed, towns=18)
    big = np.flatnonzero(problem.people >= 2_000)
    eligible = Problem(problem.people_at, problem.people, problem.today_m, problem.people_at[big])
    for aim, worth in ((COVERAGE, covered), (MEDIAN, spared)):
        advice = siting.advise(eligible, 2, aim, THRESHOLD_M)
        by_hand = max(
            (worth(eligible, pair) for pair in itertools.combinations(range(len(big)), 2)), default=0.0
        )
        assert advice.choice.gain == pytest.approx(by_hand)
        for number in range(len(advice.choice.sites)):
            with_it = worth(eligible, advice.choice.sites[: number + 1])
            without = worth(eligible, advice.choice.sites[:number]) if number else 0.0
            assert with_it > without
        for other in advice.alternatives:
            kept = [site for site in advice.choice.sites if site != other.instead_of]
            alone = worth(eligible, kept) if kept else 0.0
            assert worth(eligible, [*kept, other.site]) > alone


@pytest.mark.parametrize("aim", [COVERAGE, MEDIAN])
def test_what_would_bring_nobody_anything_is_not_told_as_nearly_as_good(aim):
    at = np.array([[0.0, 0], [80_000, 0], [160_000, 0]])
    served = Problem(at, np.array([500.0, 400, 90]), np.array([30_000.0, 30_000, 0]), at)
    advice = siting.advise(served, 2, aim, THRESHOLD_M)
    assert set(advice.choice.sites) == {0, 1}
    assert advice.alternatives == []
