"""A list bounded by a map's box."""

import pytest
from django.http import QueryDict
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from search import engine, filters
from search.engine import conditions
from search.engine.conditions import _reach_m
from search.question import Box, Search
from tests.factories import StructureFactory, point

pytestmark = pytest.mark.django_db

FROM_MELUN = "lat=48.54&lon=2.66"
EAST = "bbox=2.8,48.5,3.0,48.6"


@pytest.fixture
def three(places):
    """One near the place, one in the box 13 km away, one on the box's very edge."""
    near = StructureFactory(nom="Près", position=point(48.541, 2.661))
    inside = StructureFactory(nom="Dedans", position=point(48.55, 2.85))
    edge = StructureFactory(nom="Au bord", position=point(48.6, 3.0))
    return near, inside, edge


def asked(query: str) -> Search:
    parsed = filters.parse(QueryDict(query))
    assert parsed.errors == {}
    return parsed.search


def names(query: str) -> list[str]:
    answer = engine.run(asked(query), Role.VISITOR)
    assert answer.total == answer.returned
    return [item["properties"]["nom"] for item in answer.items()]


def test_a_box_replaces_the_circle_and_keeps_the_order_by_distance(three):
    assert names(f"{FROM_MELUN}&rayon_km=5") == ["Près"]
    assert names(f"{FROM_MELUN}&rayon_km=5&{EAST}") == ["Dedans", "Au bord"]


def test_a_box_bounds_a_list_without_a_place(three):
    assert sorted(names(EAST)) == ["Au bord", "Dedans"]


def test_pages_of_a_box_follow_each_other(three):
    first = engine.run(asked(f"{FROM_MELUN}&{EAST}&limit=1"), Role.VISITOR)
    assert (first.total, first.returned) == (2, 1)
    second = engine.run(asked(f"{FROM_MELUN}&{EAST}&limit=1&cursor={first.next}"), Role.VISITOR)
    assert second.items()[0]["properties"]["nom"] == "Au bord"
    assert second.next is None


def test_the_total_counts_what_is_in_the_box(three):
    assert engine.total(asked(f"{FROM_MELUN}&{EAST}"), Role.VISITOR) == 2


def test_an_empty_box_says_what_leaving_it_would_find_and_the_nearest(three):
    nowhere = asked(f"{FROM_MELUN}&bbox=2.1,48.1,2.2,48.2")
    assert engine.run(nowhere, Role.VISITOR).total == 0
    wider = {each.parameter: each for each in engine.relaxations(nowhere, Role.VISITOR)}
    assert wider["bbox"].total == 2  # within the usual 20 km
    assert "bbox" not in wider["bbox"].search.query()
    assert engine.nearest_beyond(nowhere, Role.VISITOR)["properties"]["nom"] == "Près"


def test_a_box_of_the_whole_world_is_no_bound(three):
    assert len(names(f"{FROM_MELUN}&bbox=-180,-90,180,90")) == 3


@given(
    st.tuples(st.floats(-170, 170), st.floats(-80, 80)),
    st.tuples(st.floats(0.001, 60), st.floats(0.001, 8)),
    st.tuples(st.floats(-180, 180), st.floats(-89, 89)),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_the_reach_of_a_box_holds_all_of_it(corner, size, place, inside):
    west, south = corner
    box = Box(west, south, min(180.0, west + size[0]), min(90.0, south + size[1]))
    lon = box.west + inside[0] * (box.east - box.west)
    lat = box.south + inside[1] * (box.north - box.south)
    assert _reach_m(*place, box) >= great_circle(place[::-1], (lat, lon)).m


def test_services_at_a_distance_ignore_the_box():
    assert "frame_west" not in conditions.of(asked(EAST), Role.VISITOR, remote=True).parameters
