# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a map draws of a search, as cells: the places in a box, counted by square of the plane.

A cell is a square of the web Mercator plane: at level n the world is 2^n cells wide, numbered from
the west and from the north, so that the grid does not move with the box. A search for one theme or
for all is read from counts kept by cell (`search.models.cell`) where a cell lies wholly in the
box, in smaller ones towards its edge, and in the search's own rows along the edge itself; a box whose sides
are lines of the grid has no edge to read. Any other search reads its rows alone. Both count the same places,
exactly those in the box.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

from django.db import connection

from accounts.roles import Role
from common.prepared import fetch_one
from mapping.vocabulary import ANY_THEME, THEME_BY_CODE, THEMES
from search.engine import conditions, plane
from search.engine.plane import FINEST
from search.question import Box, Criteria, Search, Window
from search.tags import TAGS
from search.themes import column

# The levels that have counts, coarsest first; the last is also the grid of their log.
LEVELS = range(5, FINEST + 1)
# Places are numbered at this level first where rows do not say their cell: below a metre.
_DEEP = 24


@dataclass(frozen=True, slots=True)
class Cells:
    """Two SELECTs and their parameters, to be put in a statement that names its own by other names.

    `by_cell` gives one row per cell of `level` with places in the box: x, y, places, lon and lat (sums
    in millionths of a degree), ids (sum of the structures' numbers) and one count per theme of
    `themes`, the columns `counts`. `by_place` gives one row per place: structure_id, lon and lat in
    degrees, and the same columns, 1 or 0.
    """

    level: int
    themes: tuple[str, ...]
    by_cell: str
    by_place: str
    parameters: dict[str, Any]

    @property
    def counts(self) -> tuple[str, ...]:
        """The names of the columns that count by theme."""
        return _columns(self.themes)


def _columns(codes: tuple[str, ...]) -> tuple[str, ...]:
    """What a theme's counts are called: by its number, as everywhere."""
    return tuple(column(THEME_BY_CODE[code].id) for code in codes)


def cells(search: Search, role: Role, box: Box, level: int, *, counted: bool = True) -> Cells:
    """The places of `search` in `box` by cell of `level`; its own radius does not bound them.

    `counted=False` reads the search's rows alone.
    """
    # The box is bounded here, by cell.
    asked = conditions.of(replace(search, window=Window()), role, circle=False)
    parameters = asked.parameters | {
        "level": level,
        "deeper": (FINEST if level <= FINEST else _DEEP) - level,
        "west": box.west,
        "south": box.south,
        "east": box.east,
        "north": box.north,
    }
    kept = _Counted.of(box, level) if counted and level <= FINEST and is_counted(search) else _Counted()
    # The composite index knows the tags: it skips what does not have them.
    by_tags = asked.by_tags
    if not kept.is_all:
        parameters |= (
            {"outline": plane.outline(box), "slack_m": plane.slack_m(box)}
            if by_tags
            else plane.touched(box) | _sides(kept.inner)
        )
    theme = None
    if kept.rectangles:
        (theme,) = asked.parameters["themes"]
        parameters |= kept.parameters | {"theme": theme, "role_bit": 1 << role, "coarser": FINEST - level}
    codes = search.criteria.themes or _ALL
    rows = None if kept.is_all else _ROWS_BY_TAGS if by_tags else _ROWS_BY_CELL
    numbered = _BY_ROW if level <= FINEST else _BY_POSITION
    by_cell = _statement(asked, codes, rows, numbered, theme)
    return Cells(level, codes, by_cell, _by_place(asked, codes, rows) if rows else "", parameters)


_ALL = tuple(theme.code for theme in THEMES)


@lru_cache(maxsize=256)
def _statement(
    asked: conditions.Conditions,
    codes: tuple[str, ...],
    rows: str | None,
    numbered: str,
    counted: int | None,
) -> str:
    """The SELECT by cell, of places read by row, of what is counted for a theme, or of both."""
    clauses: list[str] = []
    parts: list[str] = []
    columns = _columns(codes)
    if rows:
        clauses = _read(asked, codes, rows)
        parts.append(_PLACES.format(cell=numbered, counts=_bits(codes)))
    if counted is not None:
        parts += _counted(counted, _COUNTED if rows else _COUNTED_WHOLE)
    sums = ", ".join(f"sum({column}) AS {column}" for column in columns)
    base = _BASE.format(items=" UNION ALL ".join(parts), sums=sums)
    return f"WITH {', '.join(clauses)} {base}" if clauses else base


