# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of structures, what they answer, and the word of the prefecture on their pages."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from desk import address_bar
from desk.campaigns.shown import Part
from desk.letters.forms import one_line
from mapping.campaigns.answering import CLOSED, CORRECTED, RIGHT, Answers, Closure
from mapping.editing.forms import MOVED
from mapping.editing.hours_field import HoursField
from mapping.editing.reach import check_telephone
from mapping.editing.typed_structure import structure_typed
from mapping.models import Block, ReviewCadence, VisibleStructure

LONGEST = 1000
MINE, ONE, SEARCH, ALL = "organisation", "une", "recherche", "territoire"

_CHOICES = [(RIGHT, "Toujours exact"), (CORRECTED, "À corriger")]
ALL_RIGHT, CLOSE = "tout-exact", "fermer"
_WITHOUT_FIELDS = (Block.PRESENCE, Block.PLACE, Block.SERVICES)


def _text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", "class": "input"})


def _line(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", "dir": "auto"} | attributes)


class DayField(forms.DateField):
    """A day, as a calendar or a person writes it."""

    def __init__(self, label: str, *, required: bool) -> None:
        super().__init__(
            label=label,
            required=required,
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
            error_messages={
                "required": f"{label} : choisissez un jour.",
                "invalid": f"{label} : un jour est attendu, comme 24/12/2026.",
            },
        )


class SelectionForm(forms.Form):
    """Which structures: one's own, one by its name, those of a search of the site, pasted as its address."""

    qui = forms.ChoiceField(
        label="Quelles structures ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez quelles structures.",
            "invalid_choice": "Choisissez quelles structures.",
        },
    )
    structure = forms.CharField(
        label="Laquelle ?",
        required=False,
        max_length=300,
        help_text="Pour une seule : son nom et sa commune, ou l’adresse de sa page.",
        widget=_line(autocomplete="off"),
    )
    recherche = forms.CharField(
        label="L’adresse de la recherche",
        required=False,
        max_length=2000,
        help_text=(
            "Faites la recherche sur le site : sous ses réponses, « Demander à ces structures de relire leur"
            " fiche » la met ici. Son adresse peut aussi être collée."
        ),
        widget=_line(inputmode="url"),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        may_all: bool,
        has_own: bool,
        among: QuerySet[VisibleStructure],
        initial: dict[str, Any] | None = None,
    ) -> None:
        """`among` are those that may be chosen by their name."""
        super().__init__(data, initial=initial)
        self.among = among
        choices = [(MINE, "Celles de mon organisation")] if has_own else []
        choices.append((ONE, "Une seule"))
        if may_all:
            choices += [(SEARCH, "Celles d’une recherche"), (ALL, "Toutes celles du territoire")]
        self.fields["qui"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`search` is what the address asks, `one` the structure that is named, where one is needed."""
        given = super().clean() or {}
        if given.get("qui") == ONE and "structure" not in self.errors:
            self._name_one(given)
        if given.get("qui") == SEARCH:
            try:
                given["search"] = _search_of(given.get("recherche", ""))
            except ValidationError as error:
                self.add_error("recherche", error)
        return given

    def _name_one(self, given: dict[str, Any]) -> None:
        typed = given.get("structure", "").strip()
        if not typed:
            self.add_error("structure", "Écrivez le nom de la structure, ou l’adresse de sa page.")
            return
        try:
            given["one"] = structure_typed(typed, self.among)
        except ValidationError as error:
            self.add_error("structure", [f"Laquelle : {said}" for said in error.messages])


def _search_of(address: str) -> Any:
    query = QueryDict(urlsplit(address.strip()).query)
    # What the site writes in the address of its own pages is read as they read it.
    reading = address_bar.read(query)
    wrong = ", ".join([*reading.errors, *reading.unknown]) or "aucun critère"
    if not query or reading.errors or reading.unknown:
        raise ValidationError(
            f"Cette adresse n’est pas celle d’une recherche du site ({wrong}) : elle contient « ? » puis ce"
            " qui est cherché, par exemple /?departement=77&theme=francais."
        )
    return reading.search


class CampaignForm(SelectionForm):
    """A campaign to make."""

    titre = forms.CharField(
        label="Nom de la relance, pour vous y retrouver",
        max_length=150,
        validators=[one_line],
        widget=_line(),
        error_messages={"required": "Donnez un nom à la relance."},
    )
    blocs = forms.MultipleChoiceField(
        label="Que faut-il relire ?",
        choices=[(one.value, str(one.label).capitalize()) for one in Block],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choisissez au moins une partie à relire.",
            "invalid_choice": "Choisissez parmi les parties proposées.",
        },
    )
    anciennes = forms.ChoiceField(
        label="Seulement les fiches que personne n’a relues depuis",
        required=False,
        choices=[("", "peu importe"), ("3", "3 mois"), ("6", "6 mois"), ("12", "un an")],
        widget=forms.Select(attrs={"class": "select"}),
    )
    message = forms.CharField(
        label="Un mot à leur écrire, si vous voulez",
        required=False,
        max_length=LONGEST,
        widget=_text(),
        error_messages={"max_length": "Raccourcissez le mot : %(limit_value)d caractères au plus."},
    )
    rythme = forms.ChoiceField(
        label="Puis leur redemander",
        required=False,
        choices=[
            ("", "ne rien changer"),
            *((str(value), label) for value, label in ReviewCadence.Months.choices),
        ],
        widget=forms.Select(attrs={"class": "select"}),
        help_text="Jamais plus d’un courriel par mois, et plus aucun après quatre sans réponse.",
    )


class MomentForm(SelectionForm):
    """A word of the moment on the pages of several structures."""

    texte = forms.CharField(
        label="Ce que les gens doivent savoir",
        max_length=500,
        widget=_text(),
        error_messages={
            "required": "Écrivez ce que les gens doivent savoir.",
            "max_length": "Raccourcissez : %(limit_value)d caractères au plus.",
        },
    )

    def __init__(
        self, data: QueryDict | None, *, may_all: bool, has_own: bool, among: QuerySet[VisibleStructure]
    ) -> None:
        super().__init__(data, may_all=may_all, has_own=has_own, among=among)
        self.fields["du"] = DayField("Premier jour", required=True)
        self.fields["au"] = DayField("Dernier jour", required=True)

    def clean(self) -> dict[str, Any]:
        """Refuses a notice that ends before it begins, or that nobody would ever see."""
        given = super().clean()
        first, last = given.get("du"), given.get("au")
        if first and last and last < first:
            self.add_error("au", "Le dernier jour vient avant le premier.")
        elif last and last < timezone.localdate():
            self.add_error("au", "Le dernier jour est passé : personne ne verrait la consigne.")
        return given


class ConfirmForm(forms.Form):
    """What a structure answers, block by block; no answer is chosen beforehand, and what was not chosen is
    not read at all."""

    vu = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None, structure: VisibleStructure, parts: list[Part], vu: int, read_url: str
    ) -> None:
        held = {name: getattr(structure, name) for name in ("telephone", "courriel", "site_web")}
        super().__init__(data, initial=held | {"vu": vu, "horaires": structure.horaires_accueil})
        self.structure, self.asked, self.read_url = structure, parts, read_url
        self.blocks = list(dict.fromkeys(part.block for part in parts))
        for part in parts:
            named = f"« {part.name} »" if part.name else part.block.label
            self.fields[f"{part.key}_choix"] = forms.ChoiceField(
                label=f"Votre réponse : {named}",
                required=False,
                choices=_CHOICES,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choisissez une des réponses proposées."},
            )
            for name, one in self._fields_of(part).items():
                self.fields[name] = one

    @property
    def parts(self) -> list[tuple[Part, forms.BoundField, list[forms.BoundField]]]:
        """By part, its question and the fields that put it right."""
        return [
            (part, self[f"{part.key}_choix"], [self[name] for name in self._fields_of(part)])
            for part in self.asked
        ]

    def clean(self) -> dict[str, Any]:
        """`answers` is what was chosen. What was typed in a block that is not to be corrected is left out."""
        given = super().clean() or {}
        if whole := self._whole(given):
            self.errors.clear()
            given["answers"] = whole
            return given
        chosen = {
            part.key: given[f"{part.key}_choix"] for part in self.asked if given.get(f"{part.key}_choix")
        }
        for name in list(self.errors):
            part = next((one for one in self.asked if name in self._fields_of(one)), None)
            if part and chosen.get(part.key) != CORRECTED and not self._moved(name):
                del self.errors[name]
        action = self.data.get("action")
        if action == ALL_RIGHT:
            raise ValidationError("Cochez « J’ai tout relu, et tout est exact » d’abord.")
        if action == CLOSE:
            raise ValidationError("Cochez la case qui confirme la fermeture définitive.")
        if not chosen and not self.errors:
            raise ValidationError("Rien n’a été changé : choisissez une réponse pour au moins une partie.")
        if not self.errors:
            given["answers"] = self._answers(given, chosen)
        return given

    def _whole(self, given: dict[str, Any]) -> Answers | None:
        """What one box and one button say of the whole page; None where no box is ticked. No box is ticked
        beforehand: what sends all that it finds says nothing."""
        action, ticked = self.data.get("action"), self.data.get("confirme") == "oui"
        if not ticked or action not in (ALL_RIGHT, CLOSE):
            return None
        if action == CLOSE:
            return Answers({self.blocks[0]: CLOSED}, seen=given.get("vu"))
        return Answers(dict.fromkeys(self.blocks, RIGHT), seen=given.get("vu"))

    def _moved(self, name: str) -> bool:
        """Whether a field only refuses because a button of it was pressed, which keeps nothing."""
        return any(error.code == MOVED for error in self.errors.as_data().get(name, []))

    def _answers(self, given: dict[str, Any], chosen: dict[str, str]) -> Answers:
        values: dict[str, Any] = {}
        notes: dict[Block, list[str]] = {}
        closure = None
        for part in self.asked:
            if chosen.get(part.key) != CORRECTED:
                continue
            note = given.get(f"{part.key}_note", "").strip()
            if part.block == Block.CONTACT:
                values |= {name: given[name].strip() for name in ("telephone", "courriel", "site_web")}
            if part.block == Block.HOURS:
                values |= self._hours(given)
                closure = self._closure(given)
                if not (values.get("horaires_accueil") or closure or note or self.errors):
                    self.add_error("horaires", _no_hours(given["horaires"]))
            if part.block in _WITHOUT_FIELDS and not note:
                self.add_error(f"{part.key}_note", "Écrivez ce qu’il faut corriger.")
            if note:
                notes.setdefault(part.block, []).append(f"{part.name} : {note}" if part.name else note)
        return Answers(self._by_block(chosen), values, closure, notes, given.get("vu"))

    def _by_block(self, chosen: dict[str, str]) -> dict[Block, str]:
        """What was chosen of each block: right only where each of its parts is, to be corrected where one
        is."""
        answers: dict[Block, str] = {}
        for block in self.blocks:
            parts = [part for part in self.asked if part.block == block]
            said = [chosen[part.key] for part in parts if part.key in chosen]
            if CORRECTED in said:
                answers[block] = CORRECTED
            elif said and len(said) == len(parts):
                answers[block] = RIGHT
            for part in parts:
                if said and CORRECTED not in said and part.key not in chosen:
                    self.add_error(
                        f"{part.key}_choix",
                        f"« {part.name} » : répondez aussi pour ce service, ou pour aucun."
                        " « Services » n’est dit exact que si chacun l’est.",
                    )
        return answers

    def _hours(self, given: dict[str, Any]) -> dict[str, Any]:
        said = given["horaires"].strip()
        return {"horaires_accueil": said} if said and said != self.structure.horaires_accueil else {}

    def _closure(self, given: dict[str, Any]) -> Closure | None:
        first, last = given.get("ferme_du"), given.get("ferme_au")
        if not first and not last:
            return None
        if not first or not last:
            self.add_error(
                "ferme_au" if first else "ferme_du", "Une fermeture a un premier et un dernier jour."
            )
            return None
        if last < first:
            self.add_error("ferme_au", "Le dernier jour vient avant le premier.")
            return None
        return Closure(first, last)

    def _fields_of(self, part: Part) -> dict[str, forms.Field]:
        """The fields that put a part right, in their order; the last is a word for a person to read."""
        return _fields_of(part, self.read_url)


def _no_hours(held: str) -> str:
    if held:
        return (
            "Écrivez les horaires tels qu’ils sont maintenant : ceux-ci sont déjà sur la fiche."
            " S’ils sont justes, répondez « Toujours exact »."
        )
    return (
        "Écrivez les horaires : aucun jour n’est ouvert ici, et cela n’en change aucun. Ou donnez une"
        " fermeture, ou une précision."
    )


def _fields_of(part: Part, read_url: str) -> dict[str, forms.Field]:
    block = part.block
    note = forms.CharField(
        label="Ce qu’il faut corriger" if block in _WITHOUT_FIELDS else "Une précision",
        required=False,
        max_length=LONGEST,
        widget=_text(2),
        error_messages={"max_length": "Raccourcissez : %(limit_value)d caractères au plus."},
    )
    fields: dict[str, forms.Field] = {}
    if block == Block.CONTACT:
        fields = {
            "telephone": forms.CharField(
                label="Téléphone",
                required=False,
                max_length=30,
                validators=[one_line, check_telephone],
                widget=_line(autocomplete="tel", inputmode="tel", dir="ltr"),
            ),
            "courriel": forms.EmailField(
                label="Courriel",
                required=False,
                widget=forms.EmailInput(attrs={"class": "input", "dir": "ltr"}),
                error_messages={"invalid": "Écrivez une adresse électronique : nom@exemple.fr."},
            ),
            "site_web": forms.URLField(
                label="Site web",
                required=False,
                max_length=500,
                assume_scheme="https",
                widget=forms.URLInput(attrs={"class": "input", "dir": "ltr"}),
                error_messages={"invalid": "Écrivez l’adresse d’un site : https://exemple.fr."},
            ),
        }
    if block == Block.HOURS:
        fields = {
            "horaires": HoursField(label="Horaires de l’accueil", read_url=read_url),
            "ferme_du": DayField("Fermeture exceptionnelle : premier jour", required=False),
            "ferme_au": DayField("Fermeture exceptionnelle : dernier jour", required=False),
        }
    return fields | {f"{part.key}_note": note}
