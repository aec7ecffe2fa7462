# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is searched of resources as a whole: made again, or compared with what it would be."""

from django.db import connection, transaction

from search.derived_beside import Beside

# Every resource, and those that are gone but have left a row behind.
_KNOWN = """
SELECT coalesce(array_agg(id), '{}')
FROM (SELECT id FROM network_resource UNION SELECT resource_id FROM network_resourcewords) AS known
"""
_REFRESH = "SELECT network_refresh_found(id) FROM unnest(%s::bigint[]) AS id"
_ROWS = "SELECT resource_id, to_jsonb(w)::text FROM network_resourcewords w"


def rebuild() -> int:
    """Write again what is searched of each resource; of how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        return len(_refreshed(cursor))


def drift() -> list[int]:
    """The numbers of the resources of which something else is searched than they say; changes nothing.

    Whoever edits a resource waits meanwhile.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        before = _rows(cursor)
        known = _refreshed(cursor)
        after = _rows(cursor)
        transaction.set_rollback(True)
    return sorted(number for number in known if before.get(number) != after.get(number))


def _refreshed(cursor) -> list[int]:
    cursor.execute(_KNOWN)
    known = cursor.fetchone()[0]
    cursor.execute(_REFRESH, [known])
    return known


def _rows(cursor) -> dict[int, str]:
    cursor.execute(_ROWS)
    return dict(cursor.fetchall())


ROWS = Beside("fiches", rebuild, drift)
