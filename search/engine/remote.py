# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services at a distance that take people from here: a group of their own, beside the list.

Nobody walks to them, so no distance orders them: the most local comes first, then the name.
"""

import json

from accounts.roles import Role
from common.prepared import fetch_one
from search.engine import conditions
from search.engine.features import FROM_PAGE, features
from search.engine.rows import rows_of
from search.question import Search

_COLUMNS = "r.structure_id, r.service_id, r.position, r.position_precision, r.own_place, r.tags"
_REMOTE = f"""
found AS (
    SELECT near.* FROM {{rows}}
),
page AS MATERIALIZED (
    SELECT
        structure_id,
        (array_agg(position ORDER BY service_id))[1] AS position,
        min(position_precision) AS position_precision,
        min(CASE WHEN own_place THEN service_id END) AS at_service,
        array_agg(DISTINCT service_id) AS services,
        CASE
            WHEN (SELECT zones FROM asked) = ARRAY[]::int[] THEN NULL
            WHEN %(in_territory)s AND NOT bool_or(tags && (SELECT zones FROM asked)) THEN 'partie'
            ELSE 'couvre'
        END AS zone,
        bool_and(tags @> ARRAY[%(france)s::int]) AS everywhere
    FROM found
    GROUP BY structure_id
)
SELECT
    (
        SELECT {features("page.everywhere, page.nom, page.structure_id").replace("{distance}", "'null'")}
        FROM (
            SELECT page.*, s.nom
            FROM page
            JOIN mapping_structure s ON s.id = structure_id
            ORDER BY page.everywhere, s.nom, s.id
            LIMIT %(limit)s
        ) AS page
        {FROM_PAGE}
    ),
    (SELECT count(*) FROM page)
"""


def remote(search: Search, role: Role, limit: int = 20) -> tuple[list[dict], int]:
    """Structures with matching services at a distance that cover the place, as features, and how
    many there are in all. Without a place, all of them; a service whose area is unknown is left
    out where there is one, since nothing says that it takes people from here.
    """
    asked = conditions.of(search, role, remote=True)
    parameters = asked.parameters | {
        "limit": limit,
        "france": conditions.FRANCE_TAG,
        "in_territory": asked.territory is not None,
    }
    # Features are written between braces of their own.
    statement = _REMOTE.replace("{rows}", rows_of(asked, _COLUMNS, bounded=False))
    written, count = fetch_one(f"WITH {asked.asked}, {statement}", parameters)
    return json.loads(written), count
