# SPDX-License-Identifier: AGPL-3.0-or-later
"""The legend of a drawing: what its colours and signs mean, in the corner that the territory leaves empty."""

from dataclasses import dataclass, replace

from django.contrib.gis.geos import Polygon

from common.rectangles import Rectangle
from territory.drawn.ground import Ground
from territory.drawn.names import length

_LINE, _PADDING, _SIZE = 20.0, 10.0, 13.0
_SWATCH = 28.0
_EDGE = 10.0
_LOGO_WIDTH, _LOGO_HEIGHT = 140.0, 48.0
# What the arithmetic of outlines may leave of the territory under a legend, as a share of it: nothing to see.
_HIDDEN = 0.001


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: `sign` is the class of a colour (0 to 4) or one of the words of `picture`."""

    sign: int | str
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A legend and where it is: in a corner of the box, or under it where every corner is the territory's.

    `lines` are the entries with the upper left corner of each; `sign` is the room of the operator's logo or
    name, in another corner, or under; `below` is what both add to the box's height.
    """

    box: Rectangle
    lines: tuple[tuple[Entry, float, float], ...]
    sign: Rectangle | None = None
    below: float = 0.0


def placed(ground: Ground, entries: list[Entry], *, operator: str = "", has_logo: bool = False) -> Placed:
    """Where a legend goes: the emptiest corner, lower ones first, else two columns under the drawing."""
    width = max(length(entry.text, _SIZE) for entry in entries) + _SWATCH + 2 * _PADDING
    box = _corner(ground, width, len(entries) * _LINE + 2 * _PADDING - 4)
    if box is not None:
        legend = _in_columns(box, entries, 1)
    else:
        columns = 2 if 2 * width <= ground.width else 1
        below = -(-len(entries) // columns) * _LINE + 2 * _PADDING
        under = Rectangle(0, ground.height, ground.width, ground.height + below)
        legend = _in_columns(under, entries, columns, below)
    if not (has_logo or operator):
        return legend
    sign_width = _LOGO_WIDTH if has_logo else length(operator, _SIZE, is_bold=True) + 2 * _PADDING
    sign = _corner(ground, sign_width, _LOGO_HEIGHT, taken=None if legend.below else legend.box)
    if sign is not None:
        return replace(legend, sign=sign)
    top = ground.height + legend.below
    under = Rectangle(0, top, ground.width, top + _LOGO_HEIGHT)
    return replace(legend, sign=under, below=legend.below + _LOGO_HEIGHT)


def _corner(ground: Ground, width: float, height: float, taken: Rectangle | None = None) -> Rectangle | None:
    """The emptiest corner for a rectangle, lower ones first, but for one that is taken; None where the
    territory would be under each of them."""
    corners = [
        (ground.width - width - _EDGE, ground.height - height - _EDGE),
        (_EDGE, ground.height - height - _EDGE),
        (ground.width - width - _EDGE, _EDGE),
        (_EDGE, _EDGE),
    ]
    boxes = [Rectangle(x, y, x + width, y + height) for x, y in corners]
    hidden = [1.0 if taken and box.overlaps(taken) else _hidden(ground, box) for box in boxes]
    best = min(range(4), key=lambda corner: hidden[corner])
    return boxes[best] if hidden[best] <= _HIDDEN else None


def _in_columns(box: Rectangle, entries: list[Entry], columns: int, below: float = 0.0) -> Placed:
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
    return Placed(box, lines, below=below)


def _hidden(ground: Ground, box: Rectangle) -> float:
    """The share of a legend that the territory would be under; 1 where it does not fit in the drawing."""
    if box.left < 0 or box.top < 0:
        return 1.0
    # Shapes count y upwards.
    area = Polygon.from_bbox((box.left, -box.bottom, box.right, -box.top))
    return ground.shape.intersection(area).area / area.area
