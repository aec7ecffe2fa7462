"""The very statement that answers a search, taken from the search itself, and run without Django."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import QueryDict
from psycopg import ClientCursor, Connection, RawCursor, connect

from accounts.roles import Role
from bench.database import connection_parameters
from common.prepared import numbered
from search import engine, filters


@dataclass(frozen=True, slots=True)
class Statement:
    """What the search sent to PostgreSQL last, and the features that came back.

    `before` holds what it sent first where a single walk was too short to be sure.
    """

    sql: str
    parameters: dict[str, Any]
    features: str
    before: tuple[tuple[str, dict[str, Any]], ...] = ()


@contextmanager
def statements_sent() -> Iterator[list[tuple[str, Any]]]:
    """The statements sent to PostgreSQL in this block, with their values, as they are sent."""
    sent: list[tuple[str, Any]] = []

    def note(execute, sql, parameters, many, context):
        sent.append((sql, parameters))
        return execute(sql, parameters, many, context)

    # A new connection asks a few things of its own first.
    connection.ensure_connection()
    with connection.execute_wrapper(note):
        yield sent


def statement_of(query: str, role: Role = Role.VISITOR) -> Statement:
    """The statement behind a query string. Raises ValueError for a wrong one."""
    parsed = filters.parse(QueryDict(query))
    if parsed.errors:
        raise ValueError(str(parsed.errors))
    with statements_sent() as sent:
        answer = engine.run(parsed.search, role)
    return Statement(*sent[-1], answer.features, tuple(sent[:-1]))


class RawSql:
    """A warm psycopg connection. `prepared` binds on the server and plans once; otherwise each
    statement is sent whole, as Django does."""

    def __init__(self, *, prepared: bool):
        self._prepared = prepared
        self._connection: Connection = connect(
            **connection_parameters(), autocommit=True, cursor_factory=RawCursor if prepared else ClientCursor
        )
        self._connection.prepare_threshold = 0 if prepared else None

    def features(self, statement: Statement) -> str:
        """The features' text, all of the answer having been fetched."""
        for sql, parameters in statement.before:
            self._row(sql, parameters)
        return self._row(statement.sql, statement.parameters)[0]

    def _row(self, sql: str, parameters: dict[str, Any]) -> tuple:
        if not self._prepared:
            return self._connection.execute(sql, parameters).fetchone()
        text, names = numbered(sql)
        return self._connection.execute(text, [parameters[name] for name in names]).fetchone()

    def close(self) -> None:
        self._connection.close()
