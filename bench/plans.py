"""How PostgreSQL would answer a search: its plan with values written out, and a generic one."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection

from common.prepared import numbered

INDEX = "searchrow_theme_position"
BY_CELL = "searchrow_theme_cell"
TABLE = "mapping_searchrow"
COUNTS = "mapping_cell"
CARDS = "mapping_card"

_SIDES = ("west", "east", "north", "south")
# How Django's parameters are declared to PREPARE, which a generic plan needs.
_TYPES = {
    "role": "smallint",
    "themes": "int[]",
    "limit": "int",
    "fetch": "int",
    "count_rows": "int",
    "lon": "float8",
    "lat": "float8",
    "radius_m": "float8",
    "after_m": "float8",
    "after_walk_m": "float8",
    "as_of": "date",
    "words": "text[]",
    "instant": "timestamptz",
    "stretches": "tsmultirange",
    "day": "date",
    "last_day": "date",
    "need_tags": "text[]",
    "need_instants": "timestamptz[]",
    "need_stretches": "tsmultirange[]",
    "need_days": "date[]",
    "need_last_days": "date[]",
    "after_id": "bigint",
    "after_service": "bigint",
    "tags": "text",
    "out_of_zone": "boolean",
    "unclear_zones": "int[]",
    "drawn": "int",
    "unknown": "int",
    "territory": "text",
    "territory_lon": "float8",
    "territory_lat": "float8",
    "territory_m": "float8",
    "wholes": "int[]",
    "parts": "int[]",
    "taken": "int[]",
    "in_territory": "boolean",
    "france": "int",
    "counted": "int[]",
    "columns": "int[]",
    "first_rows": "int[]",
    "last_rows": "int[]",
    "whole": "boolean[]",
    "levels": "int[]",
    "x_from": "int[]",
    "x_to": "int[]",
    "y_from": "int[]",
    "y_to": "int[]",
    "sizes": "int[]",
    **dict.fromkeys(("west", "south", "east", "north", "slack_m"), "float8"),
    "outline": "text",
    **dict.fromkeys(("kept_level", "first_x", "last_x", "first_y", "last_y"), "int"),
    **dict.fromkeys((f"{ring}_{side}" for ring in ("inner", "outer") for side in _SIDES), "int"),
    **dict.fromkeys(
        ("level", "deeper", "coarser", "theme", "role_bit", "most", "bytes", "z", "x", "y"), "int"
    ),
}


def literal_plan(sql: str, parameters: dict[str, Any]) -> dict:
    """The plan of a statement whose values are written in it, as Django sends it."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        return cursor.fetchone()[0][0]["Plan"]


def generic_plan(sql: str, parameters: dict[str, Any]) -> dict:
    """The plan that a prepared statement would keep for every value.

    Raises KeyError for a parameter whose type is not declared here.
    """
    text, names = numbered(sql)
    types = ", ".join(_TYPES[name] for name in names)
    values = ", ".join(f"%({name})s" for name in names)
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        before = cursor.fetchone()[0]
        cursor.execute(f"PREPARE looked_at ({types}) AS {text}")
        try:
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE looked_at ({values})", parameters)
            return cursor.fetchone()[0][0]["Plan"]
        finally:
            cursor.execute("SELECT set_config('plan_cache_mode', %s, false)", [before])
            cursor.execute("DEALLOCATE looked_at")


def nodes(plan: dict) -> Iterator[dict]:
    """A plan's nodes, outermost first."""
    yield plan
    for inner in plan.get("Plans", []):
        yield from nodes(inner)


def walks_nearest_first(plan: dict) -> bool:
    """Whether the nearest rows come from the composite index, by theme and in order of distance."""
    return any(
        node.get("Index Name") == INDEX
        and "theme" in node.get("Index Cond", "")
        and "<->" in node.get("Order By", "")
        for node in nodes(plan)
    )


def counts_by_cell(plan: dict) -> bool:
    """Whether rows are read in ranges of cells of their theme."""
    return any(
        node.get("Index Name") == BY_CELL
        and all(name in node.get("Index Cond", "") for name in ("theme", "cell_x", "cell_y"))
        for node in nodes(plan)
    )


def reads_no_table_whole(plan: dict) -> bool:
    """Whether nothing of the search is read from end to end but the log of the counts, which is short."""
    return not _reads_whole(plan, (TABLE, COUNTS, CARDS))


def _reads_whole(plan: dict, tables: Collection[str]) -> bool:
    return any(
        node["Node Type"].endswith("Seq Scan") and node.get("Relation Name") in tables for node in nodes(plan)
    )


def reads_counts_of_cells(plan: dict) -> bool:
    """Whether counts kept by cell are read, and only in ranges of their level and theme."""
    read = [node for node in nodes(plan) if node.get("Relation Name") == COUNTS]
    whole = [node for node in read if all(f" {name} " in f" {_bounds(node)} " for name in ("x", "y"))]
    return bool(whole) and all("level" in _bounds(node) and "theme" in _bounds(node) for node in read)


def _bounds(node: dict) -> str:
    return node.get("Index Cond", "").replace("(", " ").replace(")", " ")


def bounded_by_theme(plan: dict) -> bool:
    """Whether the search's rows are only ever reached through an index, and through those of a theme only
    within one: in order of distance, those of a small box all at once, or by cell."""
    by_theme = [node for node in nodes(plan) if node.get("Index Name") in (INDEX, BY_CELL)]
    return (
        bool(by_theme)
        and not _reads_whole(plan, (TABLE,))
        and all("theme" in node.get("Index Cond", "") for node in by_theme)
    )


def explain(node: dict, depth: int = 0) -> str:
    """A plan in indented lines, for a person to read."""
    words = (node.get("Index Name"), node.get("Relation Name"), node.get("Index Cond"), node.get("Order By"))
    line = "  " * depth + " | ".join([node["Node Type"], *(word for word in words if word)])
    return "\n".join([line, *(explain(inner, depth + 1) for inner in node.get("Plans", []))])
