# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of bulletins: which one is begun, what it says, who receives it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.robots import TrappedForm
from common.sites import site_url
from mapping.editing.forms import ShownAgain
from mapping.editing.forms import text as one_line
from network.bulletins.addresses import key_at
from network.bulletins.content import anchor_of, key_of, month_in_words
from network.bulletins.facts import BY_DAY, Fact, Key, in_order, read
from network.bulletins.gathering import MOST
from network.bulletins.rules import may_make_of
from network.models import Audience, Bulletin, BulletinItem
from network.models.bulletin import ITEMS_MOST, SENTENCE_MOST
from network.text.fields import MarkdownField
from places.territory_field import TerritoryField, TerritoryInput

Source = BulletinItem.Source
# Until this day, one makes the bulletin of the month that is over.
_LATE = 15
# A section of so many lines is open at once.
_SHORT = 3
_NOT_YOURS = "vous faites le bulletin des territoires dont vous êtes ambassadeur ou ambassadrice."


def months(today: date) -> list[date]:
    """The first days of the months of which a bulletin is begun on a day: this one and the three before."""
    found = [today.replace(day=1)]
    while len(found) < 4:
        last = found[-1]
        found.append(date(last.year - (last.month == 1), (last.month - 2) % 12 + 1, 1))
    return found


class NewForm(forms.Form):
    """Of which territory and month a bulletin is begun, and for whom."""

    territory = TerritoryField(
        label="Territoire",
        help_text=(
            "Un département, une intercommunalité, ou un territoire dessiné ici ; une commune vaut pour la"
            " sienne."
        ),
        by_commune=True,
        widget=TerritoryInput(attrs={"class": "input"}),
        error_messages={"required": "écrivez un département, une intercommunalité ou un territoire."},
    )
    month = forms.ChoiceField(label="Mois", widget=forms.Select(attrs={"class": "select"}))
    audience = forms.TypedChoiceField(
        label="Pour qui",
        coerce=int,
        choices=[
            (Audience.PUBLIC.value, "tout le monde"),
            (Audience.PROFESSIONALS.value, "les professionnels"),
        ],
        initial=Audience.PUBLIC.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: QueryDict | None = None, *, user: User, place: Any = None) -> None:
        super().__init__(data, auto_id="champ_%s")
        self.user = user
        today = timezone.localdate()
        offered = months(today)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.isoformat(), _month(one)) for one in offered]
        field.initial = offered[1 if today.day < _LATE else 0].isoformat()
        self.fields["territory"].initial = place

    def clean_territory(self) -> Any:
        """The territory, whose bulletin is theirs to make."""
        kind, code = self.cleaned_data["territory"]
        if not may_make_of(self.user, kind, code):
            raise ValidationError(_NOT_YOURS)
        return kind, code

    def made(self) -> Bulletin:
        """The bulletin to begin."""
        kind, code = self.cleaned_data["territory"]
        month = date.fromisoformat(self.cleaned_data["month"])
        begun = Bulletin(
            territory_kind=str(kind),
            territory_code=code,
            month=month,
            audience=self.cleaned_data["audience"],
            state="withdrawn",
            by=self.user,
        )
        begun.title = title_of(begun)
        return begun


def title_of(bulletin: Bulletin) -> str:
    """What a bulletin is called until somebody says otherwise: « Bulletin d’octobre 2026 – Essonne »."""
    place = bulletin.territory
    name = place.nom if place else bulletin.territory_code
    return f"Bulletin {_of_month(bulletin.month)} – {name}"[:150]


def _month(first: date) -> str:
    return month_in_words(Bulletin(month=first))


def _of_month(first: date) -> str:
    said = _month(first)
    return f"d’{said}" if said[0] in "ao" else f"de {said}"


