# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where what is shared is asked for: the territories that hold a place, nearest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q

from network.models.common import SharedQuerySet
from places.lookup import commune_at
from places.models import Commune
from places.territories import TerritoryKind, territory
from search.question import Search

Named = tuple[TerritoryKind, str]

_OF_COMMUNE = """
SELECT c.epci_code, c.departement_code, ARRAY(
    SELECT t.slug FROM places_namedterritory t
    WHERE t.communes && ARRAY[c.code, c.parent_code]::varchar[] ORDER BY t.slug
)
FROM places_commune c WHERE c.code = %s
"""


@dataclass(frozen=True, slots=True)
class Where:
    """The territories that hold all of a place: `near` within a département, and `departements`. Outside of
    every territory known, only what holds everywhere holds."""

    near: tuple[Named, ...] = ()
    departements: tuple[Named, ...] = field(default=())

    @property
    def territories(self) -> tuple[Named, ...]:
        """All of them."""
        return (*self.near, *self.departements)

    def holds(self) -> Q:
        """The condition, of what is shared, that it holds here."""
        here = Q(territory_kind="")
        for kind, code in self.territories:
            here |= Q(territory_kind=str(kind), territory_code=code)
        return here


def of_commune(code: str) -> Where:
    """Where a commune is, by its official code; outside of every territory for one that nobody knows. One
    query."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_COMMUNE, [code])
        row = cursor.fetchone()
    if row is None:
        return Where()
    epci, departement, drawn_up = row
    near = [(TerritoryKind.TERRITOIRE, slug) for slug in drawn_up]
    return Where(
        (*near, *([(TerritoryKind.EPCI, epci)] if epci else [])),
        _departements([departement]),
    )


def of_territory(kind: TerritoryKind, code: str) -> Where:
    """Where a territory is: itself, and what holds all of it. At most two queries, none for a
    département."""
    if kind is TerritoryKind.DEPARTEMENT:
        return Where((), _departements([code]))
    if kind is TerritoryKind.EPCI:
        held = Commune.objects.filter(epci_code=code).order_by().values_list("departement_code", flat=True)
        departements = set(held.distinct())
        return Where(((kind, code),), _departements(departements if len(departements) == 1 else ()))
    drawn_up = territory(kind, code)
    if drawn_up is None:
        return Where()
    near = [(kind, code), *((TerritoryKind.EPCI, one) for one in drawn_up.wholes if len(one) == 9)]
    return Where(tuple(near), _departements(one for one in drawn_up.wholes if len(one) < 5))


def of_search(asked: Search, commune: str = "") -> Where | None:
    """Where a search asks; None where it does not say. `commune` spares the look-up of what holds its point,
    where somebody knows it."""
    place = asked.place
    if place is not None:
        if not (commune := place.commune or commune):
            found = commune_at(place.lon, place.lat)
            commune = found.code if found else ""
        return of_commune(commune) if commune else Where()
    for kind in TerritoryKind:
        if code := getattr(asked.criteria, kind):
            return of_territory(kind, code)
    return None


def _departements(codes: Iterable[str]) -> tuple[Named, ...]:
    return tuple((TerritoryKind.DEPARTEMENT, code) for code in codes if code)


def here(shared: SharedQuerySet, where: Where | None) -> SharedQuerySet:
    """Of what is shared, what holds somewhere; all of it where nobody says where."""
    return shared if where is None else shared.filter(where.holds())
