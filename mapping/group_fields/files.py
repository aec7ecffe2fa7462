# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields of groups as columns of files: which a reader's exports have, which their imports fill in."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.readers import Reader
from accounts.roles import Role
from mapping.models import GroupField, GroupValue

# Before the number of a field, in the name under which an import keeps it.
PREFIX = "champ-"


def key_of(field: GroupField) -> str:
    """The name of a field among what a row of an import says."""
    return f"{PREFIX}{field.pk}"


def columns_of(fields: Iterable[GroupField]) -> dict[str, GroupField]:
    """Fields by the name of their column, « Groupe : champ », each name being one's alone."""
    found: dict[str, GroupField] = {}
    for one in fields:
        name = one.column
        while name in found:
            name = f"{name} ({one.pk})"
        found[name] = one
    return found


def told_to(reader: Reader) -> dict[str, GroupField]:
    """The columns of a file made for a reader: the fields that they read and in which something is said, and
    all those of their groups, to be filled in there. One query."""
    filled = GroupValue.objects.filter(field=OuterRef("pk")).exclude(text="")
    seen = GroupField.objects.live().seen_by(reader).filter(Q(is_inside=True) | Exists(filled))
    return columns_of(_in_order(seen))


def filled_in_by(reader: Reader) -> dict[str, GroupField]:
    """The fields that somebody's imports fill in, by the name of their column: those of the groups that they
    belong to; for staff, of all. None of a group that is archived. One query."""
    seen: Any = GroupField.objects.live().seen_by(reader).filter(group__archived_at__isnull=True)
    if reader.role is not Role.STAFF:
        seen = seen.filter(is_inside=True)
    return columns_of(_in_order(seen))


def _in_order(fields: QuerySet[GroupField]) -> QuerySet[GroupField]:
    return fields.select_related("group").order_by("group__name", "group", "rank", "pk")
