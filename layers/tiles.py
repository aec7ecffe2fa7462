# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/tiles/structures/{z}/{x}/{y}.mvt`: a search as vector tiles, for MapLibre, QGIS and others.

Every place of the search is a point of the tile, up to `MAX_POINTS`; a tile of more is drawn as
clusters, whose `count` sums to its places exactly.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_of
from common.prepared import fetch_one
from common.problems import problem
from layers import cached
from search import filters
from search.engine import plane
from search.engine.cells import Cells, about, cells, data_version, is_counted
from search.question import Box, Search

LAYER = "structures"
CONTENT_TYPE = "application/vnd.mapbox-vector-tile"
MAX_ZOOM = 19
MAX_POINTS = 10_000
# Eight cells across: 64 pixels of a tile that is drawn 512 pixels wide, as MapLibre does.
_CELLS_ACROSS_LEVELS = 3
# Views nearer than this hold fewer places than clusters would be worth asking for first, and have room
# for their names: reading those of thousands of places takes longer than all the rest.
_POINTS_FROM_ZOOM = 11
# Its number goes up with every change of what a tile looks like.
_KIND = "tile3"

# The plane of web Mercator, in metres, from degrees: what ST_Transform does, at a tenth of its time.
_MERCATOR = """
ST_AsMVTGeom(
    ST_SetSRID(
        ST_MakePoint(
            {lon} * 20037508.342789244 / 180,
            ln(tan(pi() / 4 + radians(greatest(-85.06, least(85.06, {lat}))) / 2)) * 6378137
        ),
        3857
    ),
    ST_TileEnvelope(%(z)s, %(x)s, %(y)s)
)
"""
_PLACES = f"""
WITH place AS MATERIALIZED ({{found}}),
few AS MATERIALIZED (
    SELECT count(*) <= %(most)s AS yes FROM (SELECT FROM place LIMIT %(most)s + 1) AS counted
)
SELECT
    (SELECT yes FROM few),
    (
        SELECT ST_AsMVT(drawn, '{LAYER}', 4096, 'geom', 'id')
        FROM (
            SELECT
                place.structure_id AS id, {{name}} 1 AS count, {{counts}},
                {_MERCATOR.format(lon="place.lon", lat="place.lat")} AS geom
            FROM place
            {{structure}}
            WHERE (SELECT yes FROM few)
            -- In the order of the table, a tile would say which rows were written last: of edits that this
            -- role knows nothing of, too.
            ORDER BY place.structure_id, place.lon, place.lat
        ) AS drawn
    )
"""
_POINTS = _PLACES.replace("{name}", "").replace("{structure}", "")
_NAMED_POINTS = _PLACES.replace("{name}", "s.nom,").replace(
    "{structure}", "JOIN mapping_structure s ON s.id = place.structure_id"
)
_CLUSTERS = f"""
WITH base AS MATERIALIZED ({{found}})
SELECT
    coalesce((SELECT sum(places) FROM base), 0) <= %(most)s,
    (
        SELECT ST_AsMVT(drawn, '{LAYER}', 4096, 'geom')
        FROM (
            SELECT
                places::integer AS count, {{counts}},
                {_MERCATOR.format(lon="(lon / 1000000.0 / places)", lat="(lat / 1000000.0 / places)")} AS geom
            FROM base
            ORDER BY places, lon, lat
        ) AS drawn
    )
"""


@require_safe
def structures(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One tile of a search: its criteria as for the list; `lat` and `lon` only say where the person is."""
    parsed = filters.asked_by(request)
    errors = dict(parsed.errors)
    if z > MAX_ZOOM:
        errors["z"] = [_("un zoom entre 0 et %(max)s est attendu.") % {"max": MAX_ZOOM}]
    elif not (x < 2**z and y < 2**z):
        errors["x" if x >= 2**z else "y"] = [
            _("à ce zoom, un nombre entre 0 et %(max)s est attendu.") % {"max": 2**z - 1}
        ]
    if errors:
        return problem(400, "Paramètre refusé", "La tuile n'a pas été faite.", errors)
    search, role = parsed.search, role_of(request.user)
    return cached.answer(
        request,
        _KIND,
        search,
        role,
        (None, (z, x, y)),
        lambda: (data_version(), tile(search, role, z, x, y)),
        CONTENT_TYPE,
    )


def tile(search: Search, role: Role, z: int, x: int, y: int) -> bytes:
    """The vector tile (MVT 2.1) of a search: one layer, `structures`, of points.

    A place has `id`, `count` 1, 1 under the code of each of its themes and, from zoom 11 on, `nom`; a
    cluster has `count` and how many of its places each theme has.
    """
    box = tile_box(z, x, y)
    base = cells(search, role, box, z + _CELLS_ACROSS_LEVELS)
    numbers = {"z": z, "x": x, "y": y}
    # Reading every place to learn that they are too many takes far longer than their counts.
    if z < _POINTS_FROM_ZOOM and is_counted(search) and about(search, role, z, x, y) > MAX_POINTS:
        few, clusters = _fetch(_CLUSTERS, base.by_cell, base, numbers)
        if not few:
            return clusters
    scanned = cells(search, role, box, z + _CELLS_ACROSS_LEVELS, counted=False)
    statement = _NAMED_POINTS if z >= _POINTS_FROM_ZOOM else _POINTS
    few, points = _fetch(statement, scanned.by_place, scanned, numbers)
    return points if few else _fetch(_CLUSTERS, base.by_cell, base, numbers)[1]


def tile_box(z: int, x: int, y: int) -> Box:
    """The degrees that a tile of the web Mercator pyramid covers, edges included."""
    across = 2**z
    return Box(
        x / across * 360 - 180,
        plane.parallel((y + 1) / across),
        (x + 1) / across * 360 - 180,
        plane.parallel(y / across),
    )


def _fetch(statement: str, found: str, base: Cells, numbers: dict[str, int]) -> tuple[bool, bytes]:
    # What is zero is left out of the tile: a property that is absent.
    said = ", ".join(
        f'nullif({count}, 0)::integer AS "{theme}"'
        for count, theme in zip(base.counts, base.themes, strict=True)
    )
    few, body = fetch_one(
        statement.format(found=found, counts=said), base.parameters | numbers | {"most": MAX_POINTS}
    )
    return few, bytes(body or b"")
