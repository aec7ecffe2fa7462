import re

import pytest

from common.rectangles import Rectangle
from places.sketch import SIDE, around, towns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def test_a_point_is_drawn_among_the_communes_around_it():
    drawn = around(2.66085, 48.53998)
    names = {name.text for name in drawn.names}
    assert names & {"Vaux-le-Pénil", "Maincy", "Le Mée-sur-Seine", "La Rochette"}
    assert drawn.km == 2
    assert drawn.bar == pytest.approx(SIDE / 3, abs=0.1)
    for name in drawn.names:
        assert 0 <= name.x <= SIDE
        assert 0 <= name.y <= SIDE


def test_outlines_go_no_further_than_a_little_beyond_the_drawing():
    for path in around(2.66085, 48.53998).paths:
        for number in NUMBER.findall(path):
            assert -20 <= float(number) <= SIDE + 20


def test_north_is_up():
    south, north = around(2.66, 48.54, km=20), around(2.66, 48.58, km=20)
    places = [{name.text: name.y for name in drawn.names} for drawn in (south, north)]
    common = places[0].keys() & places[1].keys()
    assert common
    assert all(places[0][name] < places[1][name] for name in common)


def test_towns_are_named_most_peopled_first_and_cover_nothing():
    drawn = towns(2.66085, 48.53998, 60)
    assert len(drawn) >= 3
    assert all(0 <= name.x <= SIDE and 0 <= name.y <= SIDE for name in drawn)
    middle = Rectangle(0, 0, SIDE, SIDE)
    assert towns(2.66085, 48.53998, 60, [middle]) == []
    assert towns(-30.0, 45.0, 60) == []


def test_at_sea_and_overseas_it_does_not_fail():
    assert around(-30.0, 45.0).paths == []
    assert around(55.45, -20.88).paths
