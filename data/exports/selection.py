# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which structures and services a search finds: the page's own conditions, without its pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection
from psycopg import sql

from accounts.readers import Reader
from accounts.roles import Role
from mapping.models import VisibleService
from mapping.vocabulary import THEME_BY_ID
from search.question import Search
from search.rows import rows
from search.themes import of_part

# As much as anyone can use at once; a directory of France has some 140,000 services.
MAX_STRUCTURES = 300_000

_FOUND = sql.SQL("SELECT DISTINCT {columns} FROM ({rows}) AS found LIMIT {most}")


@dataclass(frozen=True, slots=True)
class Selection:
    """Structures by number, and the services found (one of no service stands by itself).

    `services` is None where the search asks nothing of a service: all of them are taken. Where it asks for
    several themes, `themes` are their codes, and `met` those that each service was found for. A format that
    cannot tell of a structure adds its number to `left_out`. `search` is what was asked, if anything.
    """

    structures: list[int]
    services: frozenset[int] | None
    reader: Reader
    themes: tuple[str, ...] = ()
    met: Mapping[int, set[str]] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set, compare=False)
    search: Search | None = None

    @property
    def role(self) -> Role:
        """The role that the search was asked with."""
        return self.reader.role

    def needs_met(self, services: Iterable[VisibleService]) -> list[str]:
        """The themes, of those asked for, that some of the services were found for, in the order asked."""
        found = {code for service in services for code in self.met.get(service.id, ())}
        return [code for code in self.themes if code in found]


def select(search: Search, reader: Reader) -> Selection:
    """What `search` finds on site and at a distance, whatever its page, as `reader` may see it."""
    structures: set[int] = set()
    met: dict[int, set[str]] = {}
    themes = search.criteria.themes if len(search.criteria.themes) > 1 else ()
    columns = ("structure_id", "service_id", *(("theme",) if themes else ()))
    for remote in (False, True):
        found = rows(search, reader.role, columns, remote=remote)
        asked = sql.SQL(", ").join(map(sql.Identifier, columns))
        with connection.cursor() as cursor:
            cursor.execute(_FOUND.format(columns=asked, rows=found, most=sql.Literal(4 * MAX_STRUCTURES)))
            while some := cursor.fetchmany(10_000):
                structures.update(row[0] for row in some)
                for _structure, service, *theme in some:
                    if service is not None:
                        met.setdefault(service, set()).update(
                            THEME_BY_ID[of_part(part)].code for part in theme
                        )
    return Selection(sorted(structures)[:MAX_STRUCTURES], frozenset(met), reader, themes, met, search=search)