def _place_field(place: int) -> forms.IntegerField:
    return forms.IntegerField(
        label="Place",
        required=False,
        initial=place,
        min_value=1,
        max_value=ITEMS_MOST,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
        error_messages={
            "invalid": f"un nombre, de 1 à {ITEMS_MOST}.",
            "min_value": "1 est la première place.",
            "max_value": f"{ITEMS_MOST} au plus.",
        },
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the editor shows it: its record as readers read it, None where they do not; whether the
    record says something else than when its sentence was written; whether it is the first, or the last, of
    its sort, and its place among them, None where they are told by their day."""

    item: BulletinItem
    fact: Fact | None
    kept: forms.BoundField
    sentence: forms.BoundField
    is_stale: bool
    is_first: bool
    is_last: bool
    place: forms.BoundField | None

    @property
    def is_wrong(self) -> bool:
        """Whether something of it is to be corrected, or read again."""
        wrong = self.kept.errors or self.sentence.errors or (self.place and self.place.errors)
        return bool(wrong or self.is_stale)

    @property
    def url(self) -> str:
        """The address of its page."""
        return site_url() + self.fact.path if self.fact and self.fact.path else ""


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one sort as the editor shows them; `rest` is how many more there are, that could be added;
    `is_open` whether its rows are shown before anybody opens it."""

    source: str
    title: str
    anchor: str
    rows: list[Row]
    rest: int
    is_open: bool

    @property
    def kept(self) -> int:
        """How many of its lines are in the bulletin."""
        return sum(bool(row.kept.value()) for row in self.rows)

    @property
    def said(self) -> str:
        """« 12 gardées, 15 sur 43 », « 12 gardées sur 15 »."""
        count = len(self.rows)
        said = f"{self.kept} gardée{'s' if self.kept > 1 else ''}"
        if self.rest:
            return f"{said}, {count} sur {count + self.rest}"
        return said if self.kept == count else f"{said} sur {count}"

    @property
    def is_by_day(self) -> bool:
        """Whether its lines are told by their day, whoever writes."""
        return self.source in BY_DAY

    @property
    def next(self) -> int:
        """How many more one press adds."""
        return min(self.rest, MOST)


class ComposeForm(ShownAgain, forms.Form):
    """All that a draft says: its title, its word of introduction, and each line, kept or not, in its own
    words or another's. `version` is that which its editor saw."""

    title = one_line("titre", required=True, max_length=150)
    text = MarkdownField(
        label="mot d’introduction",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 6, "dir": "auto"}),
    )
    adresse = forms.CharField(
        label="Ajouter une page du site",
        help_text="L’adresse d’une structure, d’une fiche, d’un rendez-vous, d’une actualité, d’une annonce.",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "url", "autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # The lines in the order in which their editor saw them, which a typed place is of.
    ordre = forms.CharField(widget=forms.HiddenInput, required=False, max_length=5_000)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        bulletin: Bulletin,
        items: Iterable[BulletinItem],
        version: int,
    ) -> None:
        super().__init__(
            data,
            auto_id="champ_%s",
            initial={"title": bulletin.title, "text": bulletin.text, "version": version},
        )
        self.bulletin, self.items = bulletin, list(items)
        self.initial["ordre"] = ",".join(str(one.pk) for one in self.items)
        self.facts = read(bulletin, map(key_of, self.items))
        places = Counter[str]()
        for one in self.items:
            places[one.source] += 1
            if one.source not in BY_DAY:
                self.fields[f"place_{one.pk}"] = _place_field(places[one.source])
            self.fields[f"garde_{one.pk}"] = forms.BooleanField(
                label="dans le bulletin", required=False, initial=one.is_kept
            )
            self.fields[f"phrase_{one.pk}"] = forms.CharField(
                label="Phrase",
                required=False,
                max_length=SENTENCE_MOST,
                initial=one.sentence,
                widget=forms.Textarea(attrs={"class": "input input--short", "rows": 2, "dir": "auto"}),
            )

    def clean_adresse(self) -> Key | None:
        """The record that the address names, where one was typed."""
        typed = self.cleaned_data["adresse"].strip()
        if not typed or "ajouter" not in self.data:
            return None
        if len(self.items) >= ITEMS_MOST:
            raise ValidationError(f"{ITEMS_MOST} lignes au plus.")
        return key_at(self.bulletin, typed)

    def sections(self, rest: Mapping[str, int], opened: str = "") -> list[Section]:
        """The lines by sort, in the order in which they are told, `rest` being how many more there are of
        each sort; sorts of which there is no line yet come last. What is to be corrected is open, and
        `opened`."""
        of: dict[str, list[BulletinItem]] = {}
        for one in self.items:
            of.setdefault(one.source, []).append(one)
        for source in rest:
            of.setdefault(source, [])
        return [self._section(source, held, rest.get(source, 0), opened) for source, held in of.items()]

    def _section(self, source: str, held: list[BulletinItem], rest: int, opened: str) -> Section:
        by_key = {key_of(one): one for one in held}
        told = [by_key[key] for key in in_order(by_key, self.facts)]
        rows = [self._row(one, told) for one in told]
        is_open = source == opened or len(rows) <= _SHORT or any(row.is_wrong for row in rows)
        return Section(source, str(Source(source).label), anchor_of(source), rows, rest, is_open)

    def _row(self, one: BulletinItem, held: list[BulletinItem]) -> Row:
        fact = self.facts.get(key_of(one))
        return Row(
            one,
            fact,
            self[f"garde_{one.pk}"],
            self[f"phrase_{one.pk}"],
            bool(fact and one.sentence and one.about != fact.words),
            one is held[0],
            one is held[-1],
            self[f"place_{one.pk}"] if f"place_{one.pk}" in self.fields else None,
        )

    def moved(self) -> dict[int, int]:
        """The lines for which another place was typed than the one their editor saw, by number: that place
        among those of their sort, from 1."""
        sources = {one.pk: one.source for one in self.items}
        seen, places = Counter[str](), {}
        for said in self.cleaned_data["ordre"].split(","):
            number = int(said) if said.isdigit() and len(said) < 19 else 0
            if number in sources:
                seen[sources[number]] += 1
                places[number] = seen[sources[number]]
        typed = {number: self.cleaned_data.get(f"place_{number}") for number in places}
        return {number: place for number, place in typed.items() if place and place != places[number]}

    def values_of(self, one: BulletinItem) -> dict[str, Any]:
        """What was typed of a line. A sentence that is what the record says itself is none."""
        fact = self.facts.get(key_of(one))
        said = " ".join(self.cleaned_data[f"phrase_{one.pk}"].split())
        words = fact.words if fact else one.about
        sentence = "" if said == words else said
        # Whoever saves has what the record says now before their eyes.
        return {
            "is_kept": self._is_kept(one),
            "sentence": sentence,
            "about": words if sentence else "",
        }

    def _is_kept(self, one: BulletinItem) -> bool:
        """Whether a line is kept: as it was ticked, unless one press drops, or keeps, its whole sort."""
        if self.data.get("oter") == one.source:
            return False
        return self.data.get("garder") == one.source or bool(self.cleaned_data[f"garde_{one.pk}"])


class MineForm(forms.Form):
    """A territory whose bulletins a member wants."""

    territory = TerritoryField(
        label="Territoire",
        help_text="Un département, une intercommunalité, un territoire ; une commune vaut pour la sienne.",
        by_commune=True,
        widget=TerritoryInput(attrs={"class": "input"}),
        error_messages={"required": "écrivez un département, une intercommunalité ou une commune."},
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="champ_%s")


class AskForm(TrappedForm):
    """An address, and the territory whose bulletins it wants."""

    territoire = TerritoryField(
        label=_("Territoire"),
        help_text=_("Un département, une intercommunalité ; une commune vaut pour la sienne."),
        by_commune=True,
        widget=TerritoryInput(attrs={"class": "input"}),
        error_messages={"required": _("Écrivez un département, une intercommunalité ou une commune.")},
    )
    courriel = forms.EmailField(
        label=_("Votre adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email", "dir": "ltr"}),
        error_messages={
            "required": _("Écrivez votre adresse : nom@exemple.fr."),
            "invalid": _("Écrivez une adresse électronique : nom@exemple.fr."),
        },
    )
    field_order = ["territoire", "courriel"]
