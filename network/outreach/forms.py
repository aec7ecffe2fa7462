# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a contact that was taken with a partner."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from mapping.editing.blocks import Block
from mapping.editing.forms import Codes
from mapping.editing.forms import text as one_line
from network import group_choice
from network.events.fields import StructureField
from network.events.fields import day as a_day
from network.models import Outreach
from network.models.common import THEMES
from network.notepads.forms import InsideForm
from network.text.fields import MarkdownField


class OutreachForm(InsideForm):
    """With whom, when, what was said and what comes next; told in the name of who writes it."""

    title = one_line(
        "avec qui",
        "L’organisme, et la fonction de la personne : « CAF, conseillère ».",
        required=True,
        max_length=150,
    )
    structure = StructureField(label="sa fiche dans l’annuaire", help_text="Son nom, si elle y est.")
    day = a_day("le", required=True)
    how = forms.ChoiceField(label="comment", choices=Outreach.How.choices, widget=forms.RadioSelect)
    text = MarkdownField(
        label="ce qui s’est dit",
        help_text="Ce qui est utile aux autres : rien sur une personne accompagnée.",
        required=False,
        max_length=20_000,
    )
    next_words = one_line("et ensuite", "« Rappeler pour la date de la visite ».", max_length=300)
    next_on = a_day("pour le")
    group = group_choice.group_field()
    themes = Codes(label="thèmes", choices=THEMES)

    class Meta:
        model = Outreach
        fields: tuple[str, ...] = (
            "title", "structure", "day", "how", "text", "next_words", "next_on", "audience", "group",
            "themes",
        )  # fmt: skip
        widgets: ClassVar = {"audience": forms.RadioSelect}

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        named = self.fields["structure"]
        assert isinstance(named, StructureField)
        named.role = editor.role

    def context(self, seen: Any) -> dict[str, Any]:
        """No picture: a contact has no file."""
        return {"pictures": []}

    def clean(self) -> dict[str, Any]:
        """The values; it was taken already, and what comes next on a day is said."""
        cleaned = super().clean()
        said = cleaned.get("day")
        if said and said > timezone.localdate() and (self.is_new or self.is_touched("day")):
            self.add_error("day", "ce jour n’est pas encore passé : dites-le plutôt dans « et ensuite ».")
        if cleaned.get("next_on") and not cleaned.get("next_words") and "next_words" not in self.errors:
            self.add_error("next_words", "dites ce qu’il y a à faire pour cette date.")
        return cleaned

    def made(self) -> Any:
        """The contact to write, in the name of who took it."""
        made = super().made()
        made.by = self.editor.user
        return made


OUTREACH = Block(
    name="contact-pris",
    title="Contact pris",
    about="Avec qui, quand, et ensuite.",
    form=OutreachForm,
    template="network/discussions/form.html",
)
