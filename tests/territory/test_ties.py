"""Of candidates worth as much, the one opened is the nearest to those it gains, then the most inhabited."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory import siting
from territory.siting import COVERAGE, Problem

INF = np.inf


def line(*x: float) -> np.ndarray:
    return np.array([[each * 1_000.0, 0.0] for each in x])


def test_those_who_are_gained_are_not_sent_to_the_far_end_of_the_circle():
    """People at 0 alone are too far; candidates at 19 km (first by code), at their own town, at 10 km."""
    problem = Problem(line(0), np.array([7_000.0]), np.array([30_000.0]), line(19, 0, 10))
    advice = siting.advise(problem, 1, COVERAGE, 20_000)
    assert advice.choice.sites == (1,)
    assert advice.choice.ties == (2,)
    assert [each.site for each in advice.alternatives] == [2, 0]
    assert advice.choice.gap == 0


def test_as_near_the_most_inhabited_then_the_first_code():
    at = line(-5, 5, 5)
    problem = Problem(line(0), np.array([100.0]), np.array([30_000.0]), at, np.array([10.0, 900.0, 900.0]))
    assert siting.choose(problem, 1, COVERAGE, 20_000).sites == (1,)


def test_sites_that_nobody_would_gain_by_are_not_made_up():
    problem = Problem(line(0, 1), np.array([10.0, 20.0]), np.full(2, INF), line(0.5, 0.6))
    choice = siting.choose(problem, 2, COVERAGE, 20_000)
    assert (len(choice.sites), choice.ties) == (1, (1,))


@settings(deadline=None)
@given(st.data())
def test_preferring_never_costs_anyone(data):
    """The gain is that of the best choice, found by trying all; how many tie is told."""
    km = st.integers(-30, 30)
    people = data.draw(st.lists(st.tuples(km, st.integers(1, 500)), min_size=1, max_size=8))
    candidates = data.draw(st.lists(km, min_size=1, max_size=6))
    problem = Problem(
        line(*(at for at, _n in people)),
        np.array([float(n) for _at, n in people]),
        np.full(len(people), 90_000.0),
        line(*candidates),
    )
    reach = 10_000

    def gain(sites) -> float:
        return sum(n for at, n in people if any(abs(at - candidates[s]) * 1_000 <= reach for s in sites))

    choice = siting.choose(problem, 2, COVERAGE, reach)
    every = range(len(candidates))
    assert choice.gain == pytest.approx(max(gain((a, b)) for a in every for b in every))
    assert choice.gain == pytest.approx(gain(choice.sites))
    for site, ties in zip(choice.sites, choice.ties, strict=True):
        rest = [each for each in choice.sites if each != site]
        equals = [each for each in every if each not in choice.sites and gain([*rest, each]) == choice.gain]
        assert ties == len(equals)
