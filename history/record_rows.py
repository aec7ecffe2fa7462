# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of any table that has a history, as events hold them: in JSON as PostgreSQL writes it, by column.

Values go back as they came, through `jsonb_populate_record`: a point keeps every bit. What takes several
records takes them in one statement, however many.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

from history.kinds import Kind

Row = dict[str, Any]


def columns_of(kind: Kind) -> set[str]:
    """The columns that its table has today."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
            "AND NOT attisdropped AND attgenerated = ''",
            [kind.table],
        )
        return {name for (name,) in cursor.fetchall()}


def read(kind: Kind, number: int) -> Row | None:
    """The record as it is, None where there is none."""
    return read_all(kind, [number]).get(number)


def read_all(kind: Kind, numbers: Iterable[int]) -> dict[int, Row]:
    """Those of the records that are there, by number."""
    # As text: Django leaves a column that belongs to no field as PostgreSQL sends it.
    statement = sql.SQL("SELECT id, to_jsonb(r)::text FROM {} r WHERE id = ANY (%s)")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql.Identifier(kind.table)), [list(numbers)])
        return {number: json.loads(text) for number, text in cursor.fetchall()}


def roots(kind: Kind, numbers: Iterable[int]) -> dict[int, int]:
    """The root of each of the records that are there and have one, by number."""
    statement = sql.SQL("SELECT id, {root} FROM {table} r WHERE id = ANY (%s)").format(
        root=sql.SQL(kind.root.format(row="r")), table=sql.Identifier(kind.table)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(numbers)])
        return {number: root for number, root in cursor.fetchall() if root is not None}


def write(kind: Kind, values: Mapping[int, Row]) -> None:
    """Put these columns of records that exist to these values, by number; each its own columns.

    The columns that are left out of the history say now where the values say nothing of them.
    """
    touched = [name for name in kind.left_out if name in columns_of(kind)]
    by_columns: dict[tuple[str, ...], dict[int, Row]] = defaultdict(dict)
    for number, row in values.items():
        if row:
            by_columns[tuple(sorted(row))][number] = row
    for columns, some in sorted(by_columns.items()):
        statement = sql.SQL(
            "UPDATE {table} t SET {columns} FROM ("
            "SELECT w.id AS of, x.* FROM unnest(%s::bigint[], %s::jsonb[]) AS w (id, new) "
            "CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, w.new) AS x"
            ") AS n WHERE t.id = n.of"
        ).format(
            table=sql.Identifier(kind.table),
            columns=sql.SQL(", ").join(
                [
                    *(sql.SQL("{0} = n.{0}").format(sql.Identifier(name)) for name in columns),
                    *(
                        sql.SQL("{} = now()").format(sql.Identifier(name))
                        for name in touched
                        if name not in columns
                    ),
                ]
            ),
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(some), [Jsonb(row) for row in some.values()]])


def insert(kind: Kind, rows: Iterable[Row]) -> set[int]:
    """Make records again with the numbers that they had; those that could be.

    A column that they do not say takes its default. One whose number or identifier another record has now is
    left.
    """
    known, by_columns = columns_of(kind), defaultdict(list)
    for row in rows:
        held = {name: value for name, value in row.items() if name in known}
        by_columns[tuple(sorted(held))].append(held)
    made: set[int] = set()
    for columns, some in sorted(by_columns.items()):
        statement = sql.SQL(
            "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE "
            "SELECT {values} FROM unnest(%s::jsonb[]) AS w (new) "
            "CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, w.new) AS x "
            "ON CONFLICT DO NOTHING RETURNING id"
        ).format(
            table=sql.Identifier(kind.table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(sql.SQL("x.{}").format(sql.Identifier(name)) for name in columns),
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [[Jsonb(row) for row in some]])
            made |= {number for (number,) in cursor.fetchall()}
    return made


def delete(kind: Kind, numbers: Iterable[int]) -> None:
    """Remove records. Raises IntegrityError at the end of the transaction where something belongs to one."""
    with connection.cursor() as cursor:
        statement = sql.SQL("DELETE FROM {} WHERE id = ANY (%s)").format(sql.Identifier(kind.table))
        cursor.execute(statement, [list(numbers)])


def check_references() -> None:
    """Have PostgreSQL judge now what it would at the end of the transaction. Raises IntegrityError."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def lock(table: str, numbers: Iterable[int]) -> None:
    """Make every other writer of these roots wait, in one order whoever asks."""
    statement = sql.SQL("SELECT FROM {} WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql.Identifier(table)), [sorted(set(numbers))])
