"""The search's rows that a question finds, as a FROM clause: for totals, facets, whole lists and exports.

Rows are looked for theme by theme, so that the index bounds them by theme as well as by place: a plain join
to the themes, its plan kept for every value, reads every row there is. The inner OFFSET keeps the planner
from making that join of it.
"""

from mapping.search.conditions import IN_BOX, IN_CIRCLE, Conditions

# The composite index skips what lacks the tags asked for, and reads a page for every two or three rows.
_BY_TAGS = """
unnest(%(themes)s::int[]) AS part (theme)
CROSS JOIN LATERAL (
    SELECT {columns}
    FROM mapping_searchrow r
    WHERE r.theme = part.theme AND {matches} {bounds}
    OFFSET 0
) AS near
"""
# Where no tag is asked for, every row of the circle counts: cells are read in short ranges, those wholly
# inside first, and only rows of those that the circle cuts are measured.
_BY_CELL = f"""
unnest(%(themes)s::int[]) AS part (theme)
CROSS JOIN unnest(
    %(columns)s::int[], %(first_rows)s::int[], %(last_rows)s::int[], %(whole)s::boolean[]
) AS col (x, first, last, whole)
CROSS JOIN LATERAL (
    SELECT {{columns}}
    FROM mapping_searchrow r
    WHERE r.theme = part.theme AND r.cell_x = col.x AND r.cell_y BETWEEN col.first AND col.last
        AND {{takes}} AND (col.whole OR {IN_CIRCLE})
    OFFSET 0
) AS near
"""


def rows_of(asked: Conditions, columns: str, *, bounded: bool) -> str:
    """`near`, one row for each that matches, with `columns` of `mapping_searchrow r`; of the circle around
    the place alone where `bounded` says so and there is a place."""
    bounded = bounded and asked.has_place
    if bounded and asked.by_cell:
        return _BY_CELL.format(columns=columns, takes=asked.takes)
    bounds = f"AND {IN_BOX} AND {IN_CIRCLE}" if bounded else ""
    return _BY_TAGS.format(columns=columns, matches=asked.matches, bounds=bounds)
