# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of whoever makes an edition: its cover, its content, its price; its pages and emblems."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict

from accounts.roles import Role
from files import pictures
from files.forms import PictureForm
from mapping import finer, vocabulary
from mapping.editing.forms import Codes, ShownAgain
from mapping.editing.forms import text as one_line
from network.models import Resource
from network.models.common import THEMES
from network.text.fields import MarkdownField
from places.territories import TerritoryKind, exists, territory
from places.territory_field import TerritoryField
from publishing.book.content import Paper
from publishing.editions.models import MAX_COPIES, MAX_PRICE, Cut, Edition, EditionChapter
from publishing.editions.sheets import offered

# What a funder asks to be written beside its emblem, as it is asked most.
SENTENCES = (
    "Soutenu par le Fonds asile, migration et intégration (FAMI) de l’Union européenne",
    "Cofinancé par l’Union européenne",
    "Financé par le ministère de l’Intérieur",
)
_PAPERS = [(Paper.A5.value, "A5, un livre de poche"), (Paper.A4.value, "A4, deux colonnes")]
_LONGEST_ABOUT = 1500


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "input edit__day", "type": "date"}),
        error_messages={"invalid": "écrivez un jour : 31/12/2026."},
    )


class Sheets(Codes):
    """Sheets of the network, by number."""

    def clean(self, value: Any) -> list[int]:
        """The numbers, in the order in which they are offered."""
        return [int(number) for number in super().clean(value)]


