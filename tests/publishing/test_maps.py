"""The map of a part of a book: each label is at its mark, or a line leads to it."""

from math import hypot

import pytest

from common.rectangles import Rectangle
from publishing.maps import Spot, area_map

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

NAMES = ("Melun", "Le Mée-sur-Seine", "Nanteuil-lès-Meaux", "Chauconin-Neufmontiers", "La Rochette")


def box_of(label) -> Rectangle:
    return Rectangle.around(label["x"], label["y"], label["w"], label["h"])


def distance(mark, box: Rectangle) -> float:
    x = min(max(mark["x"], box.left), box.right)
    y = min(max(mark["y"], box.top), box.bottom)
    return hypot(mark["x"] - x, mark["y"] - y)


@pytest.mark.parametrize("many", [1, 12, 60, 150, 600])
def test_each_label_of_a_map_touches_its_mark_and_no_other_or_a_line_leads_to_it(many):
    spots = [
        Spot(number, NAMES[number % 5], 2.62 + (number * 37 % 100) / 1500, 48.50 + (number * 61 % 100) / 1700)
        for number in range(1, many + 1)
    ]
    drawn = area_map(["77288", "77285", "77389"], spots, 354, 330)
    near = 0
    labelled = [mark for mark in drawn.marks if mark["label"]]
    assert len(labelled) >= len(drawn.marks) * (0.8 if many > 100 else 1)
    boxes = [box_of(mark["label"]) for mark in labelled]
    assert not any(one.overlaps(other) for n, one in enumerate(boxes) for other in boxes[:n])
    for mark in labelled:
        box = box_of(mark["label"])
        if mark["label"]["far"]:
            assert distance({"x": mark["label"]["end"][0], "y": mark["label"]["end"][1]}, box) < 0.01
            continue
        near += 1
        assert distance(mark, box) <= mark["r"] + 3
        assert min(drawn.marks, key=lambda one: distance(one, box)) is mark
    assert near >= len(labelled) * 0.5


def test_the_lines_of_a_label_begin_on_the_side_of_its_mark():
    drawn = area_map(["77288"], [Spot(1, "Melun", 2.66, 48.54)], 354, 330)
    (mark,) = drawn.marks
    assert mark["name"] == "Melun"
    assert mark["label"]["align"] == "left"
    assert box_of(mark["label"]).left > mark["x"]
