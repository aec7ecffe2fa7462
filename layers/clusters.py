# SPDX-License-Identifier: AGPL-3.0-or-later
"""A search drawn in a map's box: at most 300 clusters and single places, in at most 30 kB.

The grid is of web Mercator pixels, aligned on the world and not on the box: 64 at the zoom asked,
more by steps where the answer would be too large. Nothing is ever left out: cells grow instead.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from accounts.roles import Role
from common.prepared import fetch_one
from common.required import required
from search.engine.cells import DATA_VERSION, Cells, cells, is_counted
from search.engine.plane import FINEST, column, on_grid, row
from search.question import Box, Search

MAX_FEATURES = 300
MAX_BYTES = 30_000
CELL_PX = 64
_TILE_PX = 256
# Cells read before grouping are half as wide as those drawn; a box of more of these is far larger
# than a screen at that zoom, and is read as if from further away.
_MOST_CELLS = 1_200
_DEEPEST = 22
# What the text around the features takes at most.
_HEAD_BYTES = 700

# A cluster is told to a metre, its sums being millionths of a degree; a place to ten centimetres.
_FEATURE = """
'{"type":"Feature","geometry":{"type":"Point","coordinates":['
|| greatest(%(west)s::float8, least(%(east)s::float8, round(lon / places / unit) / (1000000 / unit))) || ','
|| greatest(%(south)s::float8, least(%(north)s::float8, round(lat / places / unit) / (1000000 / unit)))
|| ']},"properties":{"count":' || places || ',"themes":[' || {counts} || ']'
|| CASE WHEN places = 1 THEN coalesce({place}, '') ELSE '' END
|| '}}'
"""
# What is told of the place that stands alone in `drawn`, as members of a JSON object.
PLACE = """
(
    SELECT
        ',"id":' || structure_id
        || ',"nom":' || to_json(CASE WHEN length(nom) > 120 THEN left(nom, 119) || '…' ELSE nom END)
        || CASE WHEN telephone <> '' THEN ',"telephone":' || to_json(left(telephone, 40)) ELSE '' END
        || CASE
            WHEN length(horaires_accueil) BETWEEN 1 AND 300
                THEN ',"horaires_accueil":' || to_json(horaires_accueil)
            ELSE ''
        END
        || CASE WHEN masked = 'true' THEN ',"adresse_confidentielle":true' ELSE '' END
    FROM (
        SELECT
            structure_id, said ->> 'nom' AS nom, said ->> 'telephone' AS telephone,
            said ->> 'horaires_accueil' AS horaires_accueil, said -> 'adresse_confidentielle' AS masked
        FROM mapping_card
        WHERE structure_id = drawn.ids::bigint AND service_id = 0
            AND role_min <= %(role)s AND role_max >= %(role)s
    ) AS card
)
"""

# The first size of cell whose answer is small enough; what a feature takes is overestimated for a
# cluster and guessed for a place, whose text is measured once it is made.
_FITS = """
(
    SELECT
        coalesce(count(*), 0) <= %(most)s
        AND coalesce(sum(CASE WHEN n = 1 THEN 220 ELSE 104 + length(n::text) END + {width}), 0) <= %(bytes)s
    FROM (
        SELECT sum(places) AS n, {sums}
        FROM base
        GROUP BY x / (%(sizes)s::int[])[{i}], y / (%(sizes)s::int[])[{i}]
    ) AS cluster
)
"""

# Cells put together until they are few enough, or as they were read where they are sure to be.
_GROUPED = """
tried AS (
    SELECT 1 AS i, {fits_first} AS fits
    UNION ALL
    SELECT i + 1, {fits_next} FROM tried WHERE NOT fits AND i < cardinality(%(sizes)s::int[])
),
size AS (SELECT (%(sizes)s::int[])[max(i)] AS base_cells FROM tried),
drawn AS MATERIALIZED (
    SELECT
        x / base_cells AS x, y / base_cells AS y,
        sum(places) AS places, sum(lon) AS lon, sum(lat) AS lat, sum(ids) AS ids,
        CASE WHEN sum(places) = 1 THEN 1 ELSE 10 END AS unit,
        {sums}
    FROM base, size
    GROUP BY 1, 2
)
"""
_AS_READ = """
size AS (SELECT 1 AS base_cells),
drawn AS (SELECT base.*, CASE WHEN places = 1 THEN 1 ELSE 10 END AS unit FROM base)
"""

_DRAWN = """
WITH RECURSIVE base AS MATERIALIZED ({cells}),
{drawn}
SELECT
    {version},
    (SELECT base_cells FROM size),
    count(*),
    coalesce(sum(places), 0)::bigint,
    ARRAY[{totals}]::bigint[],
    coalesce(string_agg({feature}, ',' ORDER BY places DESC, y, x), '')
