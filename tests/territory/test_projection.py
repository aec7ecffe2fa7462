"""Metres are those of the legal projection."""

import numpy as np
import pytest
from pyproj import Geod

from territory import indicators, projection

MELUN, PROVINS = (2.6608, 48.5399), (3.2994, 48.5590)


def kilometres(epsg: int, one, other) -> float:
    at = projection.project(np.array([one[0], other[0]]), np.array([one[1], other[1]]), epsg)
    return float(indicators.nearest(at[:1], at[1:])[0]) / 1000


def test_lambert_93_measures_true_kilometres():
    true = Geod(ellps="WGS84").inv(*MELUN, *PROVINS)[2] / 1000
    assert kilometres(projection.legal_projection("77"), MELUN, PROVINS) == pytest.approx(true, rel=5e-4)


def test_web_mercator_would_make_a_gap_of_what_is_not_one():
    assert kilometres(3857, MELUN, PROVINS) / kilometres(2154, MELUN, PROVINS) > 1.5


@pytest.mark.parametrize(
    ("departement", "one", "other"),
    [
        ("971", (-61.53, 16.24), (-61.73, 16.00)),
        ("972", (-61.07, 14.61), (-60.98, 14.74)),
        ("973", (-52.33, 4.94), (-54.03, 5.50)),
        ("974", (55.45, -20.88), (55.48, -21.34)),
        ("976", (45.23, -12.78), (45.10, -12.90)),
        ("2A", (8.74, 41.92), (9.16, 41.39)),
    ],
)
def test_each_part_of_france_has_a_projection_that_measures_true(departement, one, other):
    true = Geod(ellps="WGS84").inv(*one, *other)[2] / 1000
    assert kilometres(projection.legal_projection(departement), one, other) == pytest.approx(true, rel=3e-3)


def test_a_point_that_is_not_one_is_missing():
    at = projection.project(np.array([np.nan, 2.66]), np.array([np.nan, 48.54]), 2154)
    assert np.isnan(at[0]).all()
    assert np.isfinite(at[1]).all()
