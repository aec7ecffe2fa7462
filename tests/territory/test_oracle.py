"""The figures of Seine-et-Marne, worked out elsewhere by other means, through the project's functions."""

import numpy as np
import pytest

from territory import indicators, projection
from tests.territory import oracle

pytestmark = oracle.needs_oracle

TOTALS = {
    "langue": {
        "within": (0.7690, 0.9035, 0.9987),
        "communes": 148,
        "people": 135_507,
        "mean_m": 3675.112,
        "sum_mm": 3_742_696_047,
        "e2sfca": 3926.5008,
    },
    "droits": {
        "within": (0.6638, 0.8374, 0.9793),
        "communes": 179,
        "people": 228_317,
        "mean_m": 5031.337,
        "sum_mm": 4_164_989_112,
        "e2sfca": 2661.1400,
    },
}
THEMES = list(TOTALS)


@pytest.fixture(scope="module")
def people():
    return oracle.people()


@pytest.fixture(scope="module", params=THEMES)
def worked_out(request, people):
    lonlat, capacity = oracle.structures(request.param)
    epsg = projection.legal_projection("77")
    people_at = projection.project(*people.lonlat.T, epsg)
    places_at = projection.project(*lonlat.T, epsg)
    here = people.of("77")
    return {
        "theme": request.param,
        "codes": [code for code, mine in zip(people.codes, here, strict=True) if mine],
        "people": people.count[here],
        "nearest": indicators.nearest(people_at[here], places_at),
        "two": indicators.floating_catchment(
            people_at, people.count, places_at, capacity, indicators.TWO_STEP
        )[here],
        "enhanced": indicators.floating_catchment(people_at, people.count, places_at, capacity)[here],
    }


def test_positions_are_projected_as_the_oracle_did(people):
    at = projection.project(*people.lonlat.T, 2154)
    assert np.abs(at - people.at).max() < 0.1


def test_every_nearest_is_within_ten_centimetres(worked_out):
    expected = oracle.expected(worked_out["theme"])
    for code, distance in zip(worked_out["codes"], worked_out["nearest"], strict=True):
        assert distance == pytest.approx(expected[code]["nearest_m"], abs=0.1), code


def test_totals_are_exact(worked_out):
    known = TOTALS[worked_out["theme"]]
    found = indicators.totals(worked_out["nearest"], worked_out["people"], 10_000)
    assert found.people == 1_403_997
    assert found.communes_beyond == known["communes"]
    assert found.people_beyond == known["people"]
    assert found.mean_m == pytest.approx(known["mean_m"], abs=0.002)
    for radius, share in zip(indicators.RADII_M, known["within"], strict=True):
        found_share = indicators.share_within(worked_out["nearest"], worked_out["people"], radius)
        assert found_share == pytest.approx(share, abs=0.00005)


@pytest.mark.parametrize("theme", THEMES)
def test_distances_add_up_to_the_tenth_of_a_metre(people, theme):
    distances = indicators.nearest(people.at[people.of("77")], oracle.projected_structures(theme))
    assert distances.sum() * 1000 == pytest.approx(TOTALS[theme]["sum_mm"], abs=100)


def test_accessibility_adds_up_to_the_fourth_decimal(worked_out):
    assert worked_out["enhanced"].sum() == pytest.approx(TOTALS[worked_out["theme"]]["e2sfca"], abs=1e-4)
    expected = oracle.expected(worked_out["theme"])
    for code, two, enhanced in zip(
        worked_out["codes"], worked_out["two"], worked_out["enhanced"], strict=True
    ):
        assert two == pytest.approx(expected[code]["twosfca_per10k"], abs=1e-5), code
        assert enhanced == pytest.approx(expected[code]["e2sfca_per10k"], abs=1e-5), code


def test_the_borderline_communes_of_language_are_told_apart(people):
    lonlat, _capacity = oracle.structures("langue")
    here = people.of("77")
    distances = indicators.nearest(
        projection.project(*people.lonlat[here].T, 2154), projection.project(*lonlat.T, 2154)
    )
    found = indicators.totals(distances, people.count[here], 10_000)
    assert (found.communes_borderline, found.people_borderline) == (47, 46_781)


def test_communes_without_any_of_the_four_themes_are_counted(people):
    here = people.of("77")
    at = projection.project(*people.lonlat[here].T, 2154)
    distances = np.column_stack(
        [
            indicators.nearest(at, projection.project(*oracle.structures(theme)[0].T, 2154))
            for theme in ("langue", "droits", "logement", "emploi")
        ]
    )
    lacking_all = indicators.missing_themes(distances, 10_000) == 4
    assert (lacking_all.sum(), people.count[here][lacking_all].sum()) == (49, 33_216)
