"""Personal data out of the history: what was there is no longer told, nor kept anywhere in it."""

from collections.abc import Iterable

from django.db import connection

from history.kinds import Kind


def blank(kind: Kind, number: int, columns: Iterable[str]) -> int:
    """Empty these columns of one record in every event; how many events that was.

    The event stays, with who and when; the value is null. The record itself is not touched.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT history_blank(%s::smallint, %s, %s)", [kind.number, number, list(columns)])
        return cursor.fetchone()[0]
