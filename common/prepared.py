"""A cursor whose statements PostgreSQL plans once a connection, for those that answer every visitor."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Self

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor

_NAME = re.compile(r"%\((\w+)\)s")


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """A cursor that binds on the server, so that a repeated statement is prepared.

    Django's own cursors write the values in the text, which PostgreSQL then plans anew each time:
    for the search, twice as long as answering it. `prepare_threshold` in the settings says from
    which repetition on. Parameters are named, `%(name)s`, and a sign of its own is doubled.
    """
    connection.ensure_connection()
    with connection._prepare_cursor(_NamedCursor(connection.connection)) as cursor:
        yield cursor


class _NamedCursor(RawCursor):
    """Named parameters over the server's numbered ones: psycopg reads a text as long as a search's anew
    each time."""

    def execute(self, query: str, params: Mapping[str, Any] = {}, **how: Any) -> Self:
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
