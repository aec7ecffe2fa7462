# SPDX-License-Identifier: AGPL-3.0-or-later
"""Maps for paper, drawn from the site's own outlines: no tile, no request.

Lengths are in points (1/72 inch) from the upper left corner. The ground is an SVG in greys and is the same in
black and white; what is written over it is text of the page, so that its black is the page's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from common.rectangles import Rectangle
from places.models import Commune
from territory import projection, results
from territory.drawn.ground import Ground, ground

# Marks nearer to one another than this are one, with the numbers of all: the first of these at which every
# label has its place; at the last one, a mark may have none.
_APART_PT = (15.0, 20.0, 26.0, 34.0)
_DOT_PT, _DOT_MORE_PT, _DOT_MOST_PT = 2.2, 0.45, 6.0
_LETTER_PT, _DIGIT_PT, _LINE_PT = 3.9, 4.5, 8.6
# As much of a mark's numbers as stands on a line, and how many lines.
_NUMBERS_WIDE, _MOST_LINES = 16, 4
_CAPITAL_PT = 5.4
_EDGE_PT = 1.5
# What is left between a mark and its label, where a slanting one begins, in radii, and how much nearer it
# stands to its own mark than to another.
_GAP_PT, _SLANT, _CLEAR_PT = 1.0, 0.75, 1.5
# How far from its mark a label is tried when no place is free beside it: a line leads to it.
_NEAREST_FAR_PT, _FARTHEST_PT = 16, 110


@dataclass(frozen=True, slots=True)
class Listed:
    """Communes by their codes, as the ground of a drawing is told them."""

    codes: tuple[str, ...]

    @property
    def condition(self) -> str:
        """SQL that is true of the communes of the list."""
        return "c.code = ANY (%(codes)s)"

    @property
    def counted(self) -> str:
        """All of them are drawn."""
        return "TRUE"

    @property
    def parameters(self) -> dict[str, Any]:
        """The codes."""
        return {"codes": list(self.codes)}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to mark: its number, the name of its commune, degrees (WGS 84)."""

    number: int
    commune: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Map:
    """A map of `width` × `height` points: the ground, an SVG, and what is drawn over it, as plain values
    (`marks`: x, y, radius, the lines of its label, where it stands, and where a line from the mark to it ends
    if it is `far`; `names` of the land around)."""

    width: float
    height: float
    svg: bytes
    marks: list[dict[str, Any]]
    names: list[dict[str, Any]]


def area_map(codes: Sequence[str], spots: Iterable[Spot], width: float, height: float) -> Map | None:
    """The map of communes, as large as fits in `width` × `height` points; None where none has an outline."""
    drawn = Listed(tuple(sorted(codes)))
    departements = tuple(
        Commune.objects.filter(code__in=drawn.codes)
        .order_by("departement_code")
        .values_list("departement_code", flat=True)
        .distinct()
    )
    epsg = projection.legal_projection(departements[0] if departements else "")
    base = ground(drawn, epsg, departements, results.edition())
    if base is None:
        return None
    scale = min(width / base.width, height / base.height)
    return _Drawing(base, epsg, scale).drawn(list(spots))


