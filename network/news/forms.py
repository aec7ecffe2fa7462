# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of news."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.joining import may_invite_anywhere
from mapping import vocabulary
from mapping.editing.blocks import Block
from mapping.editing.forms import Codes
from mapping.editing.forms import text as one_line
from network import group_choice
from network.models import News
from network.models.common import THEMES
from network.placed_form import PlacedForm
from network.text.fields import MarkdownField
from network.titles import TitledForm

# How long news are told where nobody says otherwise, in days.
_USUAL = 30


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )


class NewsForm(PlacedForm, TitledForm):
    """News, and who may say that it is put forward: staff and ambassadors."""

    may_be_members_alone = True
    beside = PlacedForm.beside | TitledForm.beside

    title = one_line(gettext_lazy("titre"), required=True, max_length=150)
    summary = one_line(gettext_lazy("en une phrase"), gettext_lazy("Lue dans les listes."), max_length=300)
    text = MarkdownField(label=gettext_lazy("texte"), required=False, max_length=60_000)
    starts_on = _day(gettext_lazy("du"), gettext_lazy("Lue à partir de ce jour."))
    ends_on = _day(gettext_lazy("jusqu’au"), gettext_lazy("Après ce jour, elle disparaît d’elle-même."))
    link = one_line(
        gettext_lazy("en savoir plus"), gettext_lazy("Une adresse : https://…"), kind="url", max_length=500
    )
    group = group_choice.group_field()
    themes = Codes(label=gettext_lazy("thèmes"), choices=THEMES)
    publics = Codes(label=gettext_lazy("pour qui"), choices=vocabulary.PUBLICS)

    class Meta:
        model = News
        fields: tuple[str, ...] = (
            "title", "summary", "text", "starts_on", "ends_on", "audience", "group", "is_spotlight", "link",
            "themes", "publics",
        )  # fmt: skip
        widgets: ClassVar = {"audience": forms.RadioSelect}

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        if record.pk is None:
            self.initial["ends_on"] = timezone.localdate() + timedelta(days=_USUAL)
        if not may_put_forward(editor):
            self.fields.pop("is_spotlight", None)
        group_choice.offer(self)
        if not self.may_be_members_alone:
            self._offer_everyone()

    @classmethod
    def named(cls, record: Any) -> str:
        """Its title."""
        return str(record.title)

    def clean(self) -> dict[str, Any]:
        """The values; it ends after it begins."""
        cleaned = super().clean()
        self.tell_same_title(cleaned)
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start and self._is_sent("starts_on", "ends_on"):
            self.add_error(
                "ends_on" if self.is_new or self.is_touched("ends_on") else "starts_on",
                _("la fin est avant le début."),
            )
        group_choice.check(self, cleaned)
        return cleaned

    def _offer_everyone(self) -> None:
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)
        audience.choices = group_choice.audiences(False)

    def _is_sent(self, *names: str) -> bool:
        return self.is_new or any(self.is_touched(name) for name in names)


def may_put_forward(editor: Any) -> bool:
    """Whether an editor may put news on the home page: staff, and ambassadors of a territory."""
    return may_invite_anywhere(editor.user)


NEWS = Block(
    name="actualite",
    title=gettext_lazy("Actualité"),
    about=gettext_lazy("Ce qui est nouveau, d’un jour à un autre."),
    form=NewsForm,
    template="network/news/form.html",
)
