# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of a notepad: what it is for, and each of its sections."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mapping.editing.blocks import Block
from mapping.editing.forms import Codes, RecordForm
from mapping.editing.forms import text as one_line
from network import group_choice
from network.discussions.forms import pictures_of
from network.models import Audience, Notepad, Section
from network.models.common import THEMES
from network.models.notepad import SECTION_MOST, SECTIONS_MOST
from network.placed_form import PlacedForm
from network.text.fields import MarkdownField


class InsideForm(PlacedForm):
    """What professionals write together, in a group or not: never for everyone. What is in a group stays
    there."""

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        group_choice.offer(self)
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)
        audience.choices = [
            one
            for one in group_choice.audiences("group" in self.fields or record.group_id is not None)
            if one[0] != Audience.PUBLIC
        ]
        if len(audience.choices) == 1:
            del self.fields["audience"]

    @classmethod
    def named(cls, record: Any) -> str:
        """Its title."""
        return str(record.title)

    def clean(self) -> dict[str, Any]:
        """The values; what members alone read is of a group."""
        cleaned = super().clean()
        group_choice.check(self, cleaned)
        return cleaned


class NotepadForm(InsideForm):
    """What a notepad is called, what it is for and who reads it."""

    title = one_line(
        "titre", "« Cahier des charges de l’atelier », « Ordre du jour ».", required=True, max_length=150
    )
    text = MarkdownField(label="à quoi il sert", required=False, max_length=SECTION_MOST)
    group = group_choice.group_field()
    themes = Codes(label="thèmes", choices=THEMES)

    class Meta:
        model = Notepad
        fields: tuple[str, ...] = ("title", "text", "audience", "group", "themes")
        widgets: ClassVar = {"audience": forms.RadioSelect}

    def context(self, seen: Any) -> dict[str, Any]:
        """The pictures that the text may show."""
        return {"pictures": pictures_of({"notepad": self.instance.pk})}


class SectionForm(RecordForm):
    """One section: its title and its text."""

    title = one_line("titre de la section", required=True, max_length=150)
    text = MarkdownField(label="texte", required=False, max_length=SECTION_MOST)

    class Meta:
        model = Section
        fields: tuple[str, ...] = ("title", "text")

    @classmethod
    def named(cls, record: Any) -> str:
        """« la section Objectifs »."""
        return f"la section « {record.title} »"

    @property
    def heading(self) -> str:
        """Its title."""
        return str(self.instance.title)

    def context(self, seen: Any) -> dict[str, Any]:
        """The pictures that the text may show, and the section."""
        return {"pictures": pictures_of({"notepad": self.instance.notepad_id}), "section": self.instance}

    def made(self) -> Any:
        """The section to write. Raises ValidationError where there are too many."""
        held = Section.objects.filter(notepad=self.instance.notepad_id).count()
        if held >= SECTIONS_MOST:
            raise ValidationError(f"{SECTIONS_MOST} sections au plus : faites un autre bloc-notes.")
        return self.instance

    def after(self, record: Any) -> None:
        """Say that the notepad changed."""
        Notepad.objects.filter(pk=record.notepad_id).update(updated_at=timezone.now())


NOTEPAD = Block(
    name="bloc-notes",
    title="Bloc-notes",
    about="Ce qu’il est, et qui le lit.",
    form=NotepadForm,
    template="network/discussions/form.html",
)
SECTION = Block(
    name="section",
    title="Section",
    about="Une partie, que l’on écrit à plusieurs.",
    form=SectionForm,
    template="network/notepads/section.html",
    of="notepad",
    one="une section",
)
