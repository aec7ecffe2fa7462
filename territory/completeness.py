"""How much the directory knows of a place: an empty one may only be unrecorded.

A commune where nothing is recorded at all, of any theme, is not shown as served badly but as known badly.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from accounts.roles import Role

# A record nobody looked at for this long may tell of what is no longer there.
OLD_DAYS = 365


@dataclass(frozen=True, slots=True)
class Known:
    """The records of a commune, of any theme: how many, examples among them, latest look, and sources.

    `latest` is when one of them was last verified or changed by its source; None where no record says.
    """

    records: int = 0
    examples: int = 0
    latest: date | None = None
    sources: tuple[str, ...] = ()

    def is_old(self, today: date) -> bool:
        return self.latest is not None and (today - self.latest).days > OLD_DAYS

    def and_(self, other: "Known") -> "Known":
        """Of two places together."""
        dates = [each for each in (self.latest, other.latest) if each]
        return Known(
            self.records + other.records,
            self.examples + other.examples,
            max(dates) if dates else None,
            tuple(sorted({*self.sources, *other.sources})),
        )


def by_commune(codes: list[str]) -> dict[str, Known]:
    """What the directory knows of each of these communes; those without a record are absent."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_COMMUNE, {"role": int(Role.VISITOR), "codes": codes})
        return {
            code: Known(records, examples, latest, tuple(sources))
            for code, records, examples, latest, sources in cursor.fetchall()
        }


_BY_COMMUNE = """
    SELECT code_insee, count(*), count(*) FILTER (WHERE is_example),
        max(greatest(date_maj, (verified_at AT TIME ZONE 'Europe/Paris')::date)),
        array_agg(DISTINCT source ORDER BY source)
    FROM mapping_visible_structure
    WHERE role = %(role)s AND code_insee = ANY (%(codes)s)
    GROUP BY code_insee
"""
