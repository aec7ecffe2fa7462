# SPDX-License-Identifier: AGPL-3.0-or-later
"""A block of a structure's page: what is edited at once, by which form, of which record."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from accounts.models import User
from accounts.readers import Reader, reader_of
from accounts.roles import Role
from history.kinds import Kind, of_table
from history.visible import needs_of
from mapping.editing.forms import RecordForm
from mapping.models import VisibleStructure


@dataclass(frozen=True, slots=True)
class Editor:
    """Who edits: their account, and what they see."""

    user: User
    reader: Reader

    @classmethod
    def of(cls, user: User) -> "Editor":
        """The editor that a signed-in user is."""
        return cls(user, reader_of(user))

    @property
    def role(self) -> Role:
        """Their role."""
        return self.reader.role


@dataclass(frozen=True, slots=True)
class Line:
    """A record in the list of a block, in words: `is_whole` says that the editor may remove it."""

    number: int
    text: str
    notes: tuple[str, ...] = ()
    is_whole: bool = True


def _editable(structure: VisibleStructure, editor: Editor) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Block:
    """What is edited at once of a structure.

    `name` is the end of its page's address, `title` the page's, `about` one sentence on what it holds. `form`
    edits a record of its model: the structure itself, or one of several records that belong to it, by
    `of`, the look-up from the record to its structure (`structure`, `service__structure`). Of several,
    `lines` tells the list that the editor may see, and `one` is what one of them is called (« un contact »).
    `why_not` says why an editor may not edit this block of a structure that they may edit; empty where they
    may. `hides` names the columns of a record that an editor may not see, where their role alone does not say
    it; `new` makes a record of a structure, where its model alone does not, and
    `may_add` is false where none is made here. `template` extends
    `mapping/edit/form.html`.
    """

    name: str
    title: str | Promise
    about: str | Promise
    form: type[RecordForm]
    template: str = "mapping/edit/form.html"
    of: str = ""
    one: str | Promise = ""
    lines: Callable[[int, Editor], Iterable[Line]] | None = None
    why_not: Callable[[VisibleStructure, Editor], str] = _editable
    hides: Callable[[Editor, Any], frozenset[str]] | None = None
    new: Callable[[int], Any] | None = None
    may_add: bool = True

    @property
    def model(self) -> type[models.Model]:
        """The model of the records that are edited."""
        return self.form._meta.model

    @property
    def kind(self) -> Kind:
        """The kind of the records in the history."""
        return of_table(self.model._meta.db_table)

    @property
    def is_of_several(self) -> bool:
        """Whether a structure has several records of this kind."""
        return bool(self.of)

    def hidden(self, editor: Editor, record: Any) -> frozenset[str]:
        """The columns of a record that the editor may not see."""
        if self.hides is not None:
            return self.hides(editor, record)
        needs = needs_of(self.kind, record.pk)
        return frozenset(name for name, role in needs.items() if role > editor.role)

    def record(self, structure: int, number: int | None) -> Any:
        """The record to edit, as it is; None where there is none, or it is another structure's."""
        every = self.model._default_manager
        if not self.is_of_several:
            return every.filter(pk=structure).first()
        return every.filter(pk=number, **{self.of: structure}).first()
