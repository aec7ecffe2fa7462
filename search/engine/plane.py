# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web Mercator plane cut into square cells, and which of them a box or a circle holds.

At level n the world is 2^n cells wide, numbered from the west and from the north. A cell that an edge
touches is never said to be inside, and never left out of what is touched, whatever the arithmetic's last
digit. `mapping_cell_x` and `mapping_cell_y` are the same numbers in PostgreSQL.
"""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from geopy.distance import EARTH_RADIUS

from search.question import Box

# The level whose cells the search's rows know: 3 km in France.
FINEST = 13
# A fraction of a cell: millimetres at the finest level.
_CLOSE = 1e-6
_EARTH_M = EARTH_RADIUS * 1000
# Beyond it places are in the first and last rows.
_LAST_PARALLEL = 85


def column(lon: float, level: int) -> float:
    """Where a meridian is on the plane, in cells of `level` from its western edge."""
    return (lon + 180) / 360 * 2**level


def row(lat: float, level: int) -> float:
    """Where a parallel is on the plane, in cells of `level` from its northern edge; clipped to it."""
    clipped = math.radians(max(-85.06, min(85.06, lat)))
    y = 0.5 - math.log(math.tan(math.pi / 4 + clipped / 2)) / (2 * math.pi)
    return max(0.0, min(1.0, y)) * 2**level


def parallel(share: float) -> float:
    """The parallel, in degrees, that far down the plane: 0 at its northern edge, 1 at its southern one."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))


def inside(box: Box, level: int) -> tuple[int, int, int, int] | None:
    """The cells wholly in the box, as first and last column and row; None when there are none."""
    west = math.ceil(column(box.west, level) + _CLOSE)
    east = math.floor(column(box.east, level) - _CLOSE) - 1
    north = math.ceil(row(box.north, level) + _CLOSE)
    south = math.floor(row(box.south, level) - _CLOSE) - 1
    return (west, east, north, south) if west <= east and north <= south else None


def on_grid(box: Box, level: int) -> tuple[int, int, int, int] | None:
    """The cells that the box is made of, as first and last column and row; None where one of its sides is on
    no line of the grid, to a millionth of a cell. What lies on a line is of the cell east or south of it.
    """
    sides = column(box.west, level), column(box.east, level), row(box.north, level), row(box.south, level)
    west, east, north, south = lines = [round(side) for side in sides]
    if any(abs(side - line) > _CLOSE for side, line in zip(sides, lines, strict=True)):
        return None
    return (west, east - 1, north, south - 1) if west < east and north < south else None


def rectangles(box: Box, levels: range) -> Iterator[tuple[int, int, int, int, int]]:
    """(level, first and last column, first and last row) of the cells of some levels that tile the box's
    inside, the coarsest where they fit."""
    done: tuple[int, int, int, int] | None = None
    previous = 0
    for each in levels:
        held = inside(box, each)
        if held is None:
            continue
        west, east, north, south = held
        if done is None:
            yield each, west, east, north, south
        else:
            scale = 2 ** (each - previous)
            w, e = done[0] * scale, (done[1] + 1) * scale - 1
            n, s = done[2] * scale, (done[3] + 1) * scale - 1
            for rectangle in (
                (west, east, north, n - 1),
                (west, east, s + 1, south),
                (west, w - 1, n, s),
                (e + 1, east, n, s),
            ):
                if rectangle[0] <= rectangle[1] and rectangle[2] <= rectangle[3]:
                    yield each, *rectangle
        done, previous = held, each


def touched(box: Box) -> dict[str, int]:
    """The finest cells that the box touches, as first and last column and row."""
    last = 2**FINEST - 1
    edges = {
        "outer_west": column(box.west, FINEST) - _CLOSE,
        "outer_east": column(box.east, FINEST) + _CLOSE,
        "outer_north": row(box.north, FINEST) - _CLOSE,
        "outer_south": row(box.south, FINEST) + _CLOSE,
    }
    return {name: max(0, min(last, math.floor(value))) for name, value in edges.items()}


