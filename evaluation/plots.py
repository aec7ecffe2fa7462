# SPDX-License-Identifier: AGPL-3.0-or-later
"""Columns and bars as figures of a drawing (SVG): textures tell them apart in black and white, and a table
stands beside each, so that the drawing is for the eye alone."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evaluation.figures import ANSWERS, Numbers

WIDTH, HEIGHT = 720, 240
_LEFT, _TOP, _BOTTOM = 56, 12, 28
# Of a column's room, what is left empty beside it.
_GAP = 0.3
_MOST_LABELS = 13

# How many by the name of a texture, in the order in which they are drawn.
Parts = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle, by the name of its texture, in units of the drawing."""

    texture: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One month: what stands under it, the middle of it, and its parts from the bottom up."""

    label: str
    middle: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Months side by side, and the lines that say how high: (height on the drawing, number)."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[float, int], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    foot: int = HEIGHT - 8


def columns(months: Sequence[tuple[date, Numbers]]) -> Columns | None:
    """The questions of each month, one above the other by what became of them; None where there is none."""
    return stacked([(f"{month:%m/%y}", _answers(numbers)) for month, numbers in months])


def stacked(labelled: Sequence[tuple[str, Parts]]) -> Columns | None:
    """Columns by what stands under them, each with its parts, from the bottom up; None where all are empty.
    Of many columns, some alone are labelled, so that no label stands on another."""
    most = max((sum(n for _texture, n in of) for _label, of in labelled), default=0)
    if not most:
        return None
    step = round_step(most)
    top = step * math.ceil(most / step)
    scale = (HEIGHT - _TOP - _BOTTOM) / top
    room = (WIDTH - _LEFT) / len(labelled)
    each = math.ceil(len(labelled) / _MOST_LABELS)
    drawn = []
    for place, (label, of) in enumerate(labelled):
        x, y, parts = _LEFT + room * (place + _GAP / 2), float(HEIGHT - _BOTTOM), []
        for texture, n in of:
            height = scale * n
            y -= height
            if height:
                parts.append(_part(texture, x, y, room * (1 - _GAP), height))
        said = label if place % each == 0 else ""
        drawn.append(Column(said, _tenth(x + room * (1 - _GAP) / 2), tuple(parts)))
    lines = tuple((_tenth(HEIGHT - _BOTTOM - scale * n), n) for n in range(0, top + 1, step))
    return Columns(tuple(drawn), lines)


def bar(numbers: Numbers, most: int) -> tuple[Part, ...]:
    """The questions of one line of a table as a bar, 100 long for `most`, 16 high."""
    return laid(_answers(numbers), most)


def laid(of: Parts, most: int) -> tuple[Part, ...]:
    """The parts of one line of a table as a bar, 100 long for `most`, 16 high."""
    x, parts = 0.0, []
    for texture, n in of:
        width = 100 * n / most if most else 0.0
        if width:
            parts.append(_part(texture, x, 1, width, 14))
        x += width
    return tuple(parts)


def plain_bar(n: int, most: int) -> tuple[Part, ...]:
    """One number as a bar, 100 long for `most`, 16 high."""
    return laid([(str(ANSWERS[0]), n)], most)


def _answers(numbers: Numbers) -> Parts:
    return [(str(outcome), numbers.of(outcome) or 0) for outcome in ANSWERS]


def round_step(most: int) -> int:
    """The least of 1, 2 and 5 times a power of ten that takes five steps or fewer to `most`."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * 5 >= most:
                return step
        power *= 10


def _part(texture: str, x: float, y: float, width: float, height: float) -> Part:
    return Part(texture, _tenth(x), _tenth(y), _tenth(width), _tenth(height))


def _tenth(number: float) -> float:
    return round(number, 1)
