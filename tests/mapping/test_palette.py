# SPDX-License-Identifier: AGPL-3.0-or-later
"""The colours of the themes: white is read on each, and no two look the same, with or without green cones."""

from itertools import combinations
from math import dist

import pytest

from mapping.vocabulary import THEMES

# Machado, Oliveira and Fernandes (2009): what is left of linear sRGB without the green cones.
DEUTERANOPE = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
EVERYONE = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
# Björn Ottosson's OKLab, whose distances are those that the eye makes.
_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def linear(colour: str) -> list[float]:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def times(matrix, vector) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def seen_as(colour: str, eye) -> list[float]:
    light = [min(1, max(0, part)) for part in times(eye, linear(colour))]
    return times(_LAB, [part ** (1 / 3) for part in times(_CONES, light)])


def contrast_with_white(colour: str) -> float:
    red, green, blue = linear(colour)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.code)
def test_white_is_read_on_every_theme(theme):
    assert contrast_with_white(theme.colour) >= 4.6


@pytest.mark.parametrize(
    ("eye", "least"), [(EVERYONE, 0.16), (DEUTERANOPE, 0.085)], ids=["everyone", "deuteranope"]
)
def test_no_two_themes_look_the_same(eye, least):
    apart = {
        (one.code, other.code): dist(seen_as(one.colour, eye), seen_as(other.colour, eye))
        for one, other in combinations(THEMES, 2)
    }
    nearest = min(apart, key=lambda pair: apart[pair])
    assert apart[nearest] >= least, nearest
