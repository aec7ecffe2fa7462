# SPDX-License-Identifier: AGPL-3.0-or-later
"""Declaring the fields of a group by the frame that edits structures."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.http import HttpRequest
from django.urls import reverse

from mapping.editing.blocks import Block
from mapping.models import GroupField
from network.groups.desk import GroupDesk, desk_of


@dataclass(frozen=True, slots=True)
class FieldsDesk(GroupDesk):
    """A group and who declares its fields."""

    @classmethod
    def of(cls, request: HttpRequest, pk: int) -> "FieldsDesk":
        """The group of an address, and who is signed in. Raises Http404 where they may not know of it."""
        desk = desk_of(request, pk)
        return cls(desk.seen, desk.editor)

    @property
    def path(self) -> str:
        """The list of its fields."""
        return reverse("group-fields", args=[self.root])

    def new(self, block: Block) -> Any:
        """A field that nobody declared yet, after the others; its members' alone unless somebody says
        otherwise."""
        last = GroupField.objects.filter(group=self.root).aggregate(last=Max("rank"))["last"] or 0
        return GroupField(group=self.seen, rank=min(last + 1, 32_767))

    def action(self, block: Block, number: int | None) -> str:
        """Where the form of a field is sent."""
        if number is None:
            return reverse("group-field-new", args=[self.root])
        return reverse("group-field", args=[self.root, number])

    def after(self, record: Any) -> str:
        """The list of its fields."""
        return self.path
