# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms by which staff write the governance: plain paragraphs, bodies, organisations one a line."""

import re
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts import organisations
from accounts.models import Organisation
from common.numbers import number_in
from desk.people.forms import DayField, PeopleForm
from places.folding import fold

# Numbers of telephone, however they are cut; e-mail addresses. A year or a session (2026-2027) is neither.
_REACHED = re.compile(r"\S+@\S+\.\S+|(?:(?:\+|00)33|\b0)[\s.\-]?[1-9](?:[\s.\-]?\d{2}){4}\b")
_PERSONAL = (
    "Pas de courriel ni de téléphone ici : cette page est publique. Nommez des fonctions, pas des personnes."
)
_MOST_ORGANISATIONS = 60
# So many are offered in the list that one chooses from, and beside a name that is nobody's.
_MOST_OFFERED, _MOST_NEAR = 2000, 3


def _paragraphs(label: str, hint: str, rows: int = 6, most: int = 5000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": f"Ce texte est trop long : {most} caractères au plus."},
    )


class GovernanceForm(PeopleForm):
    """What is said of the whole."""

    presentation = _paragraphs(
        "Qui porte l’annuaire",
        "Qui l’a voulu, qui le tient, pour qui. Une ligne vide sépare deux paragraphes.",
    )
    quality = _paragraphs(
        "L’approche qualité",
        "Comment les fiches sont relues et par qui. Les chiffres s’ajoutent tout seuls.",
    )
    sustainability = _paragraphs(
        "Le développement durable",
        "Ce qui fait durer l’annuaire : sobriété, logiciel libre, données ouvertes…",
    )
    since = DayField(label="En vigueur depuis le", help_text="Le jour où cette gouvernance a commencé.")
    vu = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def clean(self) -> dict[str, Any]:
        """Paragraphs that tell how to reach nobody in private."""
        given = super().clean() or {}
        for name in ("presentation", "quality", "sustainability"):
            given[name] = _tidy(given.get(name, ""))
        return given


