# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of structures, what they answer, and the word of the prefecture on their pages."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from data.imports.values import hours as french_hours
from desk.letters.forms import one_line
from mapping.campaigns.answering import CLOSED, CORRECTED, RIGHT, Answers, Closure
from mapping.editing.hours_field import in_words
from mapping.editing.reach import check_telephone
from mapping.models import Block, ReviewCadence, VisibleStructure
from search import filters

LONGEST = 1000
MINE, SEARCH, ALL = "organisation", "recherche", "territoire"

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
    """Which structures: one's own, or those of a search of the site, pasted as its address."""

    qui = forms.ChoiceField(
        label="Quelles structures ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez quelles structures.",
            "invalid_choice": "Choisissez quelles structures.",
        },
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
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        choices = [(MINE, "Celles de mon organisation")] if has_own else []
        if may_all:
            choices += [(SEARCH, "Celles d’une recherche"), (ALL, "Toutes celles du territoire")]
        self.fields["qui"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`search` is what the address asks, where one is needed."""
        given = super().clean() or {}
        if given.get("qui") == SEARCH:
            try:
                given["search"] = _search_of(given.get("recherche", ""))
            except ValidationError as error:
                self.add_error("recherche", error)
        return given


def _search_of(address: str) -> Any:
    query = QueryDict(urlsplit(address.strip()).query)
    parsed = filters.parse(query)
    if not query or parsed.errors:
        wrong = ", ".join(parsed.errors) or "aucun critère"
        raise ValidationError(
            f"Cette adresse n’est pas celle d’une recherche du site ({wrong}) : elle contient « ? » puis ce"
            " qui est cherché, par exemple /?departement=77&theme=francais."
        )
    return parsed.search


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

    def __init__(self, data: QueryDict | None, *, may_all: bool, has_own: bool) -> None:
        super().__init__(data, may_all=may_all, has_own=has_own)
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
        self, data: QueryDict | None, structure: VisibleStructure, blocks: list[Block], vu: int
    ) -> None:
        held = {name: getattr(structure, name) for name in ("telephone", "courriel", "site_web")}
        with override("fr"):
            # Words that are read back: corrected, not written anew.
            self.hours_held = in_words(structure.horaires_accueil)
        super().__init__(data, initial=held | {"vu": vu, "horaires": self.hours_held})
        self.structure, self.blocks = structure, blocks
        for block in blocks:
            self.fields[f"{block.value}_choix"] = forms.ChoiceField(
                label=f"Votre réponse : {block.label}",
                required=False,
                choices=_CHOICES,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choisissez une des réponses proposées."},
            )
            for name, one in _fields_of(block).items():
                self.fields[name] = one

    @property
    def parts(self) -> list[tuple[Block, forms.BoundField, list[forms.BoundField]]]:
        """By block, its question and the fields that put it right."""
        return [
            (block, self[f"{block.value}_choix"], [self[name] for name in _fields_of(block)])
            for block in self.blocks
        ]

    def clean(self) -> dict[str, Any]:
        """`answers` is what was chosen. What was typed in a block that is not to be corrected is left out."""
        given = super().clean() or {}
        if whole := self._whole(given):
            self.errors.clear()
            given["answers"] = whole
            return given
        chosen = {
            block: given[f"{block.value}_choix"] for block in self.blocks if given.get(f"{block.value}_choix")
        }
        for name in list(self.errors):
            block = next((one for one in self.blocks if name in _fields_of(one)), None)
            if block and chosen.get(block) != CORRECTED:
                del self.errors[name]
        action = self.data.get("action")
        if action == ALL_RIGHT:
            raise ValidationError("Cochez « J’ai tout relu » pour dire que tout est exact.")
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

    def _answers(self, given: dict[str, Any], chosen: dict[Block, str]) -> Answers:
        corrected = [block for block, answer in chosen.items() if answer == CORRECTED]
        values: dict[str, Any] = {}
        notes: dict[Block, str] = {}
        closure = None
        for block in corrected:
            note = given.get(f"{block.value}_note", "").strip()
            if block == Block.CONTACT:
                values |= {name: given[name].strip() for name in ("telephone", "courriel", "site_web")}
            if block == Block.HOURS:
                values |= self._hours(given)
                closure = self._closure(given)
                if not (values.get("horaires_accueil") or closure or note or self.errors):
                    self.add_error("horaires", self._no_hours(given["horaires"].strip()))
            if block in _WITHOUT_FIELDS and not note:
                self.add_error(f"{block.value}_note", "Écrivez ce qu’il faut corriger.")
            if note:
                notes[block] = note
        return Answers(chosen, values, closure, notes, given.get("vu"))

    @staticmethod
    def _no_hours(text: str) -> str:
        if text:
            return (
                "Écrivez les horaires tels qu’ils sont maintenant : ceux-ci sont déjà sur la fiche."
                " S’ils sont justes, répondez « Toujours exact »."
            )
        return (
            "Écrivez les horaires : cette case est vide, et une case vide n’en change aucun. Ou donnez une"
            " fermeture, ou une précision."
        )

    def _hours(self, given: dict[str, Any]) -> dict[str, Any]:
        text = given["horaires"].strip()
        if not text or text == self.hours_held:
            return {}
        read = french_hours.read(text)
        if french_hours.is_kept(read):
            self.add_error(
                "horaires",
                "Ces horaires ne se lisent pas. Écrivez par exemple : « lundi et jeudi 9h-12h et 14h-17h ;"
                " mardi 14h-18h », ou dites-les dans la précision.",
            )
            return {}
        return {"horaires_accueil": read.value}

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


def _fields_of(block: Block) -> dict[str, forms.Field]:
    """The fields that put a block right, in their order; the last is a word for a person to read."""
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
            "horaires": forms.CharField(
                label="Horaires, en toutes lettres",
                required=False,
                max_length=french_hours.MAX_LENGTH,
                help_text="Par exemple : lundi et jeudi 9h-12h et 14h-17h, mardi 14h-18h.",
                widget=_text(2),
            ),
            "ferme_du": DayField("Fermeture exceptionnelle : premier jour", required=False),
            "ferme_au": DayField("Fermeture exceptionnelle : dernier jour", required=False),
        }
    return fields | {f"{block.value}_note": note}
