"""The cells of a circle, beside distances computed on the spheroid."""

import math
from dataclasses import replace

from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from layers.tiles import tile_box
from search.engine import plane
from search.engine.conditions import SPHERE_MARGIN
from search.question import Box

longitudes = st.floats(-175, 175)
latitudes = st.floats(-60, 60)
radii_km = st.one_of(st.floats(0.5, 15), st.floats(0.5, 200))


def ranges_of(lon: float, lat: float, radius_km: float) -> list[tuple[int, int, int, bool]]:
    found = plane.disc(lon, lat, radius_km * 1000, SPHERE_MARGIN)
    assert found is not None
    return list(zip(found.columns, found.first, found.last, found.whole, strict=True))


@given(lon=longitudes, lat=latitudes, radius_km=radii_km, bearing=st.floats(0, 360), share=st.floats(0, 1.2))
def test_what_is_in_the_circle_is_in_one_cell_and_what_is_in_a_whole_cell_is_in_the_circle(
    lon, lat, radius_km, bearing, share
):
    place = geodesic(kilometers=radius_km * share).destination((lat, lon), bearing)
    x, y = (
        math.floor(plane.column(place.longitude, plane.FINEST)),
        math.floor(plane.row(place.latitude, plane.FINEST)),
    )
    held = [
        whole
        for column, first, last, whole in ranges_of(lon, lat, radius_km)
        if column == x and first <= y <= last
    ]
    away_km = geodesic((lat, lon), (place.latitude, place.longitude)).km
    if away_km <= radius_km:
        assert len(held) == 1
    if any(held):
        assert away_km <= radius_km


@given(lon=longitudes, lat=latitudes, radius_km=radii_km)
def test_each_cell_is_read_once_and_those_wholly_inside_first(lon, lat, radius_km):
    ranges = ranges_of(lon, lat, radius_km)
    cells = [(column, row) for column, first, last, _whole in ranges for row in range(first, last + 1)]
    assert len(cells) == len(set(cells))
    wholes = [whole for *_range, whole in ranges]
    assert wholes == sorted(wholes, reverse=True)


def test_most_of_a_large_circle_needs_no_measuring():
    ranges = ranges_of(2.35, 48.85, 20)
    inside = sum(last - first + 1 for _column, first, last, whole in ranges if whole)
    assert inside > 0.6 * sum(last - first + 1 for _column, first, last, _whole in ranges)


def test_a_circle_that_reaches_a_pole_or_the_antimeridian_has_no_cells():
    assert plane.disc(2.0, 84.5, 100_000, SPHERE_MARGIN) is None
    assert plane.disc(179.9, -16.0, 100_000, SPHERE_MARGIN) is None
    assert plane.disc(-178.1, -14.3, 100_000, SPHERE_MARGIN) is not None


@given(
    level=st.integers(0, 13),
    x=st.integers(0, 2**13),
    y=st.integers(0, 2**13),
    side=st.sampled_from(["west", "south", "east", "north"]),
    off=st.floats(-0.3, 0.3),
)
def test_a_box_is_made_of_cells_where_all_its_sides_are_on_lines(level, x, y, side, off):
    x, y = x % 2**level, y % 2**level
    box = tile_box(level, x, y)
    as_written = Box(*(float(f"{edge:.9f}") for edge in (box.west, box.south, box.east, box.north)))
    assert plane.on_grid(as_written, level) == (x, x, y, y)
    span = box.east - box.west if side in ("west", "east") else box.north - box.south
    moved = replace(box, **{side: getattr(box, side) + off * span})
    # Beyond the last parallels of the plane there is nothing more.
    if abs(off) > 1e-4 and max(abs(moved.south), abs(moved.north)) < 85:
        assert plane.on_grid(moved, level) is None
