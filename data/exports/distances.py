# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far each structure of a selection is from where the search was asked."""

from django.db import connection
from psycopg import sql

from data.exports.selection import Selection
from search.rows import rows

_NEAREST = sql.SQL("""
    SELECT structure_id, min(ST_Distance(position, ST_Point({lon}, {lat}, 4326)::geography))
    FROM ({rows}) AS found GROUP BY structure_id
""")


def metres_of(selection: Selection) -> dict[int, float]:
    """Metres to the nearest place where each structure was found on site, by its number, at the points that
    the selection's reader may see; empty where the search was asked around no place."""
    search = selection.search
    if search is None or search.place is None:
        return {}
    statement = _NEAREST.format(
        lon=sql.Literal(search.place.lon),
        lat=sql.Literal(search.place.lat),
        rows=rows(search, selection.role, ("structure_id", "position")),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return dict(cursor.fetchall())
