"""Statements that PostgreSQL plans once a connection, for those that answer every visitor."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Self
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import Connection, RawCursor

_NAME = re.compile(r"%\((\w+)\)s")
# How many statements a connection keeps a cursor for.
_KEPT = 32


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
    connection.ensure_connection()
    with connection._prepare_cursor(_NamedCursor(connection.connection)) as cursor:
        cursor.execute(statement, parameters)


def _asked(statement: str, parameters: Mapping[str, Any], read: Callable[[RawCursor], Any]) -> Any:
    connection.ensure_connection()
    cursor = _cursor_for(statement, connection.connection)
    connection._prepare_cursor(cursor).execute(statement, parameters)
    answer = read(cursor)
    cursor.forget()
    return answer


# A cursor learns how to write each type of value and to read each column when it is first used, which took as
# long as sending a statement and waiting for a short answer.
_cursors: WeakKeyDictionary[Connection, dict[str, "_NamedCursor"]] = WeakKeyDictionary()


def _cursor_for(statement: str, lent: Connection) -> "_NamedCursor":
    cursors = _cursors.setdefault(lent, {})
    cursor = cursors.pop(statement, None) or _NamedCursor(lent)
    cursors[statement] = cursor
    if len(cursors) > _KEPT:
        del cursors[next(iter(cursors))]
    return cursor


class _NamedCursor(RawCursor):
    """Named parameters over the server's numbered ones: psycopg reads a text as long as a search's anew
    each time."""

    def execute(self, query: Any, params: Any = (), **how: Any) -> Self:
        text, names = numbered(query)
        return super().execute(text, [_written(params[name]) for name in names], **how)

    def forget(self) -> None:
        """Let go of the last answer and its values, as closing does, and stay ready."""
        self._reset()
        self._tx.set_pgresult(None)


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
