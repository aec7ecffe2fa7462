# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements that PostgreSQL plans once a connection, for those that answer every visitor."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Self

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor

_NAME = re.compile(r"%\((\w+)\)s")


def fetch_one(statement: str, parameters: Mapping[str, Any] = {}) -> tuple:
    """The first row of what a statement answers.

    It binds on the server, so that a repeated statement is prepared: Django's own cursors write the values in
    the text, which PostgreSQL then plans anew each time, for the search twice as long as answering it.
    `prepare_threshold` in the settings says from which repetition on. Parameters are named, `%(name)s`, and a
    sign of its own is doubled.
    """
    return _asked(statement, parameters, RawCursor.fetchone)


def fetch_all(statement: str, parameters: Mapping[str, Any] = {}) -> list[tuple]:
    """All rows of what a statement answers, bound as by `fetch_one`."""
    return _asked(statement, parameters, RawCursor.fetchall)


def execute(statement: str, parameters: Mapping[str, Any]) -> None:
    """Run a statement that answers nothing, bound as by `fetch_one`; large values are not kept in memory."""
    with _cursor() as cursor:
        cursor.execute(statement, parameters)


def _asked(statement: str, parameters: Mapping[str, Any], read: Callable[[Any], Any]) -> Any:
    connection.ensure_connection()
    lent = connection.connection
    # One plan for all values, where PostgreSQL would make one for each: here, and in nothing else that the
    # connection does. Sent together they are one question, which takes the setting back where it fails.
    with connection.wrap_database_errors, lent.pipeline(), _cursor() as cursor:
        lent.execute("SET plan_cache_mode = force_generic_plan", prepare=False)
        cursor.execute(statement, parameters)
        lent.execute("RESET plan_cache_mode", prepare=False)
        return read(cursor)


def _cursor() -> CursorWrapper:
    """A cursor that Django counts, logs and translates the errors of, as its own."""
    connection.ensure_connection()
    cursor: Any = _NamedCursor(connection.connection)
    return (
        connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)
    )


class _NamedCursor(RawCursor):
    """Named parameters over the server's numbered ones: psycopg reads a text as long as a search's anew
    each time."""

    def execute(self, query: Any, params: Any = (), **how: Any) -> Self:
        text, names = numbered(query)
        return super().execute(text, [_written(params[name]) for name in names], **how)


def _written(value: Any) -> Any:
    """A list of numbers or of truths as PostgreSQL writes it: psycopg looks at every element twice first."""
    return array(value) if isinstance(value, list) and value and isinstance(value[0], int) else value


def array(values: Iterable[int]) -> str:
    """Numbers or truths as the text of a PostgreSQL array."""
    return f"{{{','.join(map(str, values))}}}"


@lru_cache(maxsize=512)
def numbered(query: str) -> tuple[str, tuple[str, ...]]:
    """The statement with `$1`, `$2`… for its named parameters, and their names in that order."""
    names = tuple(dict.fromkeys(_NAME.findall(query)))
    number = {name: place for place, name in enumerate(names, start=1)}
    return _NAME.sub(lambda found: f"${number[found[1]]}", query).replace("%%", "%"), names
