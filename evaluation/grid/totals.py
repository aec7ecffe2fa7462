# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demands that grids counted, of many structures together: a week is of the month of its Thursday.

Staff read all of them, by EPCI (`by_epci`). What everyone reads (`told`) are numbers to which at least three
structures gave, of five demands or more, so that none says what one structure counted: what is less is put
with the whole site's, by theme, then whatever the theme, then dropped. As in `evaluation.small_cells`, each
demand is in one number, of one month, so that none is found by taking some from another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import DateField, ExpressionWrapper, F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from accounts.roles import Role
from evaluation.closing import months_before
from evaluation.grid.models import Kind, WeekNumber
from evaluation.small_cells import LEAST
from mapping.models import VisibleStructure

# As many structures give to a number that everyone reads, at least.
LEAST_STRUCTURES = 3
_THURSDAY = timedelta(days=3)


class Demands(NamedTuple):
    """What one number is about; an empty EPCI or theme stands for all the others."""

    month: date
    epci: str = ""
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of demands, and the structures that gave to it."""

    n: int
    structures: frozenset[int]

    def __add__(self, other: "Count") -> "Count":
        return Count(self.n + other.n, self.structures | other.structures)

    @property
    def may_be_told(self) -> bool:
        """Whether everyone may read it."""
        return self.n >= LEAST and len(self.structures) >= LEAST_STRUCTURES


def weeks_of(first: date, last: date) -> tuple[date, date]:
    """The first and the last day that the Monday of a week of some months may be, the months by their first
    days."""
    return first - _THURSDAY, months_before(last, -1) - _THURSDAY - timedelta(days=1)


def of_real_ones() -> bool:
    """Whether a structure that is no example counted something: examples are then in no total."""
    return _demands().filter(structure__is_example=False).exists()


def _demands() -> QuerySet[WeekNumber]:
    return WeekNumber.objects.filter(kind=Kind.THEME, n__gt=0)


def _between(first: date, last: date) -> QuerySet[Any]:
    """The demands of the months from `first` to `last` (their first days), of the structures that everyone
    sees: where they are is then what everyone sees too."""
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).values("pk")
    return (
        _demands()
        .filter(week__range=weeks_of(first, last))
        .filter(structure__in=seen, structure__is_example=not of_real_ones())
        .annotate(
            month=TruncMonth(ExpressionWrapper(F("week") + _THURSDAY, output_field=DateField())),
            epci=F("structure__commune__epci_code"),
        )
        .order_by()
    )


def by_epci(first: date, last: date, themes: Sequence[str] = ()) -> dict[str, int]:
    """The demands for some themes, or for any, by EPCI: for staff, small numbers too."""
    found = _between(first, last).exclude(epci="").filter(epci__isnull=False)
    if themes:
        found = found.filter(code__in=themes)
    return dict(found.values_list("epci").annotate(Sum("n")))


def exact(first: date, last: date) -> dict[Demands, int]:
    """All the numbers, small ones too: for staff."""
    rows = _between(first, last).values_list("month", "epci", "code").annotate(demands=Sum("n"))
    return {Demands(month, epci or "", theme): n for month, epci, theme, n in rows}


def told(first: date, last: date) -> dict[Demands, int]:
    """The numbers that everyone may read."""
    rows = _between(first, last).values_list("month", "epci", "code")
    counted = {
        Demands(month, epci or "", theme): Count(n, frozenset(structures))
        for month, epci, theme, n, structures in rows.annotate(
            demands=Sum("n"), by=ArrayAgg("structure_id", distinct=True)
        )
    }
    return {about: count.n for about, count in merged(counted).items()}


_WIDER = (lambda one: one, lambda one: one._replace(epci=""), lambda one: Demands(one.month))


def merged(counted: Mapping[Demands, Count]) -> dict[Demands, Count]:
    """The numbers that may be told of exact ones; what may not waits for the next wider one."""
    kept: dict[Demands, Count] = {}
    waiting = dict(counted)
    for wider in _WIDER:
        pools: dict[Demands, Count] = {}
        for about, count in waiting.items():
            pool = wider(about)
            pools[pool] = pools[pool] + count if pool in pools else count
        settled = {pool for pool, count in pools.items() if count.may_be_told or pool in kept}
        for pool in settled:
            kept[pool] = kept[pool] + pools[pool] if pool in kept else pools[pool]
        waiting = {about: count for about, count in waiting.items() if wider(about) not in settled}
    return kept
