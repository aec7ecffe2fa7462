# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms by which staff write lists of fields: a list, a field, a file of fields."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from desk.people.forms import PeopleForm
from mapping.models import Taxonomy
from mapping.taxonomies import table
from mapping.vocabulary import THEMATIQUES, THEMES, ThemeSpec, theme_of

_LABEL = 120


class TaxonomyForm(PeopleForm):
    """The name of a list, and what it is."""

    nom = forms.CharField(
        label="Nom de la liste",
        max_length=80,
        help_text="Comme la région ou le département l’appelle. Les filtres et les fichiers le disent ainsi.",
        error_messages={
            "required": "Écrivez le nom de la liste.",
            "max_length": "Ce nom est trop long : 80 caractères au plus.",
        },
    )
    note = forms.CharField(
        label="Ce qu’elle est",
        required=False,
        max_length=1000,
        help_text="D’où elle vient, de quel schéma ou de quelle année. Pour l’équipe.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Ce texte est trop long : 1 000 caractères au plus."},
    )
    vu = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def clean_nom(self) -> str:
        """The name on one line."""
        return " ".join(self.cleaned_data["nom"].split())

    def values(self) -> dict[str, str]:
        """What to write, by field of the list."""
        return {"name": self.cleaned_data["nom"], "note": self.cleaned_data["note"]}


def _translated(language: str) -> forms.CharField:
    return forms.CharField(
        label=f"Libellé en {language}",
        required=False,
        max_length=_LABEL,
        error_messages={"max_length": f"Ce libellé est trop long : {_LABEL} caractères au plus."},
    )


class FieldForm(PeopleForm):
    """One field: what it is called, the thématiques that it stands for, its code and its place."""

    label = forms.CharField(
        label="Libellé",
        max_length=_LABEL,
        error_messages={
            "required": "Écrivez ce que ce champ s’appelle.",
            "max_length": f"Ce libellé est trop long : {_LABEL} caractères au plus.",
        },
    )
    thematiques = forms.MultipleChoiceField(
        label="Thématiques qu’il rassemble",
        required=False,
        choices=THEMATIQUES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "« %(value)s » n’est pas une thématique."},
    )
    label_en, label_ar, label_uk = _translated("anglais"), _translated("arabe"), _translated("ukrainien")
    code = forms.SlugField(
        label="Code",
        required=False,
        max_length=50,
        help_text="Ce que disent les liens : des lettres sans accent, des chiffres, des tirets. Vide, il est"
        " tiré du libellé.",
        error_messages={
            "invalid": "Des lettres sans accent, des chiffres et des tirets sont attendus.",
            "max_length": "Ce code est trop long : 50 caractères au plus.",
        },
    )
    rank = forms.IntegerField(
        label="Ordre",
        required=False,
        min_value=1,
        max_value=999,
        help_text="De 1 à 999 : le plus petit vient d’abord. Vide, il vient après les autres.",
        error_messages={"invalid": "Écrivez un nombre entier, de 1 à 999."},
    )
    vu = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, taxonomy: Taxonomy, *arguments: Any, held: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._taxonomy = taxonomy
        if held:
            # Links have it: another code is another field.
            del self.fields["code"]

    def clean_label(self) -> str:
        """The label on one line, without what parts the fields of an export."""
        said = " ".join(self.cleaned_data["label"].split())
        if "|" in said:
            raise ValidationError("« | » sépare les champs dans les exports : écrivez le libellé sans lui.")
        return said

    def clean_code(self) -> str:
        """A code in small letters, that no other field of the list has."""
        code = self.cleaned_data["code"].lower()
        if code and self._taxonomy.fields.filter(code=code).exists():
            raise ValidationError(f"Un champ de cette liste a déjà le code « {code} ».")
        return code

    def values(self) -> dict[str, Any]:
        """What to write, by field."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "vu"}
        given["thematiques"] = [code for code, _label in THEMATIQUES if code in given["thematiques"]]
        if given["rank"] is None:
            del given["rank"]
        return given

    def themes(self) -> list["ThemeBoxes"]:
        """The boxes of the thématiques, by theme."""
        boxes = {str(box.data["value"]): box for box in self["thematiques"]}
        found = []
        for theme in THEMES:
            own = tuple(box for code, box in boxes.items() if theme_of(code) is theme)
            found.append(ThemeBoxes(theme, own, sum(bool(box.data["selected"]) for box in own)))
        return found


@dataclass(frozen=True, slots=True)
class ThemeBoxes:
    """A theme of the map, the boxes of its thématiques, and how many are ticked."""

    theme: ThemeSpec
    boxes: tuple[Any, ...]
    ticked: int


class FileForm(PeopleForm):
    """A file of fields, that takes the place of those that the list has."""

    fichier = forms.FileField(
        label="Fichier",
        help_text="CSV, Excel ou LibreOffice, une ligne par champ : code, libellé, thématiques. Il remplace"
        " les champs de la liste ; cela s’annule.",
        widget=forms.FileInput(attrs={"class": "upload", "accept": ".csv,.xlsx,.xls,.ods"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.rows: list[dict[str, Any]] = []

    def clean_fichier(self) -> Any:
        """The file, each of its rows read; all that is wrong is said."""
        file = self.cleaned_data["fichier"]
        try:
            # One byte more than is taken tells that there are too many.
            self.rows = table.read(file.read(table.MAX_BYTES + 1))
        except table.Refused as refused:
            raise ValidationError(refused.messages) from None
        return file