class EditionForm(ShownAgain, forms.ModelForm):
    """An edition. `version` is that which its editor saw: what somebody else wrote since is told, and nothing
    is written over it unseen."""

    title = one_line(
        "titre", "« Accueillir et accompagner en Seine-et-Marne ».", required=True, max_length=120
    )
    subtitle = one_line("sous-titre", "« Les lieux, les cours, les permanences ».", max_length=200)
    period = one_line("période", "« Automne 2026 ».", max_length=60)
    publisher = one_line("publié par", "« Préfecture de Seine-et-Marne ».", max_length=150)
    about = forms.CharField(
        label="qui le publie, à qui écrire",
        help_text="Imprimé au début : service, adresse, courriel, où signaler une erreur.",
        required=False,
        max_length=_LONGEST_ABOUT,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )
    territory = TerritoryField(
        label="territoire",
        help_text="Un département, une intercommunalité, ou un territoire dessiné ici.",
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": "écrivez un département, une intercommunalité ou un territoire."},
    )
    cut = forms.ChoiceField(label="parties", choices=Cut.choices, widget=forms.RadioSelect)
    themes = Codes(label="thèmes", choices=THEMES, help_text="Aucun coché : tous.")
    publics = Codes(label="pour qui", choices=vocabulary.PUBLICS, help_text="Aucun coché : tout le monde.")
    season_from = _day("agenda, du")
    season_until = _day("au")
    sheets = Sheets(label="fiches pratiques à imprimer")
    paper = forms.ChoiceField(label="papier", choices=_PAPERS, widget=forms.RadioSelect)
    copies = forms.IntegerField(
        label="exemplaires",
        required=False,
        min_value=1,
        max_value=MAX_COPIES,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "numeric"}),
        error_messages={
            "invalid": "un nombre est attendu : 10000.",
            "min_value": "un exemplaire au moins.",
            "max_value": f"{MAX_COPIES} exemplaires au plus.",
        },
    )
    price_page = forms.DecimalField(
        label="prix d’une page imprimée, en euros",
        help_text="D’un exemplaire, d’après le devis de l’imprimeur : « 0,012 ».",
        required=False,
        min_value=0,
        max_value=MAX_PRICE,
        max_digits=6,
        decimal_places=5,
        localize=True,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "decimal"}),
        error_messages={
            "invalid": "un prix est attendu : 0,012.",
            "min_value": "un prix n’est pas négatif.",
            "max_value": "plus d’un euro la page : est-ce le prix d’un exemplaire entier ?",
            "max_decimal_places": "cinq chiffres après la virgule au plus.",
        },
    )
    follows = forms.ModelChoiceField(
        label="édition d’avant",
        help_text="Ce qui a changé depuis elle est dit à la fin du livre, si elle a été publiée.",
        queryset=Edition.objects.none(),
        required=False,
        empty_label="aucune",
        widget=forms.Select(attrs={"class": "select"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Edition
        fields = (
            "title", "subtitle", "period", "publisher", "about", "cut", "themes", "publics", "season_from",
            "season_until", "sheets", "paper", "copies", "price_page", "follows",
        )  # fmt: skip

    # Under which title each field stands.
    BLOCKS = (
        ("La couverture", ("title", "subtitle", "period", "publisher", "about")),
        ("Ce qu’il contient", ("territory", "cut", "themes", "publics")),
        ("L’agenda de la saison et les fiches", ("season_from", "season_until", "sheets")),
        ("Le papier et le prix", ("paper", "copies", "price_page")),
        ("Ce qui a changé depuis", ("follows",)),
    )

    def __init__(self, data: Any = None, *, held: Edition) -> None:
        super().__init__(data, instance=held, auto_id="champ_%s")
        self.initial["version"] = held.version
        if held.pk is None:
            self.initial["publisher"] = settings.SITE_OPERATOR
        place = (held.territory_kind, held.territory_code) if held.territory_kind else _own_place()
        self.fields["territory"].initial = place
        sheets = self.fields["sheets"]
        assert isinstance(sheets, Sheets)
        sheets.choices = list(_sheets(place, held.sheets))
        follows = self.fields["follows"]
        assert isinstance(follows, forms.ModelChoiceField)
        follows.queryset = Edition.objects.exclude(pk=held.pk)

    def blocks(self) -> Iterable[tuple[str, list[forms.BoundField]]]:
        """The fields under their titles."""
        return [(title, [self[name] for name in names]) for title, names in self.BLOCKS]

    def clean_publics(self) -> list[str]:
        """The publics; « tous publics » stands for the persons among the others."""
        return finer.consistent_publics(self.cleaned_data["publics"])

    def clean(self) -> dict[str, Any]:
        """The values; a season has two days, in order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("season_from"), cleaned.get("season_until")
        if first and not last and "season_until" not in self.errors:
            self.add_error("season_until", "dites aussi jusqu’à quel jour.")
        if last and not first and "season_from" not in self.errors:
            self.add_error("season_from", "dites aussi à partir de quel jour.")
        if first and last and last < first:
            self.add_error("season_until", "le dernier jour est avant le premier.")
        if place := cleaned.get("territory"):
            self.instance.territory_kind, self.instance.territory_code = str(place[0]), place[1]
        return cleaned

    def tell_conflict(self, now: Edition) -> None:
        """Say what somebody else wrote since the form was shown, beside each field that would undo it, and
        take the form as one that was shown now."""
        theirs = EditionForm(held=now)
        told = [name for name in self.fields if name != "version" and self._differs(name, theirs)]
        for name in told:
            label = theirs[name].value()
            self.add_error(name, f"quelqu’un d’autre vient d’écrire : « {_in_words(theirs[name], label)} ».")
        who = now.updated_by.full_name or "quelqu’un" if now.updated_by else "quelqu’un"
        self.add_error(
            None,
            f"Cette édition a été changée pendant que vous écriviez, par {who}. Ce que vous avez saisi est"
            " gardé : relisez, puis enregistrez de nouveau.",
        )
        self.data = shown_now(self.data, now.version)

    def _differs(self, name: str, theirs: "EditionForm") -> bool:
        return _in_words(self[name], self[name].value()) != _in_words(theirs[name], theirs[name].value())


def _in_words(bound: forms.BoundField, value: Any) -> str:
    """What a field holds, as it is read."""
    choices = dict(getattr(bound.field, "choices", ()))
    if isinstance(value, list | tuple) and choices:
        told = {str(code): str(label) for code, label in choices.items()}
        return ", ".join(told.get(str(one), str(one)) for one in value) or "rien"
    shown = bound.field.prepare_value(value)
    if choices:
        return str(
            {str(getattr(code, "value", code)): label for code, label in choices.items()}.get(
                str(shown), shown
            )
        )
    return str(shown if shown not in (None, "") else "rien").strip()


def _own_place() -> tuple[str, str] | None:
    """The site's own département, where it has one."""
    code = settings.DEPARTEMENT
    kind = TerritoryKind.DEPARTEMENT
    return (str(kind), code) if code != "all" and exists(kind, code) else None


def _sheets(place: tuple[str, str] | None, chosen: list[int]) -> Iterable[tuple[int, str]]:
    """Those that hold in the territory, after those that are chosen already, in their order."""
    held = Resource.objects.seen_by(Role.VISITOR).in_bulk(chosen)
    yield from ((number, held[number].title) for number in chosen if number in held)
    if place and territory(TerritoryKind(place[0]), place[1]):
        for sheet in offered(*place):
            if sheet.pk not in held:
                yield sheet.pk, sheet.title


def shown_now(sent: Any, version: int) -> QueryDict:
    """What was sent, of a form that was shown at this version."""
    data = cast(QueryDict, sent).copy()
    data["version"] = str(version)
    return data


class ChapterForm(ShownAgain, forms.ModelForm):
    """A page written for the book."""

    title = one_line(
        "titre", "« Le mot du préfet », « Urgences : qui appeler ».", required=True, max_length=150
    )
    text = MarkdownField(label="texte", required=False, max_length=60_000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = EditionChapter
        fields = ("title", "text")

    def __init__(self, data: Any = None, *, held: EditionChapter) -> None:
        super().__init__(data, instance=held, auto_id="champ_%s")
        self.initial["version"] = held.version


class EmblemWordsForm(ShownAgain, forms.Form):
    """What is said of an emblem."""

    alt = one_line("ce que l’on voit", "« Emblème de l’Union européenne ».", required=True, max_length=200)
    words = one_line(
        "ce qui est écrit à côté",
        "La phrase que le financeur demande.",
        max_length=300,
        attributes={"list": "phrases"},
    )


class EmblemForm(EmblemWordsForm, PictureForm):
    """An emblem to add: its picture, made anew."""

    file = forms.FileField(
        label="image",
        help_text="JPEG, PNG ou WebP, 12 Mo au plus, sur fond blanc ou transparent.",
        widget=forms.FileInput(attrs={"accept": pictures.ACCEPTED, "class": "input"}),
        error_messages={"required": "choisissez une image.", "empty": "ce fichier est vide."},
    )
    field_order = ("file", "alt", "words")
