# SPDX-License-Identifier: AGPL-3.0-or-later
"""Points as files give them: degrees with commas, swapped, in one cell, or in metres."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from django.contrib.gis.gdal import AxisOrder, CoordTransform, OGRGeometry, SpatialReference
from django.contrib.gis.gdal.geometries import Point as OGRPoint

from data.imports.values.base import Doubt, text_of

_PAIR = re.compile(
    r"(?:POINT\s*\(|[\[(])?\s*(-?\d{1,3}(?:[.,]\d+)?)(?:[\s,;]+|\s*/\s*|\s*\|\s*)"
    r"(-?\d{1,3}(?:[.,]\d+)?)\s*[\])]?",
    re.I,
)
# Where a map is looked at: « #map=18/48.7/2.7 », « @48.7,2.7,17z », « ?mlat=48.7&mlon=2.7 ».
_LINK = re.compile(
    r"https?://\S*?(?:map=\d{1,2}(?:\.\d+)?/|@|[?&](?:q|ll|center|query|mlat|lat)=)"
    r"(-?\d{1,2}\.\d+)(?:/|,|%2C|&(?:mlon|lon|lng)=)(-?\d{1,3}\.\d+)\S*",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"(?:\b(?P<before>[NSEWO])\s*)?(?P<degrees>-?\d{1,3}(?:[.,]\d+)?)(?!\d)\s*°?"
    r"(?:\s*(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*['’′](?!['’′]))?(?:\s*(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|''|″|”))?"
    r"(?:\s*(?P<sky>[NSEWO])\b)?",
    re.IGNORECASE,
)
# What goes with the numbers of such a point.
_BESIDE = re.compile(
    r"(?:lat(?:itude)?|lon(?:g|gitude)?|lng|gps|coord\w*|point|[\s,;:/()=|.-])+", re.IGNORECASE
)
# The legal projections whose metres are no others': EPSG code, name, bounds of x and of y. Those of the
# Antilles and of Guyane overlap with Lambert's old zones, and are not guessed.
_PROJECTIONS = (
    (2154, "Lambert-93", (-400_000, 1_500_000), (5_900_000, 7_300_000)),
    (2975, "RGR92, La Réunion", (300_000, 400_000), (7_600_000, 7_720_000)),
    (4471, "RGM04, Mayotte", (490_000, 550_000), (8_550_000, 8_620_000)),
)


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Degrees (WGS 84) where a point was understood, and what has to be said about it."""

    lon: float | None = None
    lat: float | None = None
    doubts: tuple[Doubt, ...] = ()


def read(lat_cell: Any, lon_cell: Any, *, swap: bool = True) -> Coordinates:
    """The point of two cells, latitude (or y) first; as they are, where they may not be swapped (`swap`).

    (0, 0) is nothing; two values that only make sense the other way round are swapped, and told;
    metres of a legal projection are converted. Beyond 180 or 90 degrees, nothing, and told.
    """
    lat, lon = _degrees(lat_cell), _degrees(lon_cell)
    if lat is None and lon is None:
        given = text_of(lat_cell) or text_of(lon_cell)
        both = by_hand(given) or _pair(given)
        if both is None:
            return Coordinates(doubts=(_lost(given),)) if given else Coordinates()
        lat, lon = both
    if lat is None or lon is None:
        given = f"{text_of(lat_cell)}, {text_of(lon_cell)}"
        return Coordinates(doubts=(_lost(given),))
    if lat == 0 and lon == 0:
        return Coordinates()
    for code, name, (west, east), (south, north) in _PROJECTIONS:
        if west <= lon <= east and south <= lat <= north:
            return _from_metres(lon, lat, code, name)
        if swap and west <= lat <= east and south <= lon <= north:
            return _from_metres(lat, lon, code, name)
    doubts: tuple[Doubt, ...] = ()
    if swap and not _in_france(lon, lat) and _in_france(lat, lon):
        lon, lat = lat, lon
        doubts = (Doubt("Latitude et longitude étaient inversées : remises dans l'ordre."),)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return Coordinates(doubts=(_lost(f"{lat:g}, {lon:g}"),))
    return Coordinates(lon, lat, doubts)


def _pair(text: str) -> tuple[float, float] | None:
    pair = _PAIR.fullmatch(text) or _LINK.fullmatch(text)
    return (float(pair[1].replace(",", ".")), float(pair[2].replace(",", "."))) if pair else None


def by_hand(text: str) -> tuple[float, float] | None:
    """The latitude and the longitude of a point that is written out: degrees, minutes and seconds, with
    letters of the sky, or both numbers under their names; None for anything else.

    >>> by_hand("48°30'0\"N 2°30'0\"E")
    (48.5, 2.5)
    """
    found = [(_number(match), match["sky"] or match["before"] or "") for match in _WRITTEN.finditer(text)]
    rest = _BESIDE.sub("", _WRITTEN.sub("", text))
    if len(found) != 2 or rest or not re.search(r"[°NSEOW]|lat|\d\s*[,;/]\s", text, re.I):
        return None
    (first, one), (second, other) = found
    if one.upper() in ("E", "W", "O") or re.match(r"\s*lon|\s*lng", text, re.I):
        first, second = second, first
        one, other = other, one
    return (-first if one.upper() == "S" else first, -second if other.upper() in ("W", "O") else second)


def _number(match: re.Match[str]) -> float:
    degrees = float(match["degrees"].replace(",", "."))
    minutes, seconds = (float((match[name] or "0").replace(",", ".")) for name in ("minutes", "seconds"))
    value = abs(degrees) + minutes / 60 + seconds / 3600
    return round(-value if match["degrees"].startswith("-") else value, 7)


def is_in_france(point: Coordinates) -> bool:
    """Whether a point was understood and is in France, overseas included."""
    return point.lon is not None and point.lat is not None and _in_france(point.lon, point.lat)


def _degrees(cell: Any) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell) if cell == cell and abs(cell) != float("inf") else None
    text = text_of(cell).replace(" ", "").replace("°", "")
    if not re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", text):
        return None
    return float(text.replace(",", "."))


def _in_france(lon: float, lat: float) -> bool:
    """In the box of metropolitan France or of an overseas département, in degrees."""
    boxes = [
        (-5.6, 41.2, 10.0, 51.3),
        (-63.3, 14.2, -60.7, 18.3),
        (-54.8, 2.0, -51.4, 6.0),
        (44.9, -13.2, 56.0, -12.4),
        (55.0, -21.6, 56.0, -20.7),
        (163.0, -23.2, 168.5, -19.0),
        (-155.0, -28.0, -134.0, -7.0),
        (-56.6, 46.6, -56.0, 47.3),
    ]
    return any(west <= lon <= east and south <= lat <= north for west, south, east, north in boxes)


@lru_cache(maxsize=4)
def _to_degrees(code: int) -> CoordTransform:
    return CoordTransform(
        SpatialReference(code, axis_order=AxisOrder.TRADITIONAL),
        SpatialReference(4326, axis_order=AxisOrder.TRADITIONAL),
    )


def _from_metres(x: float, y: float, code: int, name: str) -> Coordinates:
    point = cast(OGRPoint, OGRGeometry(f"POINT ({x!r} {y!r})"))
    point.transform(_to_degrees(code))
    return Coordinates(
        round(point.x, 7),
        round(point.y, 7),
        (Doubt(f"Coordonnées en mètres ({name}), converties en degrés."),),
    )


def _lost(given: str) -> Doubt:
    return Doubt(f"« {given[:40]} » ne sont pas des coordonnées : laissées de côté.", lost=True)
