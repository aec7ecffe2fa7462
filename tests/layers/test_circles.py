# SPDX-License-Identifier: AGPL-3.0-or-later
"""Circles that never touch, and names beside them: what holds of any."""

import math

from hypothesis import given
from hypothesis import strategies as st

from common.rectangles import Rectangle
from layers import labels
from layers.circles import GAP_PX, Circle, few, gathered

SPOTS = st.lists(
    st.tuples(
        st.floats(0, 600), st.floats(0, 600), st.integers(1, 400), st.integers(-1, 60_000), st.integers(0, 50)
    ),
    max_size=40,
)


def circles(spots) -> list[Circle]:
    return [
        Circle(x, y, count, f"Ville {people}", people, str(i), (count, extra), (i,))
        for i, (x, y, count, people, extra) in enumerate(spots)
    ]


def test_one_place_is_seen_and_a_hundred_are_no_more_than_a_town():
    assert Circle(0, 0, 1).radius == 11.1
    assert Circle(0, 0, 100).radius == 39
    assert Circle(0, 0, 35_000).radius < 64


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_what_counts_more_is_never_smaller(one, other):
    assert (one <= other) == (Circle(0, 0, one).radius <= Circle(0, 0, other).radius)


@given(SPOTS, st.randoms(use_true_random=False))
def test_circles_do_not_touch_and_leave_nothing_out(spots, chance):
    given_ones = circles(spots)
    found = gathered(given_ones)
    for i, one in enumerate(found):
        for other in found[:i]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius + GAP_PX
    assert sorted(member for circle in found for member in circle.holds) == list(range(len(spots)))
    for circle in found:
        members = [given_ones[number] for number in circle.holds]
        assert circle.count == sum(member.count for member in members)
        assert circle.counts == tuple(map(sum, zip(*(member.counts for member in members), strict=True)))
        assert circle.people == max(member.people for member in members)
        assert (circle.x, circle.y, circle.town) in {(m.x, m.y, m.town) for m in members}
    chance.shuffle(given_ones)
    assert [(c.key, c.count) for c in gathered(given_ones)] == [(c.key, c.count) for c in found]


@given(SPOTS, st.integers(1, 15))
def test_there_are_no_more_than_is_asked_and_nothing_is_left_out(spots, most):
    found = few(circles(spots), most)
    assert len(found) <= most
    assert sorted(member for circle in found for member in circle.holds) == list(range(len(spots)))
    assert len(gathered(circles(spots))) > most or found == gathered(circles(spots))


@given(SPOTS)
def test_names_lie_on_nothing_and_near_what_they_name(spots):
    frame = Rectangle(0, 0, 600, 600)
    found = gathered(circles(spots))
    symbols = [Rectangle.around(c.x, c.y, 2 * c.radius, 2 * c.radius) for c in found]
    taken = list(symbols)
    for circle in found:
        size = len(circle.town) * 7.6, 15
        at = labels.place(circle.x, circle.y, circle.radius, size, taken, frame)
        if at is None:
            continue
        box = Rectangle.around(*at, *size)
        assert taken[-1] == box
        assert frame.holds(box)
        assert not any(box.overlaps(other) for other in taken[:-1])
        # From the edge of the circle to the edge of the name.
        away_x = max(box.left - circle.x, circle.x - box.right, 0)
        away_y = max(box.top - circle.y, circle.y - box.bottom, 0)
        assert math.hypot(away_x, away_y) <= circle.radius + 24
