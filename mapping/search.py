"""The one search: the structures that a `Search` asks for, as one role may see them.

Nearest first. PostGIS walks the composite GiST index by theme with its `<->` operator, which
measures on a sphere and is up to 0.6 % off; the walk therefore takes more rows than asked,
which are sorted again by their true distance on the spheroid, and is repeated twice as long
when the rows it left out could still be nearer than the last one kept. Answers are made into
GeoJSON by PostgreSQL, once for the API and the page alike.
"""

import json
from dataclasses import dataclass

from accounts.roles import Role
from common.prepared import prepared_cursor
from mapping.filters import Cursor, Search
from mapping.vocabulary import ANY_THEME, THEME_BY_CODE

# Totals are exact up to here, and "more than" beyond.
COUNT_CAP = 10_000

# Twice the largest known error of a distance on the sphere against the spheroid.
_SPHERE_MARGIN = 0.988

_POINT = "ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography"
_SEEN = "r.role_min <= %(role)s AND r.role_max >= %(role)s"

# Per theme, the rows nearest to the point; `truncated` themes may have further rows.
_NEAREST = f"""
candidate AS MATERIALIZED (
    SELECT near.*, ST_Distance(near.position, {_POINT}) AS distance
    FROM unnest(%(themes)s::int[]) AS asked (theme)
    CROSS JOIN LATERAL (
        SELECT
            r.theme, r.structure_id, r.service_id, r.position, r.position_precision, r.own_place,
            r.position <-> {_POINT} AS sphere
        FROM mapping_searchrow r
        WHERE r.theme = asked.theme AND {_SEEN} {{in_box}} {{after_sphere}}
        ORDER BY r.position <-> {_POINT}
        LIMIT %(fetch)s
    ) AS near
),
horizon AS (
    SELECT coalesce(min(farthest), 'Infinity') * {_SPHERE_MARGIN} AS sure_within
    FROM (
        SELECT max(sphere) AS farthest FROM candidate GROUP BY theme HAVING count(*) = %(fetch)s
    ) AS truncated
),
page AS MATERIALIZED (
    SELECT * FROM (
        SELECT
            structure_id,
            min(distance) AS distance,
            (array_agg(position ORDER BY distance, service_id))[1] AS position,
            (array_agg(position_precision ORDER BY distance, service_id))[1] AS position_precision,
            (array_agg(CASE WHEN own_place THEN service_id END ORDER BY distance, service_id))[1]
                AS at_service,
            array_agg(DISTINCT service_id) AS services
        FROM candidate
        {{in_circle}}
        GROUP BY structure_id
    ) AS place
    {{after}}
    ORDER BY distance, structure_id
    LIMIT %(limit)s + 1
)
"""

_LISTED = f"""
page AS MATERIALIZED (
    SELECT
        structure_id,
        0::float8 AS distance,
        (array_agg(position ORDER BY service_id))[1] AS position,
        (array_agg(position_precision ORDER BY service_id))[1] AS position_precision,
        (array_agg(CASE WHEN own_place THEN service_id END ORDER BY service_id))[1] AS at_service,
        array_agg(DISTINCT service_id) AS services
    FROM mapping_searchrow r
    WHERE r.theme = ANY (%(themes)s) AND {_SEEN} AND r.structure_id > %(after_id)s
    GROUP BY structure_id
    ORDER BY structure_id
    LIMIT %(limit)s + 1
),
horizon AS (SELECT 'Infinity'::float8 AS sure_within)
"""

# By theme like the walk, so that the index bounds it by theme as well as by place; the inner OFFSET
# keeps the planner from pulling it up into a join that reads every theme around.
_TOTAL = f"""
total AS (
    SELECT count(*) AS places FROM (
        SELECT DISTINCT near.structure_id
        FROM unnest(%(themes)s::int[]) AS asked (theme)
        CROSS JOIN LATERAL (
            SELECT r.structure_id
            FROM mapping_searchrow r
            WHERE r.theme = asked.theme AND {_SEEN} {{within}}
            OFFSET 0
        ) AS near
        LIMIT {COUNT_CAP} + 1
    ) AS counted
)
"""