@dataclass(frozen=True, slots=True)
class Disc:
    """The finest cells that a circle touches, as ranges of a column: its number, first and last row, and
    whether they lie wholly inside; those that do come first."""

    columns: list[int]
    first: list[int]
    last: list[int]
    whole: list[bool]


def disc(lon: float, lat: float, radius_m: float, margin: float) -> Disc | None:
    """The cells of a circle of `radius_m` metres around a point, in degrees.

    Distances are measured on a sphere: `margin`, a little under 1, says by how much of themselves they may
    be too long, or too short. None where the circle comes near a pole or reaches the antimeridian.
    """
    outer, inner = radius_m / margin / _EARTH_M, radius_m * margin / _EARTH_M
    phi = math.radians(lat)
    if abs(phi) + outer >= math.radians(_LAST_PARALLEL):
        return None
    reach = math.degrees(math.asin(math.sin(outer) / math.cos(phi)))
    if abs(lon) + reach >= 180:
        return None
    whole: list[tuple[int, int, int]] = []
    cut: list[tuple[int, int, int]] = []
    wide = 360 / 2**FINEST
    west, east = (math.floor(column(lon + side, FINEST)) for side in (-reach, reach))
    for x in range(west, east + 1):
        left, right = (abs(edge * wide - 180 - lon) for edge in (x, x + 1))
        # At one latitude, a place is the farther the farther its meridian is.
        near = 0.0 if left + right <= wide * (1 + _CLOSE) else min(left, right)
        touched = _rows(phi, near, outer)
        if touched is None:
            continue
        first, last = (math.floor(edge) for edge in touched)
        held = _rows(phi, max(left, right), inner)
        if held is not None:
            first_held, last_held = math.ceil(held[0] + _CLOSE), math.floor(held[1] - _CLOSE) - 1
            if first_held <= last_held:
                whole.append((x, first_held, last_held))
                cut += [(x, first, first_held - 1), (x, last_held + 1, last)]
                continue
        cut.append((x, first, last))
    ranges = [*whole, *cut]
    return Disc(
        [column for column, _first, _last in ranges],
        [first for _column, first, _last in ranges],
        [last for _column, _first, last in ranges],
        [True] * len(whole) + [False] * len(cut),
    )


def _rows(phi: float, away: float, angle: float) -> tuple[float, float] | None:
    """Where, on a meridian `away` degrees from that of a point at latitude `phi` (radians), what is within
    `angle` radians of the point begins and ends: northern and southern row of the finest level. None where
    nothing is."""
    a, b = math.sin(phi), math.cos(phi) * math.cos(math.radians(away))
    cosine = math.cos(angle) / math.hypot(a, b)
    if cosine > 1:
        return None
    middle, half = math.atan2(a, b), math.acos(cosine)
    north, south = (row(math.degrees(edge), FINEST) for edge in (middle + half, middle - half))
    return north, south


def outline(box: Box, steps: int = 4) -> str:
    """Points all over a box (a multipoint as hexadecimal EWKB): their own box on the globe, widened by
    `slack_m`, holds all of it.

    A geography's index knows boxes of three dimensions, and edges that are great circles: a
    polygon of the four corners would leave out what lies between an edge and its parallel.
    """
    wide, high = (box.east - box.west) / steps, (box.north - box.south) / steps
    points = [
        struct.pack("<BIdd", 1, 1, box.west + wide * i, box.south + high * j)
        for i in range(steps + 1)
        for j in range(steps + 1)
    ]
    return (struct.pack("<BIII", 1, 0x20000004, 4326, len(points)) + b"".join(points)).hex()


def slack_m(box: Box, steps: int = 4) -> float:
    """How far beyond its `outline` a box may reach in each dimension, in metres.

    Between the corners of a cell of the outline, a coordinate on the unit sphere exceeds their
    largest by at most (dlon² + dlat²) / 8 radians: its second derivatives never exceed 1.
    """
    wide, high = (math.radians(side) / steps for side in (box.east - box.west, box.north - box.south))
    return (wide**2 + high**2) / 8 * _EARTH_M * 1.01 + 1
