# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search's rows that a question finds, as a FROM clause: for totals, facets, whole lists and exports.

Rows are looked for theme by theme, so that the index bounds them by theme as well as by place: a plain join
to the themes, its plan kept for every value, reads every row there is. The inner OFFSET keeps the planner
from making that join of it.
"""

from search.engine.conditions import IN_BOX, IN_CIRCLE, ON_SPHERE, Conditions

# The composite index skips what lacks the tags asked for, and reads a page for every two or three rows.
_BY_TAGS = """
{parts}
CROSS JOIN LATERAL (
    SELECT {columns}, NULL::float8 AS sphere
    FROM mapping_searchrow r
    WHERE r.theme = part.theme AND {matches}
    OFFSET 0
) AS near
"""
# The same around a place: each row is measured once, to be judged by it and put in order.
_AROUND = f"""
{{parts}}
CROSS JOIN LATERAL (
    SELECT {{columns}}, r.sphere
    FROM (
        SELECT r.*, {ON_SPHERE} AS sphere
        FROM mapping_searchrow r
        WHERE r.theme = part.theme AND {{matches}} AND {IN_BOX}
        OFFSET 0
    ) AS r
    WHERE {IN_CIRCLE.format(sphere="r.sphere")}
) AS near
"""
# Where no tag is asked for, every row of the circle counts: cells are read in short ranges, those wholly
# inside first, and only rows of those that the circle cuts are measured.
_BY_CELL = f"""
{{parts}}
CROSS JOIN unnest(
    %(columns)s::int[], %(first_rows)s::int[], %(last_rows)s::int[], %(whole)s::boolean[]
) AS col (x, first, last, whole)
CROSS JOIN LATERAL (
    SELECT {{columns}}, NULL::float8 AS sphere
    FROM mapping_searchrow r
    WHERE r.theme = part.theme AND r.cell_x = col.x AND r.cell_y BETWEEN col.first AND col.last
        AND {{takes}} AND (col.whole OR {IN_CIRCLE.format(sphere=ON_SPHERE)})
    OFFSET 0
) AS near
"""


def rows_of(asked: Conditions, columns: str, *, bounded: bool, parts: str = "") -> str:
    """`near`, one row for each that matches, with `columns` of `mapping_searchrow r` and `sphere`, its
    distance on the sphere in metres where it was measured; of the circle around the place alone where
    `bounded` says so and there is a place. `parts` takes the place of the parts of the index, `part`."""
    parts = parts or asked.parts
    if not (bounded and asked.has_place):
        return _BY_TAGS.format(parts=parts, columns=columns, matches=asked.matches)
    if asked.by_cell:
        return _BY_CELL.format(parts=parts, columns=columns, takes=asked.takes)
    return _AROUND.format(parts=parts, columns=columns, matches=asked.matches)
