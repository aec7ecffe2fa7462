"""A cursor whose statements PostgreSQL plans once a connection, for those that answer every visitor."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """A cursor that binds on the server, so that a repeated statement is prepared.

    Django's own cursors write the values in the text, which PostgreSQL then plans anew each time:
    for the search, twice as long as answering it. `prepare_threshold` in the settings says from
    which repetition on.
    """
    connection.ensure_connection()
    with connection._prepare_cursor(Cursor(connection.connection)) as cursor:
        yield cursor
