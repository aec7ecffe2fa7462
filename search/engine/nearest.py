# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list: the places that a `Search` asks for, nearest or most relevant first, a page at a time.

What is in the circle is read once, up to what makes "more than": it is the total, and the list's
nearest are sorted out of it. Where there is more, PostGIS walks the composite GiST index outwards with
its `<->` operator. Both go by distances on a sphere, up to 0.6 % off: more rows are taken than asked, and
sorted again by their true distance on the spheroid; where a row that was left out could still be nearer
than the last one kept, four times as many are taken. A score (`search.engine.relevance`) is bounded by the
distance, so that the same walk can stop.
"""

import json
from dataclasses import dataclass, replace
from functools import lru_cache

from accounts.roles import Role
from common.prepared import fetch_all, fetch_one
from mapping.presentation import APPROXIMATE_M
from mapping.vocabulary import THEME_BY_CODE
from search.engine import conditions, relevance
from search.engine.asked_rows import rows_of
from search.engine.conditions import (
    DRAWN_HERE,
    IN_BOX,
    ON_SPHERE,
    POINT,
    SPHERE_MARGIN,
    Conditions,
    Hours,
)
from search.engine.features import FROM_PAGE, PLACE_COLUMNS, features
from search.question import INFORMED, Cursor, Search, Window

# Totals are exact up to here, and "more than" beyond.
COUNT_CAP = 1_000
# Services of one theme at one place are few: so many rows of each theme nearly always hold more places than
# the cap.
_COUNT_ROWS = COUNT_CAP * 3 // 2
_MORE_ROWS = 10

# The rows of the circle: all of them nearly always, and no more than need be to know that there are "more
# than". Neighbours in the order of the groups are compared by the last of their keys first, and positions
# compare slowly: the number of the structure, again, tells most of them apart.
_AROUND = f"""
around AS MATERIALIZED (
    SELECT near.* FROM {{rows}} LIMIT %(count_rows)s
),
total AS MATERIALIZED (
    SELECT least(count(*), {COUNT_CAP} + 1) AS places, coalesce(sum(rows), 0) < %(count_rows)s AS whole
    FROM (
        SELECT count(*) AS rows FROM around GROUP BY structure_id, position, -structure_id
    ) AS place
)
"""
# The same for each theme that is asked for.
_TOTALS = f"""
SELECT need.theme, counted.places, counted.whole
FROM {{needs}}
CROSS JOIN LATERAL (
    SELECT least(count(*), {COUNT_CAP} + 1) AS places, coalesce(sum(rows), 0) < %(count_rows)s AS whole
    FROM (
        SELECT count(*) AS rows
        FROM (SELECT near.structure_id, near.position FROM {{rows}} LIMIT %(count_rows)s) AS around
        GROUP BY structure_id, position, -structure_id
    ) AS place
) AS counted
"""
_ROW = "r.structure_id, r.service_id, r.position, r.position_precision, r.own_place, r.tags"

# The rows nearest to the point: among those that were read, where all were, else walked to, theme by theme.
# A part with `fetch` rows may have further ones.
_WALK = f"""
candidate AS MATERIALIZED (
    SELECT
        r.*, ST_Distance(r.position, {POINT}) AS distance,
        (SELECT drawn_near FROM asked) AND r.tags @> ARRAY[%(drawn)s::int] AND {DRAWN_HERE} AS drawn_here,
        false AS in_part
    FROM (
        (
            SELECT NULL::int AS part, {_ROW}, coalesce(r.sphere, {ON_SPHERE}) AS sphere
            FROM around r
            WHERE (SELECT whole FROM total) {{after_sphere}}
            ORDER BY sphere
            LIMIT %(fetch)s
        )
        UNION ALL
        SELECT part.theme, walked.*
        FROM {{parts}}
        CROSS JOIN LATERAL (
            SELECT {_ROW}, {ON_SPHERE} AS sphere
            FROM mapping_searchrow r
            WHERE r.theme = part.theme AND {{matches}} {{box}} {{after_sphere}}
            ORDER BY {ON_SPHERE}
            LIMIT %(fetch)s
        ) AS walked
        WHERE NOT (SELECT whole FROM total)
    ) AS r
),
horizon AS (
    SELECT coalesce(min(farthest), 'Infinity') * {SPHERE_MARGIN} AS sure_within
    FROM (SELECT max(sphere) AS farthest FROM candidate GROUP BY part HAVING count(*) = %(fetch)s) AS cut
),
place AS (
    SELECT min(distance) AS distance, min({{rank}}) AS rank, {PLACE_COLUMNS}
    FROM candidate AS near
    {{circle}}
    GROUP BY structure_id, position
)
"""

# Where no place is given: in the order of the structures' numbers, or of what is said of them.
_LIST = f"""
candidate AS (
    SELECT near.*, false AS drawn_here FROM {{rows}} {{after}}
),
horizon AS (SELECT 'Infinity'::float8 AS sure_within),
place AS (
    SELECT 0::float8 AS distance, {{rank}} AS rank, {PLACE_COLUMNS}
    FROM candidate
    GROUP BY structure_id, position
)
"""

# The distance that people are told (`presentation.told_metres`): of what stands at the point of its commune,
# a kilometre at least. Never less than the distance, so that the walk can stop as it does.
TOLD = f"""
CASE
    WHEN near.position_precision IN ('', 'commune') THEN greatest(distance, {APPROXIMATE_M})
    ELSE distance
