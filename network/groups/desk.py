# SPDX-License-Identifier: AGPL-3.0-or-later
"""Editing a group by the frame that edits structures (`mapping.editing.frame.answer`)."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import signed_in
from accounts.groups import known_to, leads
from accounts.models import Group
from history import record_rows
from mapping.editing.blocks import Block, Editor
from mapping.editing.frame import Desk
from network.groups.paths import group_path


@dataclass(frozen=True, slots=True)
class GroupDesk(Desk):
    """A group and who edits it; one that is not written yet has no number."""

    @property
    def root(self) -> int:
        """Its number; 0 while it is not written."""
        return self.seen.pk or 0

    @property
    def name(self) -> str:
        """What it is called."""
        return self.seen.name or "Groupes"

    @property
    def path(self) -> str:
        """Its page; the list of groups, of a new one."""
        return group_path(self.seen) if self.root else reverse("groups")

    def refusal(self, block: Block | None = None) -> str:
        """Why the editor may not edit it; empty where they may: its referents and staff, until it is
        archived."""
        if not self.root:
            return ""
        if not leads(self.editor.user, self.seen):
            return "Les référents du groupe et la préfecture tiennent sa page."
        return "Ce groupe est archivé : rouvrez-le pour y écrire." if self.seen.is_archived else ""

    def lock(self) -> None:
        """Make every other writer of it wait for this transaction."""
        record_rows.lock(Group._meta.db_table, [self.root])

    def is_there(self) -> bool:
        """Whether the editor still leads it, and it is still written."""
        held = Group.objects.filter(pk=self.root, archived_at__isnull=True).first()
        return held is not None and leads(self.editor.user, held)

    def new(self, block: Block) -> Any:
        """What a new one says before anything is typed."""
        return Group() if self.root else self.seen

    def action(self, block: Block, number: int | None) -> str:
        """Where the form is sent."""
        return reverse("group-edit", args=[self.root]) if self.root else reverse("group-new")

    def after(self, record: Any) -> str:
        """Its page, by the name that it has now."""
        return group_path(record) if isinstance(record, Group) else self.path


def group_of(request: HttpRequest, pk: str | int) -> Group:
    """The group of an address. Raises Http404 for one that who is signed in may not know of, as for none."""
    held = known_to(request.user).filter(pk=int(pk)).first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return held


def desk_of(request: HttpRequest, pk: str | int) -> GroupDesk:
    """The group of an address, and who edits it. Raises Http404 as `group_of`."""
    return GroupDesk(group_of(request, pk), Editor.of(signed_in(request)))
