"""Indicators on cases small enough to be worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from territory import indicators

NAN, INF = np.nan, np.inf


def on_a_line(*km: float) -> np.ndarray:
    return np.array([[1000 * each, 0.0] for each in km])


# Five communes on a road, a structure of 30 at its start and one of 10 at its end.
ROAD = on_a_line(0, 4, 9, 12, 25)
PEOPLE = np.array([1000.0, 200, 300, 50, 10])
PLACES = on_a_line(0, 25)
CAPACITY = np.array([30.0, 10])


def test_nearest_is_in_metres():
    assert indicators.nearest(ROAD, PLACES).tolist() == [0, 4000, 9000, 12000, 0]


def test_two_step_access_is_for_ten_thousand_people():
    found = indicators.floating_catchment(ROAD, PEOPLE, PLACES, CAPACITY, indicators.TWO_STEP)
    assert found == pytest.approx([193.548, 193.548, 471.326, 471.326, 277.778], abs=0.001)


def test_enhanced_access_weighs_by_band():
    # At 0: 30 / (1000 + 200 + 0.68 * 300 + 0.22 * 50); at 25: 10 / (10 + 0.22 * 350).
    near, far = 30 / (1200 + 204 + 11), 10 / (10 + 0.22 * 350)
    found = indicators.floating_catchment(ROAD, PEOPLE, PLACES, CAPACITY)
    by_hand = [near, near, 0.68 * near + 0.22 * far, 0.22 * near + 0.22 * far, far]
    assert found == pytest.approx([10_000 * each for each in by_hand])


def test_someone_exactly_at_the_threshold_is_within_it():
    at, places = on_a_line(10), on_a_line(0)
    distance = indicators.nearest(at, places)
    assert not indicators.beyond(distance, 10_000).any()
    assert indicators.count_within(at, places).tolist() == [[0, 1, 1]]
    assert indicators.beyond(indicators.nearest(on_a_line(10.001), places), 10_000).all()


def test_nothing_within_reach_is_zero_and_never_missing():
    far_away = on_a_line(500)
    assert indicators.floating_catchment(far_away, np.array([100.0]), PLACES, CAPACITY).tolist() == [0.0]
    assert indicators.count_within(far_away, PLACES).tolist() == [[0, 0, 0]]
    nowhere = np.empty((0, 2))
    assert indicators.nearest(ROAD, nowhere).tolist() == [INF] * 5
    assert indicators.floating_catchment(ROAD, PEOPLE, nowhere, np.empty(0)).tolist() == [0.0] * 5
    assert indicators.totals(indicators.nearest(ROAD, nowhere), PEOPLE, 10_000).people_beyond == 1560


def test_a_commune_without_a_point_is_missing_and_never_a_gap():
    at = np.array([[NAN, NAN], [12_000.0, 0]])
    distance = indicators.nearest(at, on_a_line(0))
    assert np.isnan(distance[0])
    assert indicators.beyond(distance, 10_000).tolist() == [False, True]
    assert np.isnan(indicators.count_within(at, PLACES)[0]).all()
    assert np.isnan(indicators.floating_catchment(at, np.array([1.0, 1]), PLACES, CAPACITY)[0])
    found = indicators.totals(distance, np.array([700.0, 50]), 10_000)
    assert (found.people, found.people_beyond, found.unknown) == (50, 50, 1)


def test_without_any_population_communes_are_counted_and_people_are_not():
    """Mayotte: seventeen communes with a point each, no published population."""
    distance = indicators.nearest(ROAD, on_a_line(0))
    found = indicators.totals(distance, np.full(5, NAN), 5_000)
    assert (found.communes_beyond, found.people, found.people_beyond, found.unknown) == (3, 0, 0, 5)
    assert found.share_beyond is None
    assert found.mean_m is None
    assert indicators.share_within(distance, np.full(5, NAN), 5_000) is None


def test_people_who_are_not_known_do_not_dilute_a_place():
    two = indicators.floating_catchment(
        ROAD[:2], np.array([1000.0, NAN]), PLACES[:1], CAPACITY[:1], indicators.TWO_STEP
    )
    assert two == pytest.approx([300, 300])


def test_places_across_the_border_count():
    inside_only = indicators.nearest(on_a_line(0), on_a_line(-30))
    with_neighbour = indicators.nearest(on_a_line(0), on_a_line(-30, 3))
    assert inside_only.tolist() == [30_000]
    assert with_neighbour.tolist() == [3_000]


def test_the_borderline_band_holds_both_its_ends():
    distance = np.array([8_999.0, 9_000, 10_000, 11_000, 11_001, NAN, INF])
    assert indicators.borderline(distance, 10_000).tolist() == [False, True, True, True, False, False, False]


def test_missing_themes_are_unknown_where_the_point_is():
    distances = np.array([[1.0, 20_000, INF], [NAN, NAN, NAN]])
    found = indicators.missing_themes(distances, 10_000)
    assert found[0] == 2
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    ("radii", "weights"),
    [
        ((5, 5), (1, 0.5)),
        ((5, 10), (0.5, 1)),
        ((5, 10), (1, -1)),
        ((5,), (1, 0.5)),
        ((5, 10), (1, NAN)),
        ((5, INF), (1, 1)),
        ((), ()),
        ((-1,), (1,)),
    ],
)
def test_bands_that_mean_nothing_are_refused(radii, weights):
    with pytest.raises(ValueError, match=r"\w"):
        indicators.bands(radii, weights)


def test_a_national_batch_in_parts_gives_what_one_part_does(monkeypatch):
    generator = np.random.default_rng(77)
    at, places = generator.uniform(0, 60_000, (400, 2)), generator.uniform(0, 60_000, (300, 2))
    people, capacity = generator.uniform(1, 5000, 400), generator.uniform(1, 50, 300)
    whole = indicators.floating_catchment(at, people, places, capacity)
    monkeypatch.setattr(indicators, "_PAIRS_AT_ONCE", 500)
    assert indicators.floating_catchment(at, people, places, capacity) == pytest.approx(whole, rel=1e-12)


coordinates = st.floats(-50_000, 50_000, width=32)


@settings(deadline=None)
@given(
    arrays(float, st.tuples(st.integers(1, 12), st.just(2)), elements=coordinates),
    arrays(float, st.tuples(st.integers(1, 12), st.just(2)), elements=coordinates),
    st.data(),
)
def test_catchments_agree_with_the_definition(people_at, places_at, data):
    people = data.draw(arrays(float, len(people_at), elements=st.floats(1, 1e5)))
    capacity = data.draw(arrays(float, len(places_at), elements=st.floats(0, 1e3)))
    between = np.hypot(*(people_at[:, None] - places_at[None]).transpose(2, 0, 1))
    weights = np.select(
        [between <= radius + indicators.TOLERANCE_M for radius in indicators.RADII_M],
        indicators.E2SFCA_WEIGHTS,
        0,
    )
    demand = people @ weights
    shares = np.divide(capacity, demand, out=np.zeros(len(capacity)), where=demand > 0)
    expected = 10_000 * weights @ shares
    found = indicators.floating_catchment(people_at, people, places_at, capacity)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert indicators.nearest(people_at, places_at) == pytest.approx(between.min(axis=1), abs=1e-6)
    # What is offered is handed out whole, unless nobody is within reach of it.
    handed_out = (found / 10_000) @ people
    assert handed_out == pytest.approx(capacity[demand > 0].sum(), rel=1e-9)
