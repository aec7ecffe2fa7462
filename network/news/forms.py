# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of news."""

from collections.abc import Mapping
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
from mapping.writing import Conflict
from network.models import News
from network.models.common import THEMES
from network.text.fields import MarkdownField
from network.titles import TitledForm
from places.territories import TerritoryKind, territory
from places.territory_field import TerritoryField, TerritoryInput

_PLACE = ("territory_kind", "territory_code")
# How long news are told where nobody says otherwise, in days.
_USUAL = 30


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )


class NewsForm(TitledForm):
    """News, and who may say that it is put forward: staff and ambassadors."""

    beside = TitledForm.beside | {"territory"}

    title = one_line(gettext_lazy("titre"), required=True, max_length=150)
    summary = one_line(gettext_lazy("en une phrase"), gettext_lazy("Lue dans les listes."), max_length=300)
    text = MarkdownField(label=gettext_lazy("texte"), required=False, max_length=60_000)
    starts_on = _day(gettext_lazy("du"), gettext_lazy("Lue à partir de ce jour."))
    ends_on = _day(gettext_lazy("jusqu’au"), gettext_lazy("Après ce jour, elle disparaît d’elle-même."))
    link = one_line(
        gettext_lazy("en savoir plus"), gettext_lazy("Une adresse : https://…"), kind="url", max_length=500
    )
    themes = Codes(label=gettext_lazy("thèmes"), choices=THEMES)
    publics = Codes(label=gettext_lazy("pour qui"), choices=vocabulary.PUBLICS)
    territory = TerritoryField(
        label=gettext_lazy("territoire"),
        help_text=gettext_lazy(
            "Un département, une intercommunalité ; une commune vaut pour la sienne. Vide : partout."
        ),
        by_commune=True,
        required=False,
        widget=TerritoryInput(attrs={"class": "input"}),
    )

    class Meta:
        model = News
        fields: tuple[str, ...] = (
            "title", "summary", "text", "starts_on", "ends_on", "audience", "is_spotlight", "link", "themes",
            "publics",
        )  # fmt: skip
        widgets: ClassVar = {"audience": forms.RadioSelect}

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        self.fields["territory"].initial = (record.territory_kind, record.territory_code)
        if record.pk is None:
            self.initial["ends_on"] = timezone.localdate() + timedelta(days=_USUAL)
        if not may_put_forward(editor):
            self.fields.pop("is_spotlight", None)

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
        return cleaned

    def _is_sent(self, *names: str) -> bool:
        return self.is_new or any(self.is_touched(name) for name in names)

    def values(self) -> dict[str, Any]:
        """What to write, the territory as its kind and its code."""
        values = super().values()
        if self.is_touched("territory") and "territory" in self.cleaned_data:
            values |= dict(zip(_PLACE, self._place(), strict=True))
        return values

    def _place(self) -> tuple[str, str]:
        kind, code = self.cleaned_data["territory"] or ("", "")
        return str(kind), code

    def made(self) -> News:
        """The news to write."""
        self.instance.territory_kind, self.instance.territory_code = self._place()
        return self.instance

    def told_by(self, name: str) -> str:
        """Kind and code of the territory are one thing."""
        return "territory" if name in _PLACE else name

    def both(self, told: str, found: Mapping[str, Conflict]) -> tuple[str, str]:
        """What two people say of a field."""
        if told != "territory":
            return super().both(told, found)
        theirs = (self.held.territory_kind, self.held.territory_code)
        return _place_told(self._place()), _place_told(theirs)

    def said_with(self, written: frozenset[str]) -> set[str]:
        """The territory stands for its kind and its code."""
        return {"territory"} if written & set(_PLACE) else set()

    def change_of(self, name: str, before: Any, after: Any) -> str:
        """« Territoire : partout → Seine-et-Marne (77). »"""
        if name != "territory":
            return ""
        old, new = str(before or _("partout")), _place_told(after or ("", ""))
        return _("%(label)s : %(old)s → %(new)s.") % {"label": _("Territoire"), "old": old, "new": new}


def may_put_forward(editor: Any) -> bool:
    """Whether an editor may put news on the home page: staff, and ambassadors of a territory."""
    return may_invite_anywhere(editor.user)


def _place_told(place: tuple[Any, str]) -> str:
    kind, code = place
    return str(territory(TerritoryKind(kind), code) or code) if kind else _("partout")


NEWS = Block(
    name="actualite",
    title=gettext_lazy("Actualité"),
    about=gettext_lazy("Ce qui est nouveau, d’un jour à un autre."),
    form=NewsForm,
    template="network/news/form.html",
)