@lru_cache(maxsize=256)
def _by_place(asked: conditions.Conditions, codes: tuple[str, ...], rows: str) -> str:
    """The SELECT by place."""
    clauses = ", ".join(_read(asked, codes, rows))
    return f"WITH {clauses} SELECT structure_id, e_lon AS lon, e_lat AS lat, {_bits(codes)} FROM place"


def _read(asked: conditions.Conditions, codes: tuple[str, ...], rows: str) -> list[str]:
    """The clauses that read the rows, and make places of them."""
    masks = _masks(codes, by_need=bool(asked.of_need))
    read = rows.format(
        matches=asked.matches,
        takes=asked.takes,
        masks=", ".join(f"{mask} AS themes_{number}" for number, mask in enumerate(masks)),
    )
    of_places = ", ".join(f"bit_or(themes_{number}) AS themes_{number}" for number in range(len(masks)))
    return [asked.asked, _PLACE.format(parts=asked.parts, rows=read, masks=of_places)]


def _bits(codes: tuple[str, ...]) -> str:
    """Each theme of a place, read from the masks of them all."""
    return ", ".join(
        f"themes_{place // _MASK} >> {place % _MASK} & 1 AS {column}"
        for place, column in enumerate(_columns(codes))
    )


# As many themes as a whole number has bits to say.
_MASK = 31


def _masks(codes: tuple[str, ...], *, by_need: bool = False) -> list[str]:
    """Which of some themes a row has, a bit each, in as many numbers as they need: `by_need`, the one that it
    was found for, where it may lack what is asked of another."""
    if len(codes) == 1:
        # No row is read that has not the only theme asked for.
        return ["1"]
    has = _was_found_for if by_need else _is_of
    return [
        " + ".join(f"(({has(code)})::integer << {i})" for i, code in enumerate(codes[first : first + _MASK]))
        for first in range(0, len(codes), _MASK)
    ]


def _is_of(code: str) -> str:
    return f"{TAGS[f'theme:{code}']} = ANY (r.tags)"


def _was_found_for(code: str) -> str:
    return f"part.theme = {THEME_BY_CODE[code].id}"


@dataclass(frozen=True, slots=True)
class _Counted:
    """What of a box the kept counts say: rectangles of cells (level, first and last column, first and last
    row), and the finest cells that they cover; whether that is all of the box."""

    rectangles: tuple[tuple[int, int, int, int, int], ...] = ()
    inner: tuple[int, int, int, int] | None = None
    is_all: bool = False

    @classmethod
    def of(cls, box: Box, level: int) -> Self:
        coarsest = max(level, LEVELS[0])
        if whole := plane.on_grid(box, coarsest):
            west, east, north, south = whole
            finer = FINEST - coarsest
            inner = west << finer, (east + 1 << finer) - 1, north << finer, (south + 1 << finer) - 1
            return cls(((coarsest, *whole),), inner, True)
        return cls(tuple(plane.rectangles(box, range(coarsest, FINEST + 1))), plane.inside(box, FINEST))

    @property
    def parameters(self) -> dict[str, Any]:
        if self.is_all:
            names = ("kept_level", "first_x", "last_x", "first_y", "last_y")
            return _sides(self.inner) | dict(zip(names, *self.rectangles, strict=True))
        names = ("levels", "x_from", "x_to", "y_from", "y_to")
        return _sides(self.inner) | {
            name: [rectangle[i] for rectangle in self.rectangles] for i, name in enumerate(names)
        }


def _sides(inner: tuple[int, int, int, int] | None) -> dict[str, int]:
    """The finest cells that are not read by row; none of them where there are none."""
    names = ("inner_west", "inner_east", "inner_north", "inner_south")
    return dict(zip(names, inner or (1, 0, 1, 0), strict=True))