class _Drawing:
    def __init__(self, base: Ground, epsg: int, scale: float) -> None:
        self._base, self._epsg, self._scale = base, epsg, scale
        self._width, self._height = base.width * scale, base.height * scale

    def drawn(self, spots: list[Spot]) -> Map:
        frame = Rectangle(_EDGE_PT, _EDGE_PT, self._width - _EDGE_PT, self._height - _EDGE_PT)
        marks: list[dict[str, Any]] = []
        taken: list[Rectangle] = []
        for apart in _APART_PT:
            marks = self._marks(spots, apart)
            taken = [_around(mark) for mark in marks]
            placed = [_label(mark, marks, taken, frame) for mark in marks]
            if all(placed):
                break
        names = list(self._names(taken, frame))
        return Map(self._width, self._height, self._svg(), marks, names)

    def _marks(self, spots: list[Spot], apart: float) -> list[dict[str, Any]]:
        """Marks, the one with most entries first; those nearer to one another than `apart` points are one."""
        if not spots:
            return []
        lon, lat = (np.array([getattr(spot, axis) for spot in spots]) for axis in ("lon", "lat"))
        at = self._base.at(projection.project(lon, lat, self._epsg)) * self._scale
        kept = [n for n, (x, y) in enumerate(at) if 0 <= x <= self._width and 0 <= y <= self._height]
        if not kept:
            return []
        at, spots = at[kept], [spots[n] for n in kept]
        groups = fcluster(linkage(at, "average"), apart, "distance") if len(at) > 1 else np.array([1])
        marks = []
        for group in sorted(set(groups.tolist())):
            those = np.flatnonzero(groups == group)
            x, y = at[those].mean(axis=0)
            numbers = sorted(spots[n].number for n in those)
            commune = Counter(spots[n].commune for n in those).most_common(1)[0][0]
            radius = min(_DOT_PT + _DOT_MORE_PT * sqrt(len(those) - 1), _DOT_MOST_PT)
            marks.append(
                {
                    "x": x,
                    "y": y,
                    "r": radius,
                    "commune": commune,
                    "numbers": numbers_lines(numbers),
                    "n": len(those),
                }
            )
        return sorted(marks, key=lambda mark: (-mark["n"], mark["y"], mark["x"]))

    def _names(self, taken: list[Rectangle], frame: Rectangle) -> Iterable[dict[str, Any]]:
        for land in self._base.around:
            if not land.name:
                continue
            middle = land.shape.point_on_surface
            x, y = middle.x * self._scale, -middle.y * self._scale
            box = Rectangle.around(x, y, len(land.name) * _CAPITAL_PT, _LINE_PT)
            if frame.holds(box) and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                yield {"text": land.name, "x": x, "y": y, "w": box.right - box.left}

    def _svg(self) -> bytes:
        base = self._base
        around = "".join(f'<path d="{land.path}"/>' for land in base.around)
        communes = "".join(f'<path d="{path}"/>' for path in base.paths.values())
        thin, thick = 0.35 / self._scale, 1.0 / self._scale
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {base.width:.1f} {base.height:.1f}"'
            f' width="{self._width:.1f}" height="{self._height:.1f}">'
            f'<g fill="#f2f2f2" stroke="#b5b5b5" stroke-width="{thin * 1.6:.2f}">{around}</g>'
            '<g stroke-linejoin="round">'
            f'<g fill="none" stroke="#666666" stroke-width="{thick * 2:.2f}">{communes}</g>'
            f'<g fill="#ffffff" stroke="#c4c4c4" stroke-width="{thin:.2f}">{communes}</g></g>'
            "</svg>"
        ).encode()


