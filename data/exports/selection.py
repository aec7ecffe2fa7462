# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which structures and services a search finds: the page's own conditions, without its pages."""

from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from accounts.readers import Reader
from accounts.roles import Role
from search.question import Search
from search.rows import rows

# As much as anyone can use at once; a directory of France has some 140,000 services.
MAX_STRUCTURES = 300_000

_FOUND = sql.SQL("SELECT DISTINCT structure_id, service_id FROM ({rows}) AS found LIMIT {most}")


@dataclass(frozen=True, slots=True)
class Selection:
    """Structures by number, and the services found (one of no service stands by itself).

    `services` is None where the search asks nothing of a service: all of them are taken.
    """

    structures: list[int]
    services: frozenset[int] | None
    reader: Reader

    @property
    def role(self) -> Role:
        """The role that the search was asked with."""
        return self.reader.role


def select(search: Search, reader: Reader) -> Selection:
    """What `search` finds on site and at a distance, whatever its page, as `reader` may see it."""
    structures: set[int] = set()
    services: set[int] = set()
    for remote in (False, True):
        found = rows(search, reader.role, ("structure_id", "service_id"), remote=remote)
        with connection.cursor() as cursor:
            cursor.execute(_FOUND.format(rows=found, most=sql.Literal(4 * MAX_STRUCTURES)))
            while some := cursor.fetchmany(10_000):
                structures.update(row[0] for row in some)
                services.update(row[1] for row in some if row[1] is not None)
    return Selection(sorted(structures)[:MAX_STRUCTURES], frozenset(services), reader)
