# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map of an embedded page before it is opened: the places of its list, drawn over our own outlines.

It weighs a few kilobytes and asks nobody anything; the map that moves is loaded by the reader's press.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from common.rectangles import Rectangle
from places.sketch import SIDE, Name, Sketch, around, towns
from search.question import Place

_KM_PER_DEGREE = 111.32
# As much land around the places as this share of what they span; a few streets at least, in kilometres.
_MARGIN, _LEAST_KM = 1.35, 3.0
# Marks nearer to one another than this, in units of the drawing, are one.
_APART = 15.0
# The side of a mark, and of the point that was asked.
_MARK, _POINT = 14.0, 10.0


@dataclass(slots=True)
class Mark:
    """A place, or several near one another: where in the drawing, the number of the first in the list, how
    many others, the colour of its theme; `screen_only` for a place that paper would give away."""

    x: float
    y: float
    number: int
    colour: str
    screen_only: bool
    others: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """The point that was asked, in units of the drawing, and how far around it: the radius of a circle."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """The drawing, its marks, the names of its towns, and the point that was asked, where there was one."""

    sketch: Sketch
    marks: list[Mark]
    towns: list[Name]
    asked: Asked | None


def drawn(
    points: Iterable[Mapping[str, Any]], colours: Mapping[str, str], place: Place | None = None
) -> Drawn | None:
    """The places of a list (`desk.cards.map_points`), drawn with the `place` that was asked; None where none
    has a position. `colours` are those of themes, by code."""
    known = [one for one in points if one.get("lat") is not None and one.get("lon") is not None]
    if not known:
        return None
    lats, lons = [one["lat"] for one in known], [one["lon"] for one in known]
    if place:
        lats.append(place.lat)
        lons.append(place.lon)
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    narrow = max(0.05, math.cos(math.radians(lat)))
    span = max(max(lats) - min(lats), (max(lons) - min(lons)) * narrow) * _KM_PER_DEGREE
    km = max(_LEAST_KM, span * _MARGIN)
    scale = SIDE / km * _KM_PER_DEGREE
    marks: list[Mark] = []
    for one in known:
        x, y = SIDE / 2 + (one["lon"] - lon) * narrow * scale, SIDE / 2 - (one["lat"] - lat) * scale
        near = next((mark for mark in marks if math.hypot(mark.x - x, mark.y - y) < _APART), None)
        if near:
            near.others += 1
            near.screen_only |= bool(one.get("confidentiel"))
        else:
            codes = (one.get("theme"), *(one.get("themes") or ()))
            colour = next((colours[code] for code in codes if code in colours), "")
            marks.append(
                Mark(round(x, 1), round(y, 1), one.get("n") or 0, colour, bool(one.get("confidentiel")))
            )
    taken = [Rectangle.around(mark.x, mark.y, _MARK, _MARK) for mark in marks]
    asked = None
    if place:
        x, y = SIDE / 2 + (place.lon - lon) * narrow * scale, SIDE / 2 - (place.lat - lat) * scale
        asked = Asked(round(x, 1), round(y, 1), round(place.radius_km / km * SIDE, 1))
        taken.append(Rectangle.around(x, y, _POINT, _POINT))
    return Drawn(around(lon, lat, km), marks, towns(lon, lat, km, taken), asked)
