# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of bulletins: which one is begun, what it says, who receives it."""

from collections.abc import Iterable
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
from network.bulletins.content import key_of, month_in_words
from network.bulletins.facts import Fact, Key, read
from network.bulletins.rules import may_make_of
from network.models import Audience, Bulletin, BulletinItem
from network.models.bulletin import ITEMS_MOST, SENTENCE_MOST
from network.text.fields import MarkdownField
from places.territory_field import TerritoryField, TerritoryInput

Source = BulletinItem.Source
# Until this day, one makes the bulletin of the month that is over.
_LATE = 15
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


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the editor shows it: its record as readers read it, None where they do not; whether the
    record says something else than when its sentence was written; whether it is the first, or the last, of
    its sort."""

    item: BulletinItem
    fact: Fact | None
    kept: forms.BoundField
    sentence: forms.BoundField
    is_stale: bool
    is_first: bool
    is_last: bool

    @property
    def url(self) -> str:
        """The address of its page."""
        return site_url() + self.fact.path if self.fact and self.fact.path else ""


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
        self.facts = read(bulletin, map(key_of, self.items))
        for one in self.items:
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

    def sections(self) -> list[tuple[str, str, list[Row]]]:
        """The lines by sort, in the order in which they are told: the sort in words, its anchor, its rows."""
        of: dict[str, list[BulletinItem]] = {}
        for one in self.items:
            of.setdefault(one.source, []).append(one)
        return [
            (str(Source(source).label), f"partie-{source}", [self._row(one, held) for one in held])
            for source, held in of.items()
        ]

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
        )

    def values_of(self, one: BulletinItem) -> dict[str, Any]:
        """What was typed of a line. A sentence that is what the record says itself is none."""
        fact = self.facts.get(key_of(one))
        said = " ".join(self.cleaned_data[f"phrase_{one.pk}"].split())
        words = fact.words if fact else one.about
        sentence = "" if said == words else said
        # Whoever saves has what the record says now before their eyes.
        return {
            "is_kept": self.cleaned_data[f"garde_{one.pk}"],
            "sentence": sentence,
            "about": words if sentence else "",
        }


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
