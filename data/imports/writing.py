# SPDX-License-Identifier: AGPL-3.0-or-later
"""The statements that write records and keep what they wrote in the run's journal.

Each takes a batch of records, so that the search's triggers work on as many rows at a time as they
do best. `rows` are given as a query of (id, new), `new` being the columns to write as JSON.
"""

from collections.abc import Iterator
from typing import Any

from psycopg import sql

from data.imports.tables import CLOSURES, CONTACTS, SERVICES, Written

BATCH = 1000


def create(cursor: Any, written: Written, run_id: int, rows: str, parameters: dict[str, Any]) -> None:
    """Insert records whose numbers are chosen already. `rows` are (id, new)."""
    columns = ", ".join(f'"{name}"' for name in written.columns)
    cursor.execute(
        f"""
        INSERT INTO {written.table} ({columns})
        SELECT {", ".join(f'x."{name}"' for name in written.columns)}
        FROM ({rows}) AS asked
        CROSS JOIN LATERAL jsonb_populate_record(
            NULL::{written.table},
            %(defaults)s::jsonb || {written.times()} || asked.new || jsonb_build_object('id', asked.id)
        ) AS x
        ORDER BY asked.id
        """,
        parameters | {"defaults": written.defaults()},
    )
    _note_whole(cursor, written, run_id, rows, parameters, before=False)


def change(cursor: Any, written: Written, run_id: int, rows: str, parameters: dict[str, Any]) -> None:
    """Write some columns of records that exist. `rows` are (id, new)."""
    touched = " || jsonb_build_object('updated_at', now())" if written.has_updated_at else ""
    set_columns(
        cursor,
        written,
        f"SELECT id, new{touched} AS new FROM ({rows}) AS wanted",
        parameters | {"run": run_id, "kind": written.kind},
        journal="""
        INSERT INTO data_change (run_id, kind, object_id, before, after)
        SELECT
            %(run)s, %(kind)s, held.id,
            (SELECT jsonb_object_agg(name, held.held->name) FROM jsonb_object_keys(held.new) AS name),
            held.new
        FROM held
        """,
    )


def remove(cursor: Any, written: Written, run_id: int, rows: str, parameters: dict[str, Any]) -> None:
    """Delete records. `rows` are (id, new), of which only the first is read."""
    _note_whole(cursor, written, run_id, rows, parameters, before=True)
    cursor.execute(f"DELETE FROM {written.table} WHERE id IN (SELECT id FROM ({rows}) AS asked)", parameters)


def set_columns(
    cursor: Any, written: Written, rows: str, parameters: dict[str, Any], journal: str = ""
) -> None:
    """Write the columns that `new` names, and no other: what someone writes meanwhile in the rest stays.

    `journal` is a statement that may read the CTE `held` (id, held: the row before, new).
    """
    cursor.execute(
        f"SELECT DISTINCT name FROM ({rows}) AS asked, LATERAL jsonb_object_keys(asked.new) AS name",
        parameters,
    )
    named = {name for (name,) in cursor.fetchall()}
    names = [name for name in written.columns if name != "id" and name in named]
    if not names:
        return
    values = ", ".join(
        f'"{name}" = CASE WHEN n.new ? \'{name}\' THEN n."{name}" ELSE t."{name}" END' for name in names
    )
    cursor.execute(
        f"""
        WITH asked AS (
            {rows}
        ), held AS MATERIALIZED (
            SELECT t.id, {written.json("t")} AS held, asked.new
            FROM asked JOIN {written.table} t ON t.id = asked.id
        ), noted AS (
            {journal or "SELECT"}
        )
        UPDATE {written.table} AS t
        SET {values}
        FROM (
            SELECT held.new, held.id AS of, x.*
            FROM held
            CROSS JOIN LATERAL jsonb_populate_record(NULL::{written.table}, held.new) AS x
        ) AS n
        WHERE t.id = n.of
        """,
        parameters,
    )


def lock(cursor: Any, structures: str, parameters: dict[str, Any]) -> None:
    """Make every other writer of these structures, and of what belongs to them, wait for this transaction.

    `structures` is a query of numbers. What is read after this, in a statement of its own, is what the last
    of them wrote. In the order of the numbers, so that two that lock wait for each other and no more.
    """
    cursor.execute(
        f"SELECT id FROM mapping_structure WHERE id IN ({structures}) ORDER BY id FOR NO KEY UPDATE",
        parameters,
    )
    ids = [number for (number,) in cursor.fetchall()]
    for written in (SERVICES, CONTACTS, CLOSURES):
        cursor.execute(
            f"SELECT FROM {written.table} WHERE structure_id = ANY (%s) ORDER BY id FOR NO KEY UPDATE", [ids]
        )


def _note_whole(
    cursor: Any, written: Written, run_id: int, rows: str, parameters: dict[str, Any], *, before: bool
) -> None:
    values = f"{written.json('t')}, NULL" if before else f"NULL, {written.json('t')}"
    cursor.execute(
        f"""
        INSERT INTO data_change (run_id, kind, object_id, before, after)
        SELECT %(run)s, %(kind)s, t.id, {values}
        FROM {written.table} t WHERE t.id IN (SELECT id FROM ({rows}) AS asked)
        ORDER BY t.id
        """,
        parameters | {"run": run_id, "kind": written.kind},
    )


def batches(cursor: Any, query: str, parameters: dict[str, Any], size: int = BATCH) -> Iterator[list[int]]:
    """The numbers that `query` gives, in order, `size` at a time. It reads « after %(after)s »."""
    after = 0
    while True:
        cursor.execute(f"{query} LIMIT {int(size)}", parameters | {"after": after})
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return
        yield ids
        after = ids[-1]


def analyze(cursor: Any, *tables: str) -> None:
    """Refresh the planner's statistics, without which the triggers of a large load may scan."""
    for table in tables:
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
