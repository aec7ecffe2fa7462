# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where help is: the places that the one filter finds, as arrays.

What is asked is a `search.question.Criteria`, matched by the search itself (`search.rows`), so that a theme,
a public or a language mean here what they mean in the list. A place is a structure at a position, as there.
Everything is read as a visitor sees it: an indicator ends on paper, where a refuge's address must not be.
"""

from dataclasses import dataclass, replace

import numpy as np
from django.db import connection
from psycopg import sql

from accounts.roles import Role
from search.question import Box, Criteria, Search
from search.registry import ZONE_DRAWN, ZONE_UNKNOWN
from search.rows import COLUMNS, rows
from search.tags import FRANCE, TAGS, TERRITORIES_FROM, zone_tag
from territory.arrays import Floats, floats, integers
from territory.scope import Frame

# Where a service says nothing of its capacity; shown wherever it was used, and editable.
ASSUMED_CAPACITY = 30

# Numbers cross as the bytes of one array each: a fraction of the time that 100,000 rows take one by one.
_PLACES = sql.SQL("""
WITH place AS (
    SELECT
        structure_id,
        ST_X(position::geometry) AS lon,
        ST_Y(position::geometry) AS lat
        {services}
        {taken}
    FROM ({rows}) AS found
    GROUP BY 1, 2, 3
), offered AS MATERIALIZED (
    SELECT lon, lat, structure_id, {capacity} AS capacity, {area} AS area
    FROM place p ORDER BY structure_id, lon, lat
)
SELECT
    string_agg(float8send(lon), ''::bytea),
    string_agg(float8send(lat), ''::bytea),
    string_agg(int8send(structure_id), ''::bytea),
    string_agg(float8send(capacity), ''::bytea),
    string_agg(area, E'\\n')
FROM offered
""")
_SERVICES = sql.SQL(", array_agg(service_id) AS services")
# The capacities of the services that were found there, added up; NaN where none of them says.
_CAPACITY = sql.SQL("""coalesce((
    SELECT sum(v.capacite)::float8 FROM mapping_visible_service v
    WHERE v.id = ANY (p.services) AND v.role = {role}
), 'NaN')""").format(role=int(Role.VISITOR))
_NO_CAPACITY = sql.SQL("'NaN'::float8")
# Whom the services found there take: whether one takes everyone or does not say, the territories that they
# name, as the search numbers them, and which of them have a drawn area.
_TAKEN = sql.SQL(""",
    bool_or(tags && {open}::int[]) AS takes_everyone,
    string_agg(CASE WHEN NOT tags && {open}::int[] THEN (
        SELECT string_agg(tag::text, ' ') FROM unnest(tags) AS tag WHERE tag >= {territories}
    ) END, ' ') AS named,
    array_agg(DISTINCT service_id) FILTER (WHERE tags @> {drawn}::int[]) AS drawn
""").format(
    open=sql.Literal([TAGS[ZONE_UNKNOWN], zone_tag(FRANCE)]),
    drawn=sql.Literal([TAGS[ZONE_DRAWN]]),
    territories=sql.Literal(TERRITORIES_FROM),
)
# Empty for everyone; what is drawn is told by the communes whose point it covers, as the search would.
_AREA = sql.SQL("""CASE WHEN takes_everyone THEN '' ELSE concat_ws(' ', '0', named, (
    SELECT string_agg(mapping_zone_tag(c.code)::text, ' ')
    FROM mapping_visible_area z JOIN places_commune c ON ST_Covers(z.zone_polygon, c.point)
    WHERE z.id = ANY (p.drawn) AND z.role = {role}
)) END""").format(role=int(Role.VISITOR))
_NO_AREA = sql.SQL("''")


@dataclass(frozen=True, slots=True)
class Supply:
    """Places, in the order of their structures' numbers.

    `lonlat` (m, 2) in degrees, `capacity` in people, NaN where it is not known, `structures` their numbers.
    `area` says whom each takes: the place in `takes` of its territories, by number, or -1 for everyone.
    """

    lonlat: Floats
    capacity: Floats
    structures: np.ndarray
    area: np.ndarray
    takes: tuple[frozenset[int], ...] = ()

    def __len__(self) -> int:
        return len(self.lonlat)

    def capacities(self, assumed: float = ASSUMED_CAPACITY) -> Floats:
        """Capacities in people, `assumed` where one is not known."""
        return np.where(np.isnan(self.capacity), assumed, self.capacity)

    def only(self, kept: np.ndarray) -> "Supply":
        """Some of these places: `kept` is true of them."""
        return replace(
            self,
            lonlat=self.lonlat[kept],
            capacity=self.capacity[kept],
            structures=self.structures[kept],
            area=self.area[kept],
        )

    def inside(self, frame: Frame) -> "Supply":
        """The places between the meridians and parallels of a frame."""
        lon, lat = self.lonlat.T
        return self.only(
            (lon >= frame.west) & (lon <= frame.east) & (lat >= frame.south) & (lat <= frame.north)
        )

    def without(self, structures: set[int]) -> "Supply":
        """The same places less those of some structures."""
        return self.only(~np.isin(self.structures, list(structures)))

    def with_sites(self, lonlat: Floats, capacity: Floats) -> "Supply":
        """The same places and some more, which no structure has and which take everyone: their number
        is 0."""
        return replace(
            self,
            lonlat=np.concatenate([self.lonlat, lonlat.reshape(-1, 2)]),
            capacity=np.concatenate([self.capacity, capacity]),
            structures=np.concatenate([self.structures, np.zeros(len(capacity), dtype=np.int64)]),
            area=np.concatenate([self.area, np.full(len(capacity), -1, dtype=np.int64)]),
        )


def places(criteria: Criteria, frame: Frame | None = None, *, capacities: bool = True) -> Supply:
    """What a visitor finds with `criteria` on site, in a frame or everywhere.

    Whom each takes is read beside it, unless the criteria let in what an area excludes: a commune's places
    are told from it (`territory.areas`). `capacities=False` spares looking capacities up.
    """
    box = Box(frame.west, frame.south, frame.east, frame.north) if frame else None
    held = not criteria.out_of_zone
    statement = _PLACES.format(
        rows=rows(Search(criteria=criteria), Role.VISITOR, COLUMNS, about=box),
        services=_SERVICES if capacities else sql.SQL(""),
        capacity=_CAPACITY if capacities else _NO_CAPACITY,
        taken=_TAKEN if held else sql.SQL(""),
        area=_AREA if held else _NO_AREA,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        lon, lat, structures, capacity, areas = cursor.fetchone()
    area, takes = _areas([] if areas is None else areas.split("\n"))
    at = np.column_stack([floats(lon), floats(lat)])
    return Supply(at, floats(capacity), integers(structures), area, takes)


def _areas(written: list[str]) -> tuple[np.ndarray, tuple[frozenset[int], ...]]:
    """The area of each place by its number, and the areas; each is read once."""
    numbers: dict[frozenset[int], int] = {}
    of_text: dict[str, int] = {"": -1}
    for text in written:
        if text not in of_text:
            of_text[text] = numbers.setdefault(frozenset(map(int, text.split())) - {0}, len(numbers))
    return np.array([of_text[text] for text in written], dtype=np.int64), tuple(numbers)
