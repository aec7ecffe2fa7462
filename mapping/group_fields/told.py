# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a structure says in the fields of groups, as its reader is told it, group by group."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, JSONObject

from accounts.readers import VISITOR, Reader
from accounts.roles import Role
from common.links import outgoing
from mapping.group_fields import structures
from mapping.group_fields.reading import Kind, say
from mapping.models import GroupField, GroupValue, VisibleStructure

# What a row of the directory is given, read with it: the values that everyone reads.
_TOLD = "told_of_groups"


@dataclass(frozen=True, slots=True)
class Line:
    """A field and what is said in it, in words; `href` leads to a link; `readers` says for whom it is, where
    that is not everyone."""

    name: str
    text: str
    href: str = ""
    is_long: bool = False
    readers: str = ""


@dataclass(slots=True)
class Sheet:
    """What a structure says in the fields of one group, of which `missing` are empty and `needed` are those
    of them that are asked for; `may_write` says that its reader may fill them in."""

    group: int
    name: str
    lines: list[Line] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)
    may_write: bool = False


def with_values(found: QuerySet[VisibleStructure]) -> QuerySet[VisibleStructure]:
    """The same structures, each with what it says to everyone: `of_everyone` tells it without a query."""
    open_to_all = GroupField.objects.live().seen_by(VISITOR)
    values = (
        GroupValue.objects.filter(structure=OuterRef("id"), field__in=open_to_all.order_by().values("pk"))
        .exclude(text="")
        .order_by("field__group__name", "field__group", "field__rank", "field")
        .values(
            said=JSONObject(
                group="field__group",
                group_name="field__group__name",
                name="field__name",
                kind="field__kind",
                unit="field__unit",
                text="text",
            )
        )
    )
    return found.annotate(**{_TOLD: ArraySubquery(values)})


def of_everyone(seen: VisibleStructure) -> list[Sheet]:
    """What visitors read of a structure that `with_values` read."""
    sheets: dict[int, Sheet] = {}
    for one in getattr(seen, _TOLD):
        sheet = sheets.setdefault(one["group"], Sheet(one["group"], one["group_name"]))
        sheet.lines.append(_line(one["name"], one["kind"], one["unit"], one["text"]))
    return list(sheets.values())


def of_reader(seen: VisibleStructure, reader: Reader) -> list[Sheet]:
    """What a professional, or staff, reads of a structure; and the fields that wait for a value, of their
    groups and of those whose structures it is of. One query."""
    sheets: dict[int, Sheet] = {}
    for one in fields_of(seen, reader):
        sheet = sheets.setdefault(one.group_id, Sheet(one.group_id, one.group.name))
        sheet.may_write |= not one.group.is_archived
        if one.text:
            sheet.lines.append(_line(one.name, one.kind, one.unit, one.text, _readers(one)))
        else:
            sheet.missing.append(one.name)
            sheet.needed += [one.name] if one.is_required else []
    return list(sheets.values())


def fields_of(seen: VisibleStructure, reader: Reader, group: int | None = None) -> list[Any]:
    """The fields that somebody reads of a structure, each with its `text`: of groups that they belong to, of
    those that it is a structure of, and what is filled in. Of one group where its number is given; staff then
    have all of its fields."""
    value = GroupValue.objects.filter(structure=seen.id, field=OuterRef("pk")).values("text")
    found = (
        GroupField.objects.live()
        .seen_by(reader)
        .annotate(text=Coalesce(Subquery(value), Value(""), output_field=TextField()))
    )
    if group is not None:
        found = found.filter(group=group)
    if group is None or reader.role is not Role.STAFF:
        found = found.filter(~Q(text="") | Q(is_inside=True) | structures.has(seen))
    return list(found.select_related("group").order_by("group__name", "group", "rank", "pk"))


def values_of(fields: Iterable[GroupField], numbers: Iterable[int]) -> dict[tuple[int, int], str]:
    """What structures say in these fields, by the number of the structure and of the field."""
    held = GroupValue.objects.filter(field__in=[one.pk for one in fields], structure__in=list(numbers))
    rows = held.exclude(text="").order_by().values_list("structure", "field", "text")
    return {(structure, number): text for structure, number, text in rows}


def _line(name: str, kind: str, unit: str, text: str, readers: str = "") -> Line:
    href = outgoing(text) if kind == Kind.LINK else ""
    return Line(name, say(kind, unit, text), href, kind == Kind.LONG, readers)


def _readers(one: GroupField) -> str:
    audience = one.read_by
    return "" if audience is GroupField.Audience.PUBLIC else str(audience.label)
