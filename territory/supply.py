# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where help is: the places that the one filter finds, as arrays.

What is asked is a `search.question.Criteria`, matched by the search itself (`search.rows`), so that a theme,
a public or a language mean here what they mean in the list. A place is a structure at a position, as there.
Everything is read as a visitor sees it: an indicator ends on paper, where a refuge's address must not be.
"""

from dataclasses import dataclass

import numpy as np
from django.db import connection
from psycopg import sql

from accounts.roles import Role
from search.question import Box, Criteria, Search
from search.rows import rows
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
    FROM ({rows}) AS found
    GROUP BY 1, 2, 3
), offered AS MATERIALIZED (
    SELECT lon, lat, structure_id, {capacity} AS capacity FROM place p ORDER BY structure_id, lon, lat
)
SELECT
    string_agg(float8send(lon), ''::bytea),
    string_agg(float8send(lat), ''::bytea),
    string_agg(int8send(structure_id), ''::bytea),
    string_agg(float8send(capacity), ''::bytea)
FROM offered
""")
_SERVICES = sql.SQL(", array_agg(service_id) AS services")
# The capacities of the services that were found there, added up; NaN where none of them says.
_CAPACITY = sql.SQL("""coalesce((
    SELECT sum(v.capacite)::float8 FROM mapping_visible_service v
    WHERE v.id = ANY (p.services) AND v.role = {role}
), 'NaN')""").format(role=int(Role.VISITOR))
_NO_CAPACITY = sql.SQL("'NaN'::float8")


@dataclass(frozen=True, slots=True)
class Supply:
    """Places, in the order of their structures' numbers.

    `lonlat` (m, 2) in degrees, `capacity` in people, NaN where it is not known, `structures` their numbers.
    """

    lonlat: Floats
    capacity: Floats
    structures: np.ndarray

    def __len__(self) -> int:
        return len(self.lonlat)

    def capacities(self, assumed: float = ASSUMED_CAPACITY) -> Floats:
        """Capacities in people, `assumed` where one is not known."""
        return np.where(np.isnan(self.capacity), assumed, self.capacity)

    def only(self, kept: np.ndarray) -> "Supply":
        """Some of these places: `kept` is true of them."""
        return Supply(self.lonlat[kept], self.capacity[kept], self.structures[kept])

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
        """The same places and some more, which no structure has: their number is 0."""
        return Supply(
            np.concatenate([self.lonlat, lonlat.reshape(-1, 2)]),
            np.concatenate([self.capacity, capacity]),
            np.concatenate([self.structures, np.zeros(len(capacity), dtype=np.int64)]),
        )


def places(criteria: Criteria, frame: Frame | None = None, *, capacities: bool = True) -> Supply:
    """What a visitor finds with `criteria` on site, in a frame or everywhere.

    The area of a service is not held against anyone here: a commune's people are not one person.
    `capacities=False` spares looking them up.
    """
    box = Box(frame.west, frame.south, frame.east, frame.north) if frame else None
    statement = _PLACES.format(
        rows=rows(Search(criteria=criteria), Role.VISITOR, about=box),
        services=_SERVICES if capacities else sql.SQL(""),
        capacity=_CAPACITY if capacities else _NO_CAPACITY,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        lon, lat, structures, capacity = cursor.fetchone()
    return Supply(np.column_stack([floats(lon), floats(lat)]), floats(capacity), integers(structures))
