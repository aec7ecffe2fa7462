# SPDX-License-Identifier: AGPL-3.0-or-later
"""A search looked at from afar: circles on the towns where its places are, 300 at most.

Places are put together by square of the plane, each group stands on the largest town that it has a place in,
and groups that would touch on the screen are told on the larger of their towns. Nothing is left out.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from accounts.roles import Role
from common.prepared import fetch_all
from layers.circles import Circle, gathered
from layers.clusters import MAX_BYTES, MAX_FEATURES, PLACE
from search.engine import plane
from search.engine.cells import cells
from search.question import Box, Search

# Closer than that, a square of the grid is smaller than a commune.
MAX_ZOOM = 12
# 64 pixels: a quarter of a tile.
_FINER_LEVELS = 2
_TILE_LEVELS = 8

# A service may stand in another town than its structure, whose town says nothing then.
_GROUPS = """
WITH place AS MATERIALIZED ({found}),
located AS (
    SELECT
        place.*, c.code, c.population,
        mapping_cell_x(place.lon, %(level)s) AS x, mapping_cell_y(place.lat, %(level)s) AS y,
        mapping_cell_x(ST_X(c.point::geometry), %(level)s) AS town_x,
        mapping_cell_y(ST_Y(c.point::geometry), %(level)s) AS town_y
    FROM place
    JOIN mapping_structure s ON s.id = place.structure_id
    LEFT JOIN places_commune c ON c.code = s.code_insee AND c.point IS NOT NULL
),
drawn AS (
    SELECT
        x, y, count(*) AS places, avg(lon) AS lon, avg(lat) AS lat, min(structure_id) AS ids, {sums},
        (array_agg(code ORDER BY population DESC NULLS LAST, code) FILTER (
            WHERE town_x BETWEEN x - 1 AND x + 1 AND town_y BETWEEN y - 1 AND y + 1
        ))[1] AS code
    FROM located
    GROUP BY x, y
)
SELECT
    x, y, places, lon, lat, ARRAY[{names}]::int[], town.nom, coalesce(town.population, -1),
    ST_X(town.point::geometry), ST_Y(town.point::geometry),
    CASE WHEN places = 1 THEN {place} END
FROM drawn
LEFT JOIN places_commune town ON town.code = drawn.code
ORDER BY y, x
"""


@dataclass(frozen=True, slots=True)
class Group:
    """What a circle was made of: a square of the grid, and what is said of a place that is alone in it."""

    square: str
    place: dict[str, Any] | None


def draw(search: Search, role: Role, box: Box, zoom: int) -> str:
    """The places of `search` in `box` as a GeoJSON FeatureCollection (text) of circles for a map at `zoom`.

    Squares grow until the answer has 300 features and 30 kB at most.
    """
    for level in range(zoom + _FINER_LEVELS, 0, -1):
        themes, circles = _circles(search, role, box, level, zoom)
        text = _told(themes, circles, zoom, level)
        if len(circles) <= MAX_FEATURES and len(text.encode()) <= MAX_BYTES:
            break
    return text


def circles_of(search: Search, role: Role, box: Box, zoom: float, level: int) -> list[Circle]:
    """The circles of `search` in `box` on a plane that is 256 · 2^zoom pixels wide, of squares of `level`."""
    return _circles(search, role, box, level, zoom)[1]


def _circles(
    search: Search, role: Role, box: Box, level: int, zoom: float
) -> tuple[tuple[str, ...], list[Circle]]:
    base = cells(search, role, box, level, counted=False)
    found = fetch_all(_statement(base.by_place, base.counts), base.parameters | {"role": int(role)})
    return base.themes, gathered(_of_groups(found, zoom))


def _of_groups(found: list[tuple], zoom: float) -> Iterator[Circle]:
    for x, y, places, lon, lat, counts, town, people, town_lon, town_lat, said in found:
        place = json.loads(f"{{{said[1:]}}}") if said else None
        # A place that is alone stands where it is.
        at = (town_lon, town_lat) if town and not place else (lon, lat)
        yield Circle(
            *_pixels(*at, zoom),
            places,
            town or "",
            people,
            f"{x} {y}",
            tuple(counts),
            (Group(f"{x} {y}", place),),
        )


def _pixels(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    wide = 2 ** (zoom + _TILE_LEVELS)
    return plane.column(lon, 0) * wide, plane.row(lat, 0) * wide


@lru_cache(maxsize=64)
def _statement(found: str, names: tuple[str, ...]) -> str:
    return _GROUPS.format(
        found=found,
        sums=", ".join(f"sum({name}) AS {name}" for name in names),
        names=", ".join(names),
        place=PLACE,
    )


def _told(themes: tuple[str, ...], circles: list[Circle], zoom: int, level: int) -> str:
    head = {
        "type": "FeatureCollection",
        "numberMatched": sum(circle.count for circle in circles),
        "numberReturned": len(circles),
        "cell_px": 2 ** (zoom + _TILE_LEVELS - level),
        "themes": {theme: sum(circle.counts[i] for circle in circles) for i, theme in enumerate(themes)},
        "features": [_feature(circle, zoom) for circle in circles],
    }
    return json.dumps(head, separators=(",", ":"), ensure_ascii=False)


def _feature(circle: Circle, zoom: int) -> dict[str, Any]:
    lon, lat = _degrees(circle.x, circle.y, zoom)
    properties: dict[str, Any] = {"count": circle.count, "themes": circle.counts}
    if circle.town:
        properties["ville"] = circle.town
    properties["squares"] = [group.square for group in circle.holds]
    if circle.count == 1:
        properties |= circle.holds[0].place or {}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,
    }


def _degrees(x: float, y: float, zoom: float) -> tuple[float, float]:
    wide = 2 ** (zoom + _TILE_LEVELS)
    return round(x / wide * 360 - 180, 5), round(plane.parallel(y / wide), 5)