def _counted(theme: int, kept_counts: str) -> list[str]:
    """The parts of `base` that are read from the kept counts and from their log."""
    numbers = [theme] if theme else [each.id for each in THEMES]
    # Counts that were kept before the last of the themes came have no place for it.
    summed = "c.places" if theme else "coalesce(c.themes[{0}], 0)"
    kept = ", ".join(f"{summed.format(n)} AS {column(n)}" for n in numbers)
    logged = ", ".join(f"d.sign * ({n} = ANY (d.themes))::integer AS {column(n)}" for n in numbers)
    return [kept_counts.format(counts=kept), _LOGGED.format(counts=logged)]


def is_counted(search: Search) -> bool:
    """Whether counts by cell can answer: nothing is asked but at most one theme."""
    criteria = search.criteria
    bare = Criteria(themes=criteria.themes, out_of_zone=criteria.out_of_zone)
    asks_more = search.own or len(criteria.themes) > 1 or criteria != bare
    return not asks_more and (criteria.out_of_zone or search.place is None)


def about(search: Search, role: Role, zoom: int, x: int, y: int) -> int:
    """How many places a counted search has in a square of the plane, up to the level `FINEST`: by the kept
    counts alone, without what their log adds."""
    level = max(zoom, LEVELS[0])
    deeper = level - zoom
    (theme,) = conditions.of(search, role).parameters["themes"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(places), 0) FROM mapping_cell WHERE level = %s AND theme = %s"
            " AND x BETWEEN %s AND %s AND y BETWEEN %s AND %s AND roles & %s <> 0",
            [
                *(level, theme),
                *(x << deeper, ((x + 1) << deeper) - 1),
                *(y << deeper, ((y + 1) << deeper) - 1),
                1 << role,
            ],
        )
        return int(cursor.fetchone()[0])


def merge() -> int:
    """Bring the counts up to date with their log; the number of lines, 0 while someone else does."""
    return _call("mapping_merge_cells()")


def rebuild() -> None:
    """Make every count again from the search's rows."""
    _call("mapping_rebuild_cells()")


def drift() -> int:
    """How many cells do not count what the search's rows do."""
    return _call("mapping_cell_drift()")


# For a statement that answers from the data of one moment, and says of which.
DATA_VERSION = "(coalesce((SELECT sum(changed_us) FROM mapping_dataversion), 0))::bigint"


def data_version() -> int:
    """A number that is another one after every commit that changed what a search may show."""
    return _call(DATA_VERSION)


def _call(expression: str) -> Any:
    return fetch_one(f"SELECT {expression}")[0]