END
"""

_PAGE = """
page AS MATERIALIZED (
    SELECT * FROM place {after} ORDER BY rank, structure_id, first_service LIMIT %(limit)s + 1
)
"""
_AFTER = "WHERE (rank, structure_id, first_service) > (%(after_m)s, %(after_id)s, %(after_service)s)"

_ANSWER = f"""
SELECT
    (
        SELECT {features("page.rank, page.structure_id, page.first_service")}
        FROM (SELECT * FROM page ORDER BY rank, structure_id, first_service LIMIT %(limit)s) AS page
        {FROM_PAGE}
    ),
    known.places, total.places, total.whole, horizon.sure_within,
    last.rank, last.structure_id, last.first_service
FROM total
CROSS JOIN horizon
CROSS JOIN (SELECT count(*) AS places FROM page) AS known
LEFT JOIN LATERAL (
    SELECT * FROM page ORDER BY rank, structure_id, first_service LIMIT 1 OFFSET %(limit)s - 1
) AS last ON true
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of a search.

    `features` is the text of a JSON array of GeoJSON features, in the order asked for, with `distance_m`
    in metres (null without a place); `total` counts places, up to `COUNT_CAP` exactly and one
    more when there are more; `next` is where the following page starts, None on the last.
    """

    features: str
    returned: int
    total: int
    next: Cursor | None

    @property
    def total_is_exact(self) -> bool:
        """Whether `total` was counted to the end; else it says « more than `COUNT_CAP` »."""
        return self.total <= COUNT_CAP

    def items(self) -> list[dict]:
        """The features as dictionaries."""
        return json.loads(self.features)


def run(search: Search, role: Role) -> Answer:
    """One page of what `search` asks for on site, as `role` may see it."""
    return _fetch(search, role, within_radius=True)


def nearest_beyond(search: Search, role: Role) -> dict | None:
    """The nearest place whatever the radius or the box, as a feature; None when there is none at all.

    For a search that found nothing: "the nearest is 34 km away".
    """
    answer = _fetch(replace(search, window=Window(limit=1)), role, within_radius=False)
    return answer.items()[0] if answer.returned else None


def total(search: Search, role: Role, *, hours: Hours = Hours.OPENED) -> int:
    """How many places `search` finds on site; one more than `COUNT_CAP` when there are more.

    `hours` counts what is not open at the moment asked about (see `conditions.of`).
    """
    asked = conditions.of(search, role, hours=hours)
    around = _around(asked, "r.structure_id, r.position", within_radius=True)
    sql = f"WITH {asked.asked}, {around} SELECT places, whole FROM total"
    count_rows = _rows_to_count(asked)
    while True:
        places, whole = fetch_one(sql, asked.parameters | {"count_rows": count_rows})
        if whole or places > COUNT_CAP:
            return places
        count_rows *= _MORE_ROWS


def totals(search: Search, role: Role) -> dict[str, int]:
    """How many places each theme of `search` finds on site, by its code: what `total` says of each of its
    needs, in one statement. Nothing where no theme is asked for."""
    codes = search.criteria.themes
    if not codes:
        return {}
    asked = conditions.of(search, role)
    rows = rows_of(asked, "r.structure_id, r.position", bounded=True, parts="(SELECT need.*) AS part")
    sql = f"WITH {asked.asked} {_TOTALS.format(needs=asked.parts_as('need'), rows=rows)}"
    count_rows = _COUNT_ROWS
    while True:
        found = fetch_all(sql, asked.parameters | {"count_rows": count_rows})
        if all(whole or places > COUNT_CAP for _theme, places, whole in found):
            counts = {theme: places for theme, places, _whole in found}
            return {code: counts[THEME_BY_CODE[code].id] for code in codes}
        count_rows *= _MORE_ROWS


def _fetch(search: Search, role: Role, *, within_radius: bool) -> Answer:
    asked = conditions.of(search, role)
    window = search.window
    scored = window.order == INFORMED or (window.order == "pertinence" and asked.has_place)
    as_of = relevance.as_of(window.cursor.day if window.cursor else 0)
    parameters = asked.parameters | {
        "as_of": as_of,
        "words": sorted(asked.words),
        "limit": window.limit,
        "after_id": 0,
    }
    if window.cursor:
        parameters |= {
            "after_m": window.cursor.rank_m,
            "after_id": window.cursor.structure_id,
            "after_service": window.cursor.service_id,
            "after_walk_m": _walked_from(window, scored=scored),
        }
    order = relevance.SCORE if scored else TOLD if window.as_told else "distance"
    sql = _statement(
        asked, after=bool(window.cursor), within_radius=within_radius, scored=scored, order=order
    )
    fetch, count_rows = 2 * window.limit + 10, _rows_to_count(asked)
    while True:
        values = parameters | {"fetch": fetch, "count_rows": count_rows}
        written, known, places, whole, sure_within, rank, last_structure, last_service = fetch_one(
            sql, values
        )
        if not whole and places <= COUNT_CAP:
            count_rows *= _MORE_ROWS
            continue
        more = known > window.limit
        sure_rank = relevance.sure_up_to(sure_within) if scored else sure_within
        if sure_within == float("inf") or (more and rank <= sure_rank):
            break
        if within_radius and search.place and sure_within >= parameters["radius_m"]:
            break
        fetch *= 4
    day = as_of.toordinal() if window.order != "distance" else 0
    following = Cursor(rank, last_structure, last_service, day) if more else None
    return Answer(written, min(known, window.limit), places, following)


def _walked_from(window: Window, *, scored: bool) -> float:
    """How near what follows a cursor may be, in metres: where the walk begins again."""
    after = window.cursor.rank_m if window.cursor else 0
    if scored:
        return relevance.distance_after(after)
    # What is told to be a kilometre away may be nearer than all that came before it.
    return 0 if window.as_told and after <= APPROXIMATE_M else after


def _rows_to_count(asked: Conditions) -> int:
    return _COUNT_ROWS * len(asked.parameters["themes"])


@lru_cache(maxsize=256)
def _statement(asked: Conditions, *, after: bool, within_radius: bool, scored: bool, order: str) -> str:
    if asked.has_place:
        walk = _WALK.format(
            parts=asked.parts,
            matches=asked.matches,
            box=f"AND {IN_BOX}" if within_radius else "",
            circle="WHERE distance <= %(radius_m)s" if within_radius else "",
            rank=order,
            after_sphere=f"AND {ON_SPHERE} >= %(after_walk_m)s * {SPHERE_MARGIN}" if after else "",
        )
        distance = "round(page.distance::numeric, 1)"
    else:
        columns = f"r.*, {asked.in_part} AS in_part"
        walk = _LIST.format(
            rows=rows_of(asked, columns, bounded=False),
            rank=f"min({relevance.ANYWHERE})" if scored else "0::float8",
            after="" if scored else "WHERE structure_id >= %(after_id)s",
        )
        distance = "'null'"
    around = _around(asked, _ROW, within_radius=within_radius)
    page = _PAGE.format(after=_AFTER if after else "")
    answer = _ANSWER.replace("{distance}", distance)
    return f"WITH {asked.asked}, {around}, {walk}, {page} {answer}"


def _around(asked: Conditions, columns: str, *, within_radius: bool) -> str:
    return _AROUND.format(rows=rows_of(asked, columns, bounded=within_radius))
