# SPDX-License-Identifier: AGPL-3.0-or-later
"""A value that was for few is never put back where more would see it."""

import json
from collections.abc import Collection, Mapping

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

from history.kinds import Kind
from history.record_rows import Row

Needs = dict[str, int]


def needs_of(kind: Kind, rows: list[Row]) -> list[Needs]:
    """By column, the least role that may know of it, were a record as each of these rows says."""
    if not rows:
        return []
    statement = sql.SQL(
        "SELECT ({needs})::text FROM unnest(%s::jsonb[]) WITH ORDINALITY AS w (held, place) "
        "CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, w.held) AS r "
        "CROSS JOIN LATERAL (SELECT {root} AS root) AS of ORDER BY w.place"
    ).format(
        needs=sql.SQL(kind.needs.format(row="r")),
        root=sql.SQL(kind.root.format(row="r")),
        table=sql.Identifier(kind.table),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [[Jsonb(row) for row in rows]])
        return [json.loads(text) for (text,) in cursor.fetchall()]


def exposed(
    kind: Kind, was: Row, becomes: Row, columns: Collection[str], hidden: Mapping[str, int]
) -> set[str]:
    """Those of the columns that more people would see, once the record is as `becomes` says, than saw them
    when it was as `was` says.

    `hidden` is what events said then of a kind whose root says what is hidden of it.
    """
    if not columns:
        return set()
    then, now = needs_of(kind, [was, becomes])
    if kind.hides_with_root:
        then = {name: max(then.get(name, 0), hidden.get(name, 0)) for name in {*then, *hidden}}
    return {name for name in columns if name in was and _needs(then, name) > _needs(now, name) and was[name]}


def _needs(needs: Needs, name: str) -> int:
    # That a whole record is not published says nothing of its columns: it is published or not as a whole.
    return needs.get(name, 0)
