# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much the directory knows of a place: an empty one may only be unrecorded.

A commune where nothing is recorded but its town hall, of any theme, is not shown as served badly but as known
badly.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from accounts.roles import Role
from search import registry
from territory.freshness import LAST_LOOK, OLD_DAYS

# Every commune has a town hall, which tells nothing of what else is there: what the search leaves out too,
# where it is asked to.
TOWN_HALL = registry.SANS_MAIRIES.code


@dataclass(frozen=True, slots=True)
class Known:
    """The records of a commune, of any theme: how many, examples among them, latest look, and sources.

    `town_halls` are those among them that are only its town hall.
    `latest` is when one of them was last verified or changed by its source; None where no record says.
    """

    records: int = 0
    examples: int = 0
    latest: date | None = None
    sources: tuple[str, ...] = ()
    town_halls: int = 0

    @property
    def besides(self) -> int:
        """The records that are not the town hall's."""
        return self.records - self.town_halls

    def is_old(self, today: date) -> bool:
        """Whether its latest record was put right more than `OLD_DAYS` days ago."""
        return self.latest is not None and (today - self.latest).days > OLD_DAYS

    def and_(self, other: "Known") -> "Known":
        """Of two places together."""
        dates = [each for each in (self.latest, other.latest) if each]
        return Known(
            self.records + other.records,
            self.examples + other.examples,
            max(dates) if dates else None,
            tuple(sorted({*self.sources, *other.sources})),
            self.town_halls + other.town_halls,
        )


def by_commune(codes: list[str]) -> dict[str, Known]:
    """What the directory knows of each of these communes; those without a record are absent.

    A record of Paris, Lyon or Marseille counts in its arrondissement only where it names it.
    """
    return _known(_BY_COMMUNE, codes)


def by_departement(codes: list[str]) -> dict[str, Known]:
    """What the directory knows of each of these départements; those without a record are absent."""
    return _known(_BY_DEPARTEMENT, codes)


def _known(sql: str, codes: list[str]) -> dict[str, Known]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"role": int(Role.VISITOR), "codes": codes, "town_hall": TOWN_HALL})
        return {
            code: Known(records, examples, latest, tuple(sources), town_halls)
            for code, records, examples, latest, sources, town_halls in cursor.fetchall()
        }


_COUNTED = f"""
    count(*), count(*) FILTER (WHERE s.is_example), max({LAST_LOOK}),
    array_agg(DISTINCT s.source ORDER BY s.source),
    count(*) FILTER (WHERE %(town_hall)s = ANY (s.reseaux_porteurs))
"""
_BY_COMMUNE = f"""
    SELECT s.code_insee, {_COUNTED}
    FROM mapping_visible_structure s
    WHERE s.role = %(role)s AND s.code_insee = ANY (%(codes)s)
    GROUP BY s.code_insee
"""
_BY_DEPARTEMENT = f"""
    SELECT c.departement_code, {_COUNTED}
    FROM mapping_visible_structure s JOIN places_commune c ON c.code = s.code_insee
    WHERE s.role = %(role)s AND c.departement_code = ANY (%(codes)s)
    GROUP BY c.departement_code
"""
