# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows that a question finds, as a statement that other applications put in theirs.

Nobody else knows how rows are read: neither the names in the statement nor its tables and indexes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from psycopg import sql

from accounts.roles import Role
from search.engine import conditions
from search.engine.asked_rows import rows_of
from search.question import Box, Search

_NAMED = re.compile(r"%\((\w+)\)s")
# What of a row may be asked for: a place is a structure at a position, and `service_id` is null where a
# structure has no service; `theme` is the part of the index that it was found in (`search.themes.of_part`);
# `tags` are its words and territories, by number (`search.tags`).
COLUMNS = ("structure_id", "service_id", "position", "theme", "tags")
# Those that are read unless others are asked for.
_USUAL = COLUMNS[:3]
_ABOUT = """
    AND r.position
        && ST_MakeEnvelope(%(about_west)s, %(about_south)s, %(about_east)s, %(about_north)s, 4326)::geography
"""
_ROWS = "WITH {asked} SELECT {columns} FROM {near}"


def rows(
    search: Search,
    role: Role,
    columns: Sequence[str] = _USUAL,
    *,
    remote: bool = False,
    about: Box | None = None,
) -> sql.Composed:
    """A SELECT of `columns` of the rows that `search` finds, as `role` may see them, its values in it.

    On site, in the circle around the place where there is one; `remote` asks for the services at a distance.
    `about` leaves out what is far from a box: all that is in it is there, and a little around it. A service
    under two of the themes asked for has two rows: whoever counts asks for what is distinct. ValueError for
    what is no column.
    """
    if unknown := set(columns) - set(COLUMNS):
        raise ValueError(f"not columns of the rows: {', '.join(sorted(unknown))}")
    asked = conditions.of(search, role, remote=remote)
    parameters = dict(asked.parameters)
    if about:
        asked = replace(asked, frame=asked.frame + _ABOUT)
        parameters |= {f"about_{side}": getattr(about, side) for side in ("west", "south", "east", "north")}
    near = rows_of(asked, ", ".join(f"r.{column}" for column in columns), bounded=not remote)
    named = ", ".join(f"near.{column}" for column in columns)
    return composed(_ROWS.format(asked=asked.asked, columns=named, near=near), parameters)


def composed(statement: str, values: Mapping[str, Any]) -> sql.Composed:
    """A statement with named parameters, `%(name)s`, as one that holds their values. KeyError for a name that
    has none."""
    pieces = _NAMED.split(statement)
    return sql.Composed(
        [sql.Literal(values[piece]) if place % 2 else sql.SQL(piece) for place, piece in enumerate(pieces)]
    )
