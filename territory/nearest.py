# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which place is the nearest of a commune, and whom it takes: a distance does not say that."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from psycopg import sql

from accounts.roles import Role
from mapping import presentation, vocabulary
from mapping.models import VisibleService, VisibleStructure
from search.question import Search
from search.rows import rows
from territory.assessment import Assessment

_EVERYONE = "tous-publics"
_PUBLICS = dict(vocabulary.PUBLICS)
_SERVICES = sql.SQL("""
    SELECT DISTINCT service_id FROM ({rows}) AS found
    WHERE structure_id = ANY ({asked}) AND service_id IS NOT NULL
""")


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest place of a commune. `takes` names the publics that its services say; empty for everyone;
    None where none of them says."""

    structure: VisibleStructure
    takes: tuple[str, ...] | None

    @property
    def link(self) -> str:
        """The page of the structure."""
        return presentation.structure_path(self.structure.pk, self.structure.nom)


def of(assessment: Assessment, codes: Sequence[str]) -> dict[str, Nearest]:
    """The nearest place of each of some communes, by its code; those without any are absent."""
    numbers = {code: place for place, code in enumerate(assessment.people.codes.tolist())}
    asked = [numbers[code] for code in codes if np.isfinite(assessment.distance_m[numbers[code]])]
    if not asked or not len(assessment.supply):
        return {}
    structures = assessment.supply.structures[assessment.nearest()[1][asked, 0]].tolist()
    # A site that is only tried has no record.
    ids = sorted({number for number in structures if number})
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).in_bulk(ids)
    takes = _takes(assessment, ids)
    return {
        str(assessment.people.codes[i]): Nearest(seen[number], takes.get(number))
        for i, number in zip(asked, structures, strict=True)
        if number in seen
    }


def _takes(assessment: Assessment, structures: list[int]) -> dict[int, tuple[str, ...]]:
    """The publics of the services that were found in each structure; absent where none says any."""
    found = rows(Search(criteria=assessment.question.criteria), Role.VISITOR, ("structure_id", "service_id"))
    with connection.cursor() as cursor:
        cursor.execute(_SERVICES.format(rows=found, asked=sql.Literal(structures)))
        services = [number for (number,) in cursor.fetchall()]
    told: dict[int, set[str]] = {}
    seen = VisibleService.objects.seen_by(Role.VISITOR).filter(pk__in=services)
    for structure, publics in seen.values_list("structure_id", "publics"):
        if publics:
            told.setdefault(structure, set()).update(publics)
    return {
        structure: ()
        if _EVERYONE in publics
        else tuple(str(_PUBLICS.get(code, code)) for code in sorted(publics))
        for structure, publics in told.items()
    }
