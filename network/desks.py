# SPDX-License-Identifier: AGPL-3.0-or-later
"""Editing what is shared by the frame that edits structures (`mapping.editing.frame.answer`)."""

from dataclasses import dataclass, fields
from typing import Any, Self

from django.http import HttpRequest
from django.urls import reverse

from history import record_rows
from mapping.editing.blocks import Block
from mapping.editing.frame import Desk
from network import policy
from network.models.common import Shared, State, eyes_of
from network.paths import path_of

# The button that writes something new without publishing it: as what is withdrawn, it is put online later.
DRAFT = "brouillon"


def begun_as(request: HttpRequest, column: str, parameter: str) -> str:
    """What something new is said to be: by its form once it was sent, which is shown again as it stands;
    else by the address that begins it."""
    return request.POST.get(column) or request.GET.get(parameter, "")


@dataclass(frozen=True, slots=True)
class SharedDesk(Desk):
    """A resource, an event or news, and who edits it; one that is not written yet has no number.

    `made_at` names the address where a new one is sent, `edited_at` that of one that there is; `home` leads
    back from a new one.
    """

    made_at: str = ""
    edited_at: str = ""
    home: str = ""
    # Where files are added to one that is written without being published.
    draft_at: str = ""
    new_name: str = ""

    @classmethod
    def of(cls, desk: "SharedDesk", **own: Any) -> Self:
        """The desk at which a part of what is shared is edited: as `desk`, with what is the part's `own`."""
        return cls(**{one.name: getattr(desk, one.name) for one in fields(desk)}, **own)

    @property
    def root(self) -> int:
        """Its number; 0 while it is not written."""
        return self.seen.pk or 0

    @property
    def name(self) -> str:
        """Its title."""
        return self.seen.title or self.new_name

    @property
    def path(self) -> str:
        """Its page; what lists them, of a new one."""
        return path_of(self.seen) if self.root else reverse(self.home)

    def refusal(self, block: Block | None = None) -> str:
        """Why the editor may not edit it; empty where they may."""
        return policy.why_not(self.editor.user, self.seen)

    def lock(self) -> None:
        """Make every other writer of it wait for this transaction."""
        record_rows.lock(self.seen._meta.db_table, [self.root])

    def is_there(self) -> bool:
        """Whether the editor still knows of it."""
        return policy.known(type(self.seen), eyes_of(self.editor.user), {self.root}).exists()

    def new(self, block: Block) -> Any:
        """What a new one says before anything is typed."""
        return type(self.seen)() if self.root else self.seen

    def action(self, block: Block, number: int | None) -> str:
        """Where the form is sent."""
        return reverse(self.edited_at, args=[self.root]) if self.root else reverse(self.made_at)

    def after(self, record: Any) -> str:
        """Its page, by the title that it has now; of a new one that is not published, its files."""
        if not isinstance(record, Shared):
            return self.path
        if self.draft_at and record.state == State.WITHDRAWN:
            return reverse(self.draft_at, args=[record.pk])
        return path_of(record)