# Everything a list, a popup or a QGIS layer shows of a structure in one line.
_FEATURES = """
SELECT
    json_agg(
        json_build_object(
            'type', 'Feature',
            'id', s.id,
            'geometry', ST_AsGeoJSON(page.position, 6)::json,
            'properties', json_build_object(
                'nom', s.nom,
                'distance_m', {distance},
                'themes', (
                    SELECT coalesce(json_agg(t.code ORDER BY t.id), '[]')
                    FROM mapping_theme t
                    WHERE t.id = ANY (s.themes)
                ),
                'adresse', coalesce(v.adresse, s.adresse),
                'complement_adresse', coalesce(v.complement_adresse, s.complement_adresse),
                'code_postal', coalesce(v.code_postal, s.code_postal),
                'commune', coalesce(v.commune_nom, s.commune_nom),
                'code_insee', coalesce(v.code_insee, s.code_insee),
                'position_precision', page.position_precision,
                'adresse_confidentielle', s.position_masked,
                'telephone', s.telephone,
                'courriel', s.courriel,
                'site_web', s.site_web,
                'horaires_accueil', s.horaires_accueil,
                'fermetures', (
                    SELECT coalesce(
                        json_agg(json_build_object('du', c.first_day, 'au', c.last_day, 'motif', c.reason)
                            ORDER BY c.first_day),
                        '[]'
                    )
                    FROM mapping_temporaryclosure c
                    WHERE c.structure_id = s.id AND c.last_day >= current_date - 1
                ),
                'accessible', s.accessible,
                'services', (
                    SELECT coalesce(json_agg(x.nom ORDER BY x.nom, x.id), '[]')
                    FROM mapping_visible_service x
                    WHERE x.id = ANY (page.services) AND x.role = %(role)s
                ),
                'verified_at', s.verified_at,
                'exemple', s.is_example
            )
        )
        ORDER BY page.distance, page.structure_id
    )::text,
    count(*),
    max(page.distance),
    (array_agg(page.structure_id ORDER BY page.distance DESC, page.structure_id DESC))[1],
    (SELECT sure_within FROM horizon),
    (SELECT places FROM total),
    (SELECT count(*) FROM page) > %(limit)s
FROM (SELECT * FROM page ORDER BY distance, structure_id LIMIT %(limit)s) AS page
JOIN mapping_visible_structure s ON s.id = page.structure_id AND s.role = %(role)s
LEFT JOIN mapping_visible_service v ON v.id = page.at_service AND v.role = %(role)s
"""

# A structure with several places was on an earlier page if its nearest one was.
_AFTER = f"""
WHERE (distance, structure_id) > (%(after_m)s, %(after_id)s)
    AND NOT EXISTS (
        SELECT FROM mapping_searchrow r
        WHERE r.structure_id = place.structure_id
            AND r.theme = ANY (%(themes)s)
            AND {_SEEN}
            AND (ST_Distance(r.position, {_POINT}), r.structure_id) <= (%(after_m)s, %(after_id)s)
    )
"""

_WITHIN = f"AND ST_DWithin(r.position, {_POINT}, %(radius_m)s)"
# The walk is bounded by the circle's box and not by ST_DWithin, whose rows the planner takes to be so
# few that it gathers the whole circle and sorts it. The circle itself is judged on what was walked.
_IN_BOX = f"AND r.position && _ST_Expand({_POINT}, %(radius_m)s)"
_IN_CIRCLE = "WHERE distance <= %(radius_m)s"


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of a search.

    `features` is the text of a JSON array of GeoJSON features, nearest first, with `distance_m`
    in metres (null without a place); `total` counts structures, up to `COUNT_CAP` exactly and
    one more when there are more; `next` is where the following page starts, None on the last.
    """

    features: str
    returned: int
    total: int
    next: Cursor | None

    @property
    def total_is_exact(self) -> bool:
        return self.total <= COUNT_CAP

    def items(self) -> list[dict]:
        """The features as dictionaries."""
        return json.loads(self.features)


def run(search: Search, role: Role) -> Answer:
    """One page of what `search` asks for, as `role` may see it."""
    return _fetch(search, role, within_radius=True)


def nearest_beyond(search: Search, role: Role) -> dict | None:
    """The nearest structure whatever the radius, as a feature; None when there is none at all.

    For a search that found nothing: "the nearest is 34 km away".
    """
    answer = _fetch(search.only(1), role, within_radius=False)
    return answer.items()[0] if answer.returned else None


def _fetch(search: Search, role: Role, *, within_radius: bool) -> Answer:
    window, place = search.window, search.place
    parameters = {
        "role": int(role),
        "themes": [THEME_BY_CODE[code].id for code in search.criteria.themes] or [ANY_THEME],
        "limit": window.limit,
    }
    if place is None:
        parameters["after_id"] = window.cursor.structure_id if window.cursor else 0
        sql = _statement(_LISTED, within="", distance="NULL")
    else:
        parameters |= {"lon": place.lon, "lat": place.lat, "radius_m": place.radius_km * 1000}
        within = _WITHIN if within_radius else ""
        after, after_sphere = "", ""
        if window.cursor:
            parameters |= {"after_m": window.cursor.distance_m, "after_id": window.cursor.structure_id}
            after = _AFTER
            after_sphere = f"AND r.position <-> {_POINT} >= %(after_m)s * {_SPHERE_MARGIN}"
        nearest = _NEAREST.format(
            in_box=_IN_BOX if within_radius else "",
            in_circle=_IN_CIRCLE if within_radius else "",
            after=after,
            after_sphere=after_sphere,
        )
        sql = _statement(nearest, within=within, distance="round(page.distance::numeric, 1)")

    fetch = 2 * window.limit + 10
    while True:
        with prepared_cursor() as cursor:
            cursor.execute(sql, parameters | {"fetch": fetch})
            features, returned, distance, last_id, sure_within, total, more = cursor.fetchone()
        proven = sure_within == float("inf") or (more and distance is not None and distance <= sure_within)
        if proven:
            break
        fetch *= 4
    return Answer(
        features=features or "[]",
        returned=returned,
        total=total,
        next=Cursor(distance, last_id) if more else None,
    )


def _statement(page: str, *, within: str, distance: str) -> str:
    return f"WITH {page}, {_TOTAL.format(within=within)} {_FEATURES.format(distance=distance)}"
