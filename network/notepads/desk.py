# SPDX-License-Identifier: AGPL-3.0-or-later
"""Editing notepads and their sections by the frame that edits structures (`mapping.editing.frame.answer`)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import signed_in
from mapping.editing.blocks import Block, Editor
from network import policy
from network.desks import SharedDesk
from network.models import Notepad, Section
from network.models.common import eyes_of
from network.paths import path_of

_ADDRESSES: dict[str, Any] = {"made_at": "notepad-new", "edited_at": "notepad-edit", "home": "notepads"}


@dataclass(frozen=True, slots=True)
class NotepadDesk(SharedDesk):
    """A notepad and who edits it; `begun` is what the address of a new one says of it, as a query string."""

    begun: str = ""

    def action(self, block: Block, number: int | None) -> str:
        """Where the form is sent."""
        path = SharedDesk.action(self, block, number)
        return f"{path}?{self.begun}" if self.begun and not self.root else path


@dataclass(frozen=True, slots=True)
class SectionDesk(NotepadDesk):
    """A notepad of which a section is written."""

    def new(self, block: Block) -> Section:
        """A section after the others, which says nothing yet."""
        last = self.seen.sections.aggregate(last=Max("rank"))["last"]
        return Section(notepad=self.seen, rank=0 if last is None else last + 1)

    def action(self, block: Block, number: int | None) -> str:
        """Where the form is sent."""
        if number is not None:
            return reverse("section-edit", args=[self.root, number])
        return reverse("section-new", args=[self.root])

    def after(self, record: Any) -> str:
        """The page of the notepad, at the section."""
        return f"{path_of(self.seen)}#{anchor_of(record.pk)}"


def anchor_of(number: int) -> str:
    """The `id` of a section in the page of its notepad."""
    return f"section-{number}"


def notepad_of(request: HttpRequest, pk: str | int) -> Notepad:
    """The notepad of an address. Raises Http404 for one that the reader may not know of, as for none."""
    known = policy.known(Notepad, eyes_of(signed_in(request)), {int(pk)})
    held = known.select_related("group", "organisation").first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return held


def desk_of(request: HttpRequest, pk: int) -> NotepadDesk:
    """The notepad of an address, and who edits it. Raises Http404 as `notepad_of`."""
    return NotepadDesk(notepad_of(request, pk), Editor.of(signed_in(request)), **_ADDRESSES)


def desk_of_new(request: HttpRequest, begun: Notepad, query: str) -> NotepadDesk:
    """A notepad that an address begins, and who makes it."""
    editor = Editor.of(signed_in(request))
    return NotepadDesk(begun, editor, new_name="Blocs-notes", begun=query, **_ADDRESSES)