FROM drawn
"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A search drawn: the text of a GeoJSON FeatureCollection, and what is in it.

    `total` counts the places in the box and `features` what stands for them; `cell_px` is the side
    of the cells that were drawn, in pixels at the zoom asked. `version` is that of the data drawn
    (`search.engine.cells.data_version`).
    """

    text: str
    features: int
    total: int
    cell_px: float
    version: int


def draw(search: Search, role: Role, box: Box, zoom: int, *, counted: bool = True) -> Drawing:
    """The places of `search` in `box`, as clusters and single places for a map at `zoom`.

    `counted=False` does without the counts kept by cell, to compare.
    """
    version = None
    for level, sizes in _attempts(search, box, zoom, counted=counted):
        base = cells(search, role, box, level, counted=counted)
        while sizes:
            few = sizes == [1] and _drawn_cells(box, level) <= MAX_FEATURES
            seen, size, features, total, totals, text = _fetch(base, sizes, few=few)
            # What is drawn of later data is drawn again at the next look.
            version = seen if version is None else version
            fits = features <= MAX_FEATURES and len(text.encode()) <= MAX_BYTES - _HEAD_BYTES
            sizes = [] if fits else sizes[sizes.index(size) + 1 :]
        if fits:
            break
    cell_px = _TILE_PX * 2**zoom * size / 2**level
    head = {
        "type": "FeatureCollection",
        "numberMatched": total,
        "numberReturned": features,
        "cell_px": round(cell_px),
        "themes": dict(zip(base.themes, totals, strict=True)),
    }
    members = json.dumps(head, separators=(",", ":")).removesuffix("}")
    return Drawing(f'{members},"features":[{text}]}}', features, total, cell_px, required(version))


def _attempts(search: Search, box: Box, zoom: int, *, counted: bool) -> Iterator[tuple[int, list[int]]]:
    """(level of the cells to group, sides of the cells to draw in those) until an answer is small enough.

    A screen nearly always fits with 64 pixels. Of a box on the lines of the grid, whose counts are kept,
    cells of that size are then read as they are: a quarter as many as their halves, which 96 pixels need.
    Of any other box, it is the edge that takes long: halves are read at once, rather than the edge twice.
    """
    level = _level(box, zoom)
    # 64, 96, 128, 192 pixels... and at last the whole world.
    sizes = [size for power in range(level) for size in (2 << power, 3 << power)] + [2 << level]
    if counted and is_counted(search) and level - 1 <= FINEST and on_grid(box, level - 1):
        yield level - 1, [1]
        sizes = sizes[1:]
    yield level, sizes


def _level(box: Box, zoom: int) -> int:
    """The level of the cells to group: half as wide as those drawn."""
    level = min(zoom + 3, _DEEPEST)
    while level > 1 and _drawn_cells(box, level - 1) > _MOST_CELLS:
        level -= 1
    return level


def _drawn_cells(box: Box, level: int) -> float:
    wide = column(box.east, level) - column(box.west, level)
    high = row(box.south, level) - row(box.north, level)
    return (wide + 1) * (high + 1)


def _fetch(base: Cells, sizes: list[int], *, few: bool) -> tuple[int, int, int, int, list[int], str]:
    parameters = base.parameters | {
        "sizes": sizes,
        "most": MAX_FEATURES,
        "bytes": MAX_BYTES - _HEAD_BYTES,
    }
    return fetch_one(_statement(base.by_cell, base.counts, few=few), parameters)


@lru_cache(maxsize=256)
def _statement(base: str, names: tuple[str, ...], *, few: bool) -> str:
    drawn = _AS_READ
    if not few:
        width = " + ".join(f"length({name}::text) + 1" for name in names)
        sums = ", ".join(f"sum({name}) AS {name}" for name in names)
        drawn = _GROUPED.format(
            fits_first=_FITS.format(i="1", width=width, sums=sums),
            fits_next=_FITS.format(i="i + 1", width=width, sums=sums),
            sums=sums,
        )
    return _DRAWN.format(
        cells=base,
        drawn=drawn,
        version=DATA_VERSION,
        totals=", ".join(f"coalesce(sum({name}), 0)" for name in names),
        feature=_FEATURE.replace("{counts}", " || ',' || ".join(names)).replace("{place}", PLACE),
    )
