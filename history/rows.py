"""Rows of any table that has a history, as events hold them: in JSON as PostgreSQL writes it, by column.

Values go back as they came, through `jsonb_populate_record`: a point keeps every bit.
"""

import json
from collections.abc import Iterable
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
    with connection.cursor() as cursor:
        # As text: Django leaves a column that belongs to no field as PostgreSQL sends it.
        statement = sql.SQL("SELECT to_jsonb(r)::text FROM {} r WHERE id = %s").format(
            sql.Identifier(kind.table)
        )
        cursor.execute(statement, [number])
        found = cursor.fetchone()
    return None if found is None else json.loads(found[0])


def write(kind: Kind, number: int, values: Row) -> None:
    """Put these columns of a record that exists to these values, and say now in those that are left out."""
    touched = _touched(kind)
    statement = sql.SQL(
        "UPDATE {table} SET ({columns}) = (SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %s)) "
        "{touched} WHERE id = %s"
    ).format(
        table=sql.Identifier(kind.table),
        columns=_names(values),
        touched=sql.SQL("").join(sql.SQL(", {} = now()").format(sql.Identifier(name)) for name in touched),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [Jsonb(values), number])


def insert(kind: Kind, row: Row) -> None:
    """Make a record again with the number that it had."""
    held = {name: value for name, value in row.items() if name in columns_of(kind)}
    statement = sql.SQL(
        "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE "
        "SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %s)"
    ).format(table=sql.Identifier(kind.table), columns=_names(held))
    with connection.cursor() as cursor:
        cursor.execute(statement, [Jsonb(held)])


def delete(kind: Kind, number: int) -> None:
    """Remove a record. Raises IntegrityError at the end of the transaction where something belongs to it."""
    with connection.cursor() as cursor:
        statement = sql.SQL("DELETE FROM {} WHERE id = %s").format(sql.Identifier(kind.table))
        cursor.execute(statement, [number])


def lock(table: str, numbers: Iterable[int]) -> None:
    """Make every other writer of these roots wait, in one order whoever asks."""
    statement = sql.SQL("SELECT FROM {} WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql.Identifier(table)), [sorted(set(numbers))])


def _touched(kind: Kind) -> list[str]:
    return [name for name in kind.left_out if name in columns_of(kind)]


def _names(values: Row) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, values))
