# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which structures and services a search finds: the page's own conditions, without its pages."""

from dataclasses import dataclass

from django.db import connection

from accounts.readers import Reader
from accounts.roles import Role
from search.engine import conditions
from search.engine.rows import rows_of
from search.question import Search

# As much as anyone can use at once; a directory of France has some 140,000 services.
MAX_STRUCTURES = 300_000


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
        asked = conditions.of(search, reader.role, remote=remote)
        near = rows_of(asked, "r.structure_id, r.service_id", bounded=not remote)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH {asked.asked} SELECT DISTINCT structure_id, service_id FROM {near}"
                f" LIMIT {4 * MAX_STRUCTURES}",
                asked.parameters,
            )
            while rows := cursor.fetchmany(10_000):
                structures.update(row[0] for row in rows)
                services.update(row[1] for row in rows if row[1] is not None)
    return Selection(sorted(structures)[:MAX_STRUCTURES], frozenset(services), reader)
