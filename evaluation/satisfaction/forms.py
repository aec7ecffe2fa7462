# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a visitor answers, what a structure types from paper, and what it prints."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from evaluation.questions import QuestionsForm
from evaluation.satisfaction import codes
from evaluation.satisfaction.asked import FACES, QUESTIONS
from evaluation.satisfaction.models import Partner, VisitCode

MOST_PARTNERS = 20


class AnswersForm(QuestionsForm):
    """The three questions; one may be left, not all of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(QUESTIONS, *args, auto_id="champ_%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        """At least one answer."""
        given = super().clean() or {}
        if not self.errors and not any(given.get(one.code) for one in QUESTIONS):
            raise forms.ValidationError(_("Répondez au moins à une question."))
        return given

    def faces(self) -> list[tuple[forms.BoundField, list[tuple[str, Any]]]]:
        """Each question with its answers, each beside its face."""
        return [(self[one.code], list(zip(FACES, self[one.code], strict=True))) for one in QUESTIONS]


class TypedForm(AnswersForm):
    """A sheet of paper, with its code."""

    def __init__(self, structure: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.structure = structure
        self.held: VisitCode | None = None
        box = forms.TextInput(
            attrs={
                "class": "input code-box",
                "autofocus": True,
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        )
        self.fields["code"] = forms.CharField(
            label="Code de la feuille",
            max_length=20,
            widget=box,
            error_messages={"required": "Écrivez le code imprimé sur la feuille."},
        )

    def clean_code(self) -> str:
        """A code of the structure that was not used."""
        self.held = codes.find(self.cleaned_data["code"])
        if self.held is None or self.held.structure_id != self.structure:
            raise forms.ValidationError(
                "Ce code a déjà servi, n’est plus valable, ou a été mal recopié : rien n’est compté."
            )
        return self.cleaned_data["code"]


class PrintForm(forms.Form):
    """How many codes, who sent the visitors, in which language."""

    nombre = forms.IntegerField(
        label="Combien",
        min_value=1,
        max_value=codes.MOST_AT_ONCE,
        initial=20,
        widget=forms.TextInput(attrs={"class": "input grid__box", "inputmode": "numeric"}),
        error_messages={
            "required": "Dites combien.",
            "invalid": "Écrivez un nombre, en chiffres.",
            "min_value": "Au moins une.",
            "max_value": f"{codes.MOST_AT_ONCE} au plus à la fois.",
        },
    )
    langue = forms.ChoiceField(
        label="Langue",
        choices=settings.LANGUAGES,
        initial="fr",
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, structure: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "champ_%s", **kwargs})
        held = Partner.objects.filter(structure=structure, is_taken_away=False)
        if held:
            self.fields["partenaire"] = forms.ModelChoiceField(
                held,
                label="Orientés par",
                required=False,
                empty_label="personne, ou on ne sait pas",
                widget=forms.Select(attrs={"class": "select"}),
            )

    @property
    def partner(self) -> Partner | None:
        """Who sent the visitors, where it was said."""
        return self.cleaned_data.get("partenaire")


class PartnerForm(forms.ModelForm):
    """Somebody who sends visitors."""

    class Meta:
        model = Partner
        fields = ["label"]
        labels = {"label": "Nouveau partenaire"}
        widgets = {"label": forms.TextInput(attrs={"class": "input"})}
        error_messages = {"label": {"required": "Écrivez le nom du partenaire."}}

    def clean_label(self) -> str:
        """The name, which no other partner of the structure has; not too many of them."""
        label = " ".join(self.cleaned_data["label"].split())
        held = Partner.objects.filter(structure=self.instance.structure_id, is_taken_away=False)
        if held.filter(label__iexact=label).exists():
            raise forms.ValidationError("Ce partenaire est déjà dans la liste.")
        if held.count() >= MOST_PARTNERS:
            raise forms.ValidationError(f"{MOST_PARTNERS} partenaires au plus : retirez-en un d’abord.")
        return label
