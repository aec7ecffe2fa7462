# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/groupes/<id>-<nom>/structures/`: the structures of a group, with what they say in its fields."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import groups
from accounts.access import at_least, signed_in
from accounts.roles import Role
from common.links import outgoing
from mapping.editing.typed_structure import structure_typed
from mapping.group_fields import structures
from mapping.group_fields.reading import Kind, say
from mapping.group_fields.told import values_of
from mapping.models import GroupField, VisibleStructure
from mapping.presentation import short_name, structure_path
from network.groups.desk import group_of
from network.groups.fields import asking
from network.models.common import eyes_of

PER_PAGE = 50
FILL_IN = "structure"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a structure says in a field, in words; empty where it says nothing."""

    text: str
    href: str = ""
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A structure of the group: its page, where its fields are filled in, and a cell for each of them."""

    name: str
    url: str
    is_example: bool
    commune: str
    fill_url: str
    cells: list[Cell]


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def listing(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """The structures of a group and what they say in the fields that the reader reads, as they ask."""
    group, user = group_of(request, pk), signed_in(request)
    path = reverse("group-structures", args=[group.pk, group.slug])
    if slug != group.slug:
        return HttpResponsePermanentRedirect(path)
    eyes = eyes_of(user)
    fields = list(GroupField.objects.live().seen_by(eyes).filter(group=group).select_related("group"))
    is_in = groups.reads(user, group)
    may_fill = bool(fields) and not group.is_archived
    typed, unknown = request.GET.get(FILL_IN, "").strip()[:200], ""
    if typed and may_fill and is_in:
        try:
            one = structure_typed(typed, VisibleStructure.objects.seen_by(eyes.role))
            return redirect(_fill_path(one, group.pk))
        except ValidationError as error:
            unknown = error.messages[0]
    asked = asking.read_address(request.GET, fields)
    found = asked.among(structures.of_group(group, eyes))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get(asking.PAGE))
    said = values_of(fields, [one.id for one in page.object_list])
    query = asked.query()
    context = {
        "group": group,
        "asked": asked,
        "fields": fields,
        "heads": [
            _head(asked, path, "nom", "Structure"),
            *(_head(asked, path, f"c{one.pk}", one.name) for one in fields),
        ],
        "rows": [_row(one, fields, said, group.pk) for one in page.object_list],
        "page": page,
        "path": path,
        "pages_query": f"{query}&" if query else "",
        "file_query": query,
        "chips": [(chip.label, f"{path}?{chip.query}" if chip.query else path) for chip in asked.chips()],
        "is_in": is_in,
        "may_fill": may_fill,
        "leads": groups.leads(user, group) and not group.is_archived,
        "typed": typed,
        "unknown": unknown,
        "is_of_all": not group.themes and not group.territory_kind,
    }
    return render(request, "network/groups/fields/structures.html", context)


def _row(one: VisibleStructure, fields: list[Any], said: dict[tuple[int, int], str], group: int) -> Row:
    return Row(
        short_name(one.nom, one.is_example),
        structure_path(one.id, one.nom),
        one.is_example,
        one.commune_nom,
        _fill_path(one, group),
        [_cell(asked, said.get((one.id, asked.pk), "")) for asked in fields],
    )


def _cell(asked: GroupField, text: str) -> Cell:
    href = outgoing(text) if asked.kind == Kind.LINK else ""
    return Cell(say(asked.kind, asked.unit, text), href, asked.is_required)


def _head(asked: asking.Asked, path: str, name: str, label: str) -> dict[str, str]:
    """The head of a column: the link that sorts by it, the other way where it does already."""
    now = asked.sort or "nom"
    up, down = now == name, now == f"-{name}"
    other = f"-{name}" if up else name
    query = asked.query(sort="" if other == "nom" else other)
    return {
        "label": label,
        "url": f"{path}?{query}" if query else path,
        "sorted": "ascending" if up else "descending" if down else "",
    }


def _fill_path(one: VisibleStructure, group: int) -> str:
    return reverse("edit-group-fields", args=[one.id, one.slug, group])
