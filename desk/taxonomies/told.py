# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fields of a list as its page tells them: with their thématiques and how many public services."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from accounts.roles import Role
from mapping.models import TaxonomyField
from mapping.vocabulary import THEMATIQUES

# How many services are of each field, and of how many structures.
_USES = """
SELECT f.id, count(DISTINCT v.id), count(DISTINCT v.structure_id)
FROM mapping_taxonomyfield f
JOIN mapping_visible_service v ON v.role = %s AND v.thematiques && f.thematiques
WHERE f.id = ANY (%s)
GROUP BY f.id
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A field, what its thématiques are called, and how many public services and structures it has."""

    field: TaxonomyField
    thematiques: tuple[str, ...]
    services: int
    structures: int


def field_lines(fields: Sequence[TaxonomyField]) -> list[Line]:
    """The fields in their order. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_USES, [int(Role.VISITOR), [one.pk for one in fields]])
        uses = {number: (services, structures) for number, services, structures in cursor.fetchall()}
    return [
        Line(
            one,
            tuple(str(label) for code, label in THEMATIQUES if code in one.thematiques),
            *uses.get(one.pk, (0, 0)),
        )
        for one in fields
    ]