_PLACE = """
place AS MATERIALIZED (
    SELECT structure_id, e_lon, e_lat, {masks}, min(cell_x) AS cell_x, min(cell_y) AS cell_y
    FROM {parts}
    {rows}
    WHERE e_lon BETWEEN %(west)s AND %(east)s AND e_lat BETWEEN %(south)s AND %(north)s
    GROUP BY structure_id, e_lon, e_lat
)
"""
_ROW = """
    SELECT
        r.structure_id,
        ST_X(r.position::geometry) AS e_lon,
        ST_Y(r.position::geometry) AS e_lat,
        {masks},
        r.cell_x, r.cell_y
    FROM mapping_searchrow r
    WHERE r.theme = part.theme AND
"""
_ROWS_BY_TAGS = f"""
CROSS JOIN LATERAL (
    {_ROW} {{matches}} AND r.position && (SELECT _ST_Expand(%(outline)s::geography, %(slack_m)s))
    OFFSET 0
) AS row
"""
# The cells that the box touches, bar the inner ones, column by column: the planner cannot know how little
# each of them holds. Nothing is looked for beyond the columns that have places.
_ROWS_BY_CELL = f"""
CROSS JOIN LATERAL (
    SELECT
        (SELECT min(cell_x) FROM mapping_searchrow WHERE theme = part.theme) AS first,
        (SELECT max(cell_x) FROM mapping_searchrow WHERE theme = part.theme) AS last
    OFFSET 0
) AS known
CROSS JOIN LATERAL (
    SELECT x, x BETWEEN %(inner_west)s AND %(inner_east)s AS crosses
    FROM generate_series(greatest(known.first, %(outer_west)s), least(known.last, %(outer_east)s)) AS x
) AS col
CROSS JOIN LATERAL (
    VALUES
        (%(outer_north)s, CASE WHEN crosses THEN %(inner_north)s - 1 ELSE %(outer_south)s END),
        (CASE WHEN crosses THEN %(inner_south)s + 1 END, %(outer_south)s)
) AS range (y_first, y_last)
CROSS JOIN LATERAL (
    {_ROW} {{takes}} AND r.cell_x = col.x AND r.cell_y BETWEEN range.y_first AND range.y_last
    OFFSET 0
) AS row
"""
_BY_ROW = "cell_x >> %(deeper)s AS x, cell_y >> %(deeper)s AS y"
_BY_POSITION = (
    f"mapping_cell_x(e_lon, {_DEEP}) >> %(deeper)s AS x, mapping_cell_y(e_lat, {_DEEP}) >> %(deeper)s AS y"
)
_PLACES = """
SELECT
    {cell},
    1 AS places,
    round(e_lon * 1000000)::bigint AS lon,
    round(e_lat * 1000000)::bigint AS lat,
    structure_id AS ids,
    {counts}
FROM place
"""
# One column of cells at a time, so that no more is read than is in the rectangle.
_COUNTED = """
SELECT
    c.x >> (rect.level - %(level)s) AS x, c.y >> (rect.level - %(level)s) AS y,
    c.places, c.lon, c.lat, c.ids, {counts}
FROM unnest(
    %(levels)s::int[], %(x_from)s::int[], %(x_to)s::int[], %(y_from)s::int[], %(y_to)s::int[]
) AS rect (level, x_from, x_to, y_from, y_to)
CROSS JOIN LATERAL (
    SELECT
        (SELECT min(x) FROM mapping_cell WHERE level = rect.level AND theme = %(theme)s) AS first,
        (SELECT max(x) FROM mapping_cell WHERE level = rect.level AND theme = %(theme)s) AS last
) AS extent
CROSS JOIN LATERAL generate_series(
    greatest(rect.x_from, extent.first), least(rect.x_to, extent.last)
) AS col (x)
CROSS JOIN LATERAL (
    SELECT *
    FROM mapping_cell
    WHERE level = rect.level AND theme = %(theme)s AND x = col.x AND y BETWEEN rect.y_from AND rect.y_to
        AND roles & %(role_bit)s <> 0
    OFFSET 0
) AS c
"""
# A rectangle as large as a screen: skipping what its columns hold above and below takes longer than reading
# it in the index, which is all that is read of it.
_COUNTED_WHOLE = """
SELECT
    c.x >> (%(kept_level)s - %(level)s) AS x, c.y >> (%(kept_level)s - %(level)s) AS y,
    c.places, c.lon, c.lat, c.ids, {counts}
FROM mapping_cell c
WHERE c.level = %(kept_level)s AND c.theme = %(theme)s
    AND c.x BETWEEN %(first_x)s AND %(last_x)s AND c.y BETWEEN %(first_y)s AND %(last_y)s
    AND c.roles & %(role_bit)s <> 0
"""
_LOGGED = """
SELECT
    d.x >> %(coarser)s, d.y >> %(coarser)s, d.sign, d.sign * d.lon::bigint, d.sign * d.lat::bigint,
    d.sign * d.structure_id, {counts}
FROM mapping_celldelta d
WHERE d.x BETWEEN %(inner_west)s AND %(inner_east)s
    AND d.y BETWEEN %(inner_north)s AND %(inner_south)s
    AND d.roles & %(role_bit)s <> 0
    AND (%(theme)s = 0 OR %(theme)s = ANY (d.themes))
"""
# Whole numbers all, exact as floats up to 9e15, and several times as quick as numerics.
_BASE = """
SELECT
    x, y, sum(places) AS places,
    sum(lon::float8) AS lon, sum(lat::float8) AS lat, sum(ids::float8) AS ids, {sums}
FROM ({items}) AS item
GROUP BY x, y
HAVING sum(places) <> 0
"""
assert ANY_THEME == 0  # the counts, their log and the statements above say 0 for any theme
