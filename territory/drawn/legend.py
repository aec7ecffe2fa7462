# SPDX-License-Identifier: AGPL-3.0-or-later
"""The legend of a drawing: what its colours and signs mean, in the corner that the territory leaves empty."""

from dataclasses import dataclass

from django.contrib.gis.geos import Polygon

from territory.drawn.ground import Ground
from territory.drawn.names import Box, length

_LINE, _PADDING, _SIZE = 20.0, 10.0, 13.0
_SWATCH = 28.0
_EDGE = 10.0
_LOGO_HEIGHT = 34.0
# A corner may hide no more of the territory than this share of the legend.
_HIDDEN = 0.06


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: `sign` is the class of a colour (0 to 4) or one of the words of `picture`."""

    sign: int | str
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A legend and where it is: in a corner of the box, or under it where every corner is the territory's.

    `lines` are the entries with the upper left corner of each; `below` is what it adds to the box's height.
    """

    box: Box
    lines: tuple[tuple[Entry, float, float], ...]
    logo: Box | None
    below: float = 0.0


def placed(ground: Ground, entries: list[Entry], *, has_logo: bool, operator: str = "") -> Placed:
    """Where a legend goes: the emptiest corner, lower ones first, else two columns under the drawing."""
    texts = [length(entry.text, _SIZE) for entry in entries]
    width = max([*texts, length(operator, _SIZE) - _SWATCH]) + _SWATCH + 2 * _PADDING
    signed = has_logo or operator
    height = len(entries) * _LINE + 2 * _PADDING - 4 + (_LOGO_HEIGHT + 8 if signed else 0)
    corners = [
        (ground.width - width - _EDGE, ground.height - height - _EDGE),
        (_EDGE, ground.height - height - _EDGE),
        (ground.width - width - _EDGE, _EDGE),
        (_EDGE, _EDGE),
    ]
    boxes = [Box(x, y, x + width, y + height) for x, y in corners]
    hidden = [_hidden(ground, box) for box in boxes]
    best = min(range(4), key=lambda corner: hidden[corner])
    if hidden[best] <= _HIDDEN:
        return _in_columns(boxes[best], entries, 1, bool(signed))
    columns = 2 if 2 * width <= ground.width else 1
    rows = -(-len(entries) // columns)
    below = rows * _LINE + 2 * _PADDING + (_LOGO_HEIGHT + 8 if signed else 0)
    box = Box(0, ground.height, ground.width, ground.height + below)
    return _in_columns(box, entries, columns, bool(signed), below)


def _in_columns(box: Box, entries: list[Entry], columns: int, signed: bool, below: float = 0.0) -> Placed:
    rows = -(-len(entries) // columns)
    wide = (box.right - box.left - 2 * _PADDING) / columns
    lines = tuple(
        (
            entry,
            box.left + _PADDING + (number // rows) * wide,
            box.top + _PADDING + (number % rows) * _LINE,
        )
        for number, entry in enumerate(entries)
    )
    top = box.top + _PADDING + rows * _LINE + 4
    logo = Box(box.left + _PADDING, top, box.right - _PADDING, top + _LOGO_HEIGHT) if signed else None
    return Placed(box, lines, logo, below)


def _hidden(ground: Ground, box: Box) -> float:
    """The share of a legend that the territory would be under; 1 where it does not fit in the drawing."""
    if box.left < 0 or box.top < 0:
        return 1.0
    # Shapes count y upwards.
    area = Polygon.from_bbox((box.left, -box.bottom, box.right, -box.top))
    return ground.shape.intersection(area).area / area.area