def numbers_lines(numbers: Sequence[int]) -> list[str]:
    """Numbers in lines short enough for a map: « 1–14 · 18 ». Beyond four lines they are told by how many
    they are: « 125 lieux »."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    lines: list[str] = []
    for first, last in runs:
        text = f"{first}" if first == last else f"{first}–{last}"
        if lines and len(lines[-1]) + len(text) + 3 <= _NUMBERS_WIDE:
            lines[-1] += f" · {text}"
        else:
            lines.append(text)
    return lines if len(lines) <= _MOST_LINES else [_how_many(len(numbers))]


def _how_many(count: int) -> str:
    return f"{count} lieux"


def _around(mark: dict[str, Any]) -> Rectangle:
    return Rectangle.around(mark["x"], mark["y"], 2 * mark["r"] + 1, 2 * mark["r"] + 1)


def _label(
    mark: dict[str, Any], marks: Sequence[dict[str, Any]], taken: list[Rectangle], frame: Rectangle
) -> bool:
    """Give a mark its label beside it, nearer to it than to any other; else farther, at the end of a line.
    Where there is no room for the name its numbers stand alone. Whether there was any: a mark without is
    drawn alone."""
    others = [one for one in marks if one is not mark]
    labels = [(mark["commune"], mark["numbers"]), ("", mark["numbers"])]
    if len(mark["numbers"]) > 1:
        labels.append(("", [_how_many(mark["n"])]))
    for name, lines in labels:
        for box, align in _beside(mark, _size(name, lines)):
            if _is_free(box, taken, frame) and not any(_is_nearer(other, mark, box) for other in others):
                _write(mark, name, lines, box, align, taken)
                return True
    for name, lines in labels:
        for box in _farther(mark, _size(name, lines)):
            if _is_free(box, taken, frame):
                _write(mark, name, lines, box, "center", taken, far=True)
                return True
    mark["label"] = None
    return False


def _size(name: str, lines: Sequence[str]) -> tuple[float, float]:
    wide = max(len(name) * _LETTER_PT, *(len(line) * _DIGIT_PT for line in lines))
    return wide + 2, (len(lines) + bool(name)) * _LINE_PT


def _beside(mark: dict[str, Any], size: tuple[float, float]) -> Iterator[tuple[Rectangle, str]]:
    """The eight places that touch a mark, and on which side of each its lines begin: the right first."""
    wide, high = size
    across, over = mark["r"] + wide / 2 + _GAP_PT, mark["r"] + high / 2 + _GAP_PT
    slant = mark["r"] * _SLANT
    for dx, dy, align in (
        *((across, 0, "left"), (-across, 0, "right"), (0, over, "center"), (0, -over, "center")),
        *((wide / 2 + slant, high / 2 + slant, "left"), (wide / 2 + slant, -high / 2 - slant, "left")),
        *((-wide / 2 - slant, high / 2 + slant, "right"), (-wide / 2 - slant, -high / 2 - slant, "right")),
    ):
        yield Rectangle.around(mark["x"] + dx, mark["y"] + dy, wide, high), align


def _farther(mark: dict[str, Any], size: tuple[float, float]) -> Iterator[Rectangle]:
    """Places on circles around a mark, the nearest first."""
    for distance in range(_NEAREST_FAR_PT, _FARTHEST_PT, 6):
        for turn in range(16):
            x = mark["x"] + distance * cos(turn * pi / 8)
            y = mark["y"] + distance * sin(turn * pi / 8)
            yield Rectangle.around(x, y, *size)


def _is_free(box: Rectangle, taken: Iterable[Rectangle], frame: Rectangle) -> bool:
    return frame.holds(box) and not any(box.overlaps(other) for other in taken)


def _is_nearer(other: dict[str, Any], mark: dict[str, Any], box: Rectangle) -> bool:
    """Whether a label there would be taken for another mark's."""
    return _distance(other, box) < _distance(mark, box) + _CLEAR_PT


def _distance(mark: dict[str, Any], box: Rectangle) -> float:
    """From a mark to the nearest point of a rectangle."""
    x, y = _nearest(mark, box)
    return hypot(mark["x"] - x, mark["y"] - y)


def _nearest(mark: dict[str, Any], box: Rectangle) -> tuple[float, float]:
    return min(max(mark["x"], box.left), box.right), min(max(mark["y"], box.top), box.bottom)


def _write(
    mark: dict[str, Any],
    name: str,
    lines: Sequence[str],
    box: Rectangle,
    align: str,
    taken: list[Rectangle],
    *,
    far: bool = False,
) -> None:
    taken.append(box)
    end = _nearest(mark, box)
    mark["label"] = {
        "x": (box.left + box.right) / 2,
        "y": (box.top + box.bottom) / 2,
        "w": box.right - box.left,
        "h": box.bottom - box.top,
        "align": align,
        "far": far,
        "end": list(end),
    }
    mark["name"], mark["lines"] = name, list(lines)