class BodyForm(PeopleForm):
    """One body: its name, role, rhythm, organisations and functions."""

    nom = forms.CharField(
        label="Nom",
        max_length=150,
        help_text="Comité de pilotage, comité technique…",
        error_messages={
            "required": "Écrivez le nom de l’instance.",
            "max_length": "Ce nom est trop long : 150 caractères au plus.",
        },
    )
    role = _paragraphs("Son rôle", "Ce qu’elle décide, ou ce qu’elle prépare.", 4, 3000)
    meets = forms.CharField(
        label="Se réunit",
        required=False,
        max_length=200,
        help_text="« Deux fois par an », « tous les deux mois ».",
    )
    organisations = forms.CharField(
        label="Organisations qui y siègent",
        required=False,
        max_length=20_000,
        help_text="Une par ligne : son nom dans l’annuaire, ou son SIREN. Celles qui ont une page publique.",
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    ajouter = forms.CharField(
        label="Ajouter une organisation",
        required=False,
        max_length=200,
        help_text="Commencez son nom et choisissez-la : elle rejoint la liste ci-dessus.",
        widget=forms.TextInput(attrs={"list": "organisations-connues", "autocomplete": "off"}),
    )
    functions = _paragraphs(
        "Qui y siège, par fonction",
        "Une fonction par ligne : « Présidence : le sous-préfet à la relance ». Jamais un nom de personne.",
        4,
        3000,
    )
    rank = forms.IntegerField(
        label="Ordre sur la page",
        required=False,
        min_value=0,
        max_value=999,
        help_text="De 0 à 999 : le plus petit vient d’abord.",
        error_messages={"invalid": "Écrivez un nombre entier, de 0 à 999."},
    )
    vu = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    montrees = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.chosen: list[Organisation] = []

    def clean_functions(self) -> str:
        """Functions, without a way to reach a person."""
        said = _tidy(self.cleaned_data["functions"])
        if _REACHED.search(said):
            raise ValidationError(_PERSONAL)
        return said

    def clean_role(self) -> str:
        """The role, tidied."""
        return _tidy(self.cleaned_data["role"])

    def clean_rank(self) -> int:
        """The order; the first where nothing is said."""
        return self.cleaned_data["rank"] or 0

    def clean_organisations(self) -> str:
        """Each line an organisation, kept in `chosen`; every line that is none is said."""
        said = "\n".join((self.cleaned_data["organisations"], self.data.get("ajouter", "")))
        lines = list(dict.fromkeys(line.strip() for line in said.splitlines() if line.strip()))
        if len(lines) > _MOST_ORGANISATIONS:
            raise ValidationError(f"{_MOST_ORGANISATIONS} organisations au plus : il y en a {len(lines)}.")
        wrong = []
        for line in lines:
            found = _organisation(line)
            if isinstance(found, str):
                wrong.append(found)
            elif found not in self.chosen:
                self.chosen.append(found)
        if wrong:
            raise ValidationError(wrong)
        return "\n".join(lines)

    def shown(self) -> list[int]:
        """The numbers of the organisations that the form showed."""
        given = self.cleaned_data.get("montrees", "").split(",")
        return [number for one in given if (number := number_in(one)) is not None]

    def values(self) -> dict[str, Any]:
        """What to write, by field of the body."""
        return {name: self.cleaned_data[name] for name in ("nom", "role", "meets", "functions", "rank")}


def known_names() -> list[str]:
    """The names of the organisations that have a public page, to choose from."""
    public = Organisation.objects.filter(is_public=True).order_by("name")
    return list(public.values_list("name", flat=True).distinct()[:_MOST_OFFERED])


def with_one_more(sent: QueryDict) -> QueryDict:
    """What a form sends, the organisation that is added being in its list."""
    changed = sent.copy()
    lines = [changed.get("organisations", "").rstrip(), changed.get("ajouter", "").strip()]
    changed["organisations"] = "\n".join(filter(None, lines))
    changed["ajouter"] = ""
    return changed


def lines_of(chosen: list[Organisation]) -> str:
    """Organisations as the form takes them back: by name, by SIREN where two have that name."""
    lines = []
    for one in chosen:
        alike = Organisation.objects.filter(name__iexact=one.name).exclude(pk=one.pk).exists()
        lines.append(one.siren if alike and one.siren else one.name)
    return "\n".join(lines)


def _organisation(line: str) -> Organisation | str:
    """The organisation that a line names; else what is wrong with it."""
    try:
        siren = organisations.siren_of(line)
    except ValidationError:
        siren = ""
    by_number = Organisation.objects.filter(siren=siren) if siren else Organisation.objects.none()
    found = list(by_number[:2]) or list(Organisation.objects.filter(name__iexact=line).order_by("pk")[:2])
    if not found:
        return _not_known(line)
    if len(found) > 1:
        return f"Plusieurs organisations s’appellent « {line[:80]} » : écrivez le SIREN de la bonne."
    if not found[0].is_public:
        return f"« {found[0].name} » n’a pas de page publique : elle ne peut pas être nommée ici."
    return found[0]


def _not_known(line: str) -> str:
    """What is said of a name that is no organisation's, with the names near it."""
    said = f"« {line[:80]} » n’est le nom d’aucune organisation de l’annuaire."
    names = {fold(name): name for name in known_names()}
    typed = fold(line)
    holding = [name for folded, name in names.items() if typed and typed in folded]
    near = [names[one] for one in get_close_matches(typed, names, _MOST_NEAR, 0.6)]
    if offered := list(dict.fromkeys((*holding, *near)))[:_MOST_NEAR]:
        return f"{said} Peut-être {' ou '.join(f'« {name} »' for name in offered)} ?"
    return f"{said} Choisissez-la dans « Ajouter une organisation », ou créez d’abord sa page."


def _tidy(text: str) -> str:
    """A text whose lines end one way, without blanks at their ends."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
