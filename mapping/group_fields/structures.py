# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which structures are a group's: those of its themes on its territory, and those of which one of its fields
says something.

A group that names neither a theme nor a territory has the second alone: its members choose them by filling
fields in. Nothing of it is kept: it is asked when it is read.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Cast

from accounts.models import Group
from accounts.readers import Reader
from mapping.models import GroupField, GroupValue, VisibleStructure
from mapping.vocabulary import THEME_BY_CODE, THEME_BY_ID
from places.models import Commune, NamedTerritory
from places.territories import TerritoryKind, communes_in


def of_group(group: Group, reader: Reader) -> QuerySet[VisibleStructure]:
    """The structures of a group, as somebody sees them: a value that is not for them brings none."""
    fields = GroupField.objects.live().seen_by(reader).filter(group=group)
    filled = GroupValue.objects.filter(field__in=fields.values("pk")).exclude(text="")
    # As integers: of shorter ones, PostgreSQL has two ways to compare arrays where intarray is there too.
    themes = Cast("themes", ArrayField(IntegerField()))
    found = VisibleStructure.objects.seen_by(reader.role).annotate(theme_numbers=themes)
    is_its = Q(id__in=filled.values("structure"))
    if group.themes or group.territory_kind:
        where = Q()
        if group.themes:
            known = [THEME_BY_CODE[code].id for code in group.themes if code in THEME_BY_CODE]
            where &= Q(theme_numbers__overlap=known)
        if group.territory_kind:
            inside = communes_in(TerritoryKind(group.territory_kind), group.territory_code)
            where &= Q(commune__in=Commune.objects.filter(inside).order_by().values("pk"))
        is_its |= where
    return found.filter(is_its)


def has(seen: VisibleStructure) -> Q:
    """The condition of fields that is true of those whose group names a theme or a territory of this
    structure."""
    themes = [THEME_BY_ID[number].code for number in seen.themes]
    of_themes = Q(group__themes=[]) | Q(group__themes__overlap=themes)
    communes: Any = Commune.objects.filter(code=seen.commune_id or "").order_by()
    drawn_up = NamedTerritory.objects.filter(
        Q(communes__contains=[seen.commune_id or ""])
        | Q(communes__overlap=ArraySubquery(communes.exclude(parent_code="").values("parent_code")))
    )
    there = Q(group__territory_kind="")
    for kind in (TerritoryKind.DEPARTEMENT, TerritoryKind.EPCI):
        codes = communes.values(f"{kind}_code")
        there |= Q(group__territory_kind=kind.value, group__territory_code__in=codes)
    there |= Q(
        group__territory_kind=TerritoryKind.TERRITOIRE.value,
        group__territory_code__in=drawn_up.order_by().values("slug"),
    )
    return of_themes & there & ~Q(group__themes=[], group__territory_kind="")
