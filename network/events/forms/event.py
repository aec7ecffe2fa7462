# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of an event: its fields, what is written of them, and what two people say of one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from mapping import finer, vocabulary
from mapping.editing.blocks import Block
from mapping.editing.forms import Codes
from mapping.editing.forms import text as one_line
from mapping.editing.place import ADDRESS_PARTS
from mapping.editing.reach import site
from mapping.writing import Conflict
from network import group_choice, organisations
from network.desks import DRAFT
from network.events.fields import DaysField, StructureField, day, hour
from network.events.forms.days import DATES, LONGEST_WORDS, DaysForm
from network.events.forms.groups import groups_of
from network.events.forms.pictures import pictures_of
from network.events.forms.place import POINT, PlaceForm
from network.models import Audience, Event, EventKind, HeldAs, Registering, State
from network.models.common import THEMES
from network.registering.rules import FEWEST, why_not_dates
from network.text.fields import MarkdownField
from network.titles import TitledForm
from network.week import when_of
from places.territories import TerritoryKind, territory
from places.territory_field import TerritoryField, TerritoryInput

_TERRITORY = ("territory_kind", "territory_code")
# Where people are registered, what those who look after them decide.
_ORGANISERS_ALONE = (*DATES, "start_time", "end_time", "end_day", "organisation")


class EventForm(DaysForm, PlaceForm):
    """An event, whatever its kind."""

    beside = TitledForm.beside | {"territory", "compris", "lieu", "inscrits"}

    kind = forms.ChoiceField(
        label=gettext_lazy("nature"),
        choices=EventKind.choices,
        widget=forms.Select(attrs={"class": "select"}),
    )
    title = one_line(
        gettext_lazy("titre"), gettext_lazy("« Café des langues »."), required=True, max_length=150
    )
    summary = one_line(gettext_lazy("en une phrase"), gettext_lazy("Lue dans les listes."), max_length=300)
    start_day = day(gettext_lazy("jour"), gettext_lazy("Le premier, s’il se répète."), required=True)
    start_time = hour(gettext_lazy("de"), gettext_lazy("« 14 h », « 9h30 ». Vide : toute la journée."))
    end_time = hour(gettext_lazy("à"))
    end_day = day(
        gettext_lazy("dernier jour"),
        gettext_lazy("S’il dure plusieurs jours de suite ; d’un appel à projets, la date limite."),
    )
    recurrence_words = one_line(
        gettext_lazy("se répète"),
        gettext_lazy(
            "Comme on le dit : « tous les mardis jusqu’au 30 juin, hors vacances scolaires », « le 1er et le"
            " 3e vendredi du mois », « les 4, 11 et 18 mars ». Vide : une seule fois."
        ),
        max_length=LONGEST_WORDS,
    )
    compris = forms.CharField(required=False, widget=forms.HiddenInput)
    # What becomes of who registered for days that go: each day has its own name in what is sent.
    inscrits = forms.CharField(label=gettext_lazy("inscrits"), required=False)
    cancelled_days = DaysField(
        label=gettext_lazy("jours où il n’a pas lieu"),
        help_text=gettext_lazy("Un par ligne : 12/03/2027."),
        required=False,
    )
    held_as = forms.ChoiceField(
        label=gettext_lazy("comment on y participe"),
        help_text=gettext_lazy(
            "« Sur place ou en ligne » : chacun choisit en s’inscrivant. Sans choix, c’est d’après le lieu et"
            " l’adresse en ligne."
        ),
        choices=HeldAs.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    structure = StructureField(
        label=gettext_lazy("dans une structure de l’annuaire"),
        help_text=gettext_lazy("Son nom, ou son numéro (« n° 123 ») : l’adresse est alors la sienne."),
    )
    place_name = one_line(gettext_lazy("nom du lieu"), gettext_lazy("« Salle des fêtes »."), max_length=150)
    adresse = one_line(gettext_lazy("numéro et rue"), max_length=255, attributes={"autocomplete": "off"})
    complement_adresse = one_line(gettext_lazy("complément"), max_length=255)
    code_postal = one_line(
        gettext_lazy("code postal"), max_length=5, attributes={"inputmode": "numeric", "autocomplete": "off"}
    )
    commune_nom = one_line(gettext_lazy("commune"), max_length=100)
    lieu = forms.ChoiceField(label=gettext_lazy("lieu"), required=False, widget=forms.RadioSelect)
    online_link = one_line(
        gettext_lazy("adresse en ligne"), gettext_lazy("De la visioconférence, s’il y en a une."),
        max_length=500, attributes={"inputmode": "url", "autocapitalize": "off", "autocomplete": "off"},
    )  # fmt: skip
    online_is_open = forms.BooleanField(
        label=gettext_lazy("montrer l’adresse en ligne à tous"),
        help_text=gettext_lazy(
            "Sinon, là où l’on s’inscrit sur cette page, seuls les inscrits la reçoivent : dans leurs"
            " courriels et sur la page de leur inscription."
        ),
        required=False,
    )
    text = MarkdownField(label=gettext_lazy("texte"), required=False, max_length=60_000)
    themes = Codes(label=gettext_lazy("thèmes"), choices=THEMES)
    publics = Codes(label=gettext_lazy("pour qui"), choices=vocabulary.PUBLICS)
    languages = Codes(label=gettext_lazy("langues"), choices=vocabulary.LANGUES)
    territory = TerritoryField(
        label=gettext_lazy("territoire"),
        help_text=gettext_lazy(
            "Un département, une intercommunalité ; une commune vaut pour la sienne. Vide : partout."
        ),
        by_commune=True,
        required=False,
        widget=TerritoryInput(attrs={"class": "input"}),
    )
    audience = forms.TypedChoiceField(
        label=gettext_lazy("qui le lit"), choices=Audience.choices, coerce=int, widget=forms.RadioSelect
    )
    group = group_choice.group_field()
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("organisé par"),
        help_text=gettext_lazy(
            "Ses membres voient qui s’inscrit, et eux seuls avec les ambassadeurs et l’État."
        ),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("personne en particulier"),
        widget=forms.Select(attrs={"class": "select"}),
    )
    registering = forms.ChoiceField(
        label=gettext_lazy("inscription"), choices=Registering.choices, widget=forms.RadioSelect
    )
    registration_link = one_line(
        gettext_lazy("page d’inscription"), gettext_lazy("Si l’on s’inscrit ailleurs."), max_length=500,
        attributes={"inputmode": "url", "autocapitalize": "off", "autocomplete": "off"},
    )  # fmt: skip
    seats = forms.IntegerField(
        label=gettext_lazy("places"),
        help_text=gettext_lazy("À chaque fois. Vide : sans limite."),
        required=False,
        min_value=1,
        max_value=10_000,
        widget=forms.NumberInput(attrs={"class": "input edit__day"}),
    )
    has_waiting_list = forms.BooleanField(
        label=gettext_lazy("liste d’attente quand c’est complet"), required=False
    )
    registration_until = day(gettext_lazy("inscription jusqu’au"))
    remind_days = forms.IntegerField(
        label=gettext_lazy("rappel, jours avant"),
        help_text=gettext_lazy("60 pour une journée de partenaires, qui se prépare deux mois avant."),
        required=False,
        min_value=1,
        max_value=120,
        widget=forms.NumberInput(attrs={"class": "input edit__day"}),
    )
    asks_opinion = forms.BooleanField(
        label=gettext_lazy("demander aux inscrits leur avis, le lendemain"),
        help_text=gettext_lazy(
            "La moyenne ne se dit qu’à partir de %(fewest)s avis, pour que personne ne soit reconnu : avec"
            " moins de %(fewest)s places, elle ne se dira jamais."
        ),
        required=False,
    )
    attended = forms.IntegerField(
        label=gettext_lazy("participants"),
        help_text=gettext_lazy(
            "Tous ceux qui sont venus, inscrits ou non. Cocher qui est venu ne change pas ce nombre."
        ),
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "input edit__day"}),
    )

    class Meta:
        model = Event
        fields = (
            "kind", "title", "summary", "start_day", "start_time", "end_time", "end_day", "recurrence_words",
            "cancelled_days", "held_as", "structure", "place_name", *ADDRESS_PARTS, "online_link",
            "online_is_open",
            "text", "themes", "publics", "languages", "audience", "group", "organisation", "registering",
            "registration_link", "seats", "has_waiting_list", "registration_until", "remind_days",
            "asks_opinion", "attended",
        )  # fmt: skip

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        self.fields["territory"].initial = (record.territory_kind, record.territory_code)
        self.fields["asks_opinion"].help_text %= {"fewest": FEWEST}
        if record.pk is None:
            # Nothing is chosen for whoever writes: what they say of the place and of the address says it.
            self.initial["held_as"] = ""
        organisations.offer(self)
        group_choice.offer(self)
        self.not_theirs = why_not_dates(editor.user, record)
        self._came_too_late = False
        if self.not_theirs:
            sent = [name for name in _ORGANISERS_ALONE if self.is_bound and name in self.data]
            self._came_too_late = any(self.is_touched(name) for name in sent)
            for name in _ORGANISERS_ALONE:
                del self.fields[name]

    @classmethod
    def named(cls, record: Any) -> str:
        """Its title."""
        return str(record.title)

    def clean_online_link(self) -> str:
        """The address, with its scheme."""
        return site(self.cleaned_data["online_link"])

    def clean_registration_link(self) -> str:
        """The address, with its scheme."""
        return site(self.cleaned_data["registration_link"])

    def clean_publics(self) -> list[str]:
        """The publics; « tous publics » stands for the persons among the others."""
        return finer.consistent_publics(self.cleaned_data["publics"])

    def clean(self) -> dict[str, Any]:
        """The values; refused where the days, the place or the registration do not hold together."""
        given = super().clean()
        if self._came_too_late:
            self.add_error(None, self.not_theirs)
        self.tell_same_title(given)
        self._check_days(given)
        self._check_place(given)
        self._check_held_as(given)
        self._check_registering(given)
        self._check_again(given)
        self._check_people(given)
        return given

    def _check_registering(self, given: dict[str, Any]) -> None:
        how = given.get("registering")
        if how == Registering.HERE and given.get("audience") == Audience.MEMBERS:
            # Mails to who is registered would go on to who left the group.
            said = _(
                "on ne s’inscrit pas ici à ce que les membres d’un groupe sont seuls à lire :"
                " ils y sont tous conviés."
            )
            self._say_of(said, "registering", "audience")
        if how == Registering.ELSEWHERE and not given.get("registration_link"):
            self._say_of(_("dites à quelle adresse on s’inscrit."), "registration_link", "registering")
        if how == Registering.HERE and not given.get("organisation") and "organisation" in self.fields:
            said = _("pour que l’on s’inscrive ici, dites qui organise : à qui les noms sont-ils donnés ?")
            self._say_of(said, "organisation", "registering")

    def values(self) -> dict[str, Any]:
        """What to write: the territory as kind and code, the place with its point, the words with their
        rule."""
        values = super().values() | self._placed
        if self.is_touched("territory") and "territory" in self.cleaned_data:
            values |= dict(zip(_TERRITORY, self._territory(), strict=True))
        if "recurrence_words" in self.fields and self.is_touched("recurrence_words"):
            values |= self._again()
        if self._kept_with:
            rule, first = self._kept_with
            values |= {
                "recurrence": rule.to_json(), "recurrence_words": rule.words("fr"), "start_day": first
            }  # fmt: skip
        return values

    def _territory(self) -> tuple[str, str]:
        kind, code = self.cleaned_data["territory"] or ("", "")
        return str(kind), code

    def made(self) -> Event:
        """The new event."""
        made = self.instance
        made.territory_kind, made.territory_code = self._territory()
        made.state = State.WITHDRAWN if DRAFT in self.data else State.PUBLISHED
        for name, value in (self._placed | self._again()).items():
            setattr(made, name, value)
        return made

    def told_by(self, name: str) -> str:
        """Kind and code are the territory; the point and the commune the address; the rule its words."""
        if name in _TERRITORY:
            return "territory"
        if name in (*POINT, "commune"):
            return "commune_nom"
        return "recurrence_words" if name == "recurrence" else name

    def both(self, told: str, found: Mapping[str, Conflict]) -> tuple[str, str]:
        """What two people say of a field."""
        if told == "territory":
            theirs = (self.held.territory_kind, self.held.territory_code)
            return _place_told(self._territory()), _place_told(theirs)
        if told in found:
            return super().both(told, found)
        return self.say(told, self.cleaned_data.get(told)), self.say(told, getattr(self.held, told))

    def said_with(self, written: frozenset[str]) -> set[str]:
        """The territory stands for its kind and its code."""
        return {"territory"} if written & set(_TERRITORY) else set()

    def change_of(self, name: str, before: Any, after: Any) -> str:
        """« Territoire : partout → Seine-et-Marne (77). »"""
        if name != "territory":
            return ""
        old, new = str(before or _("partout")), _place_told(after or ("", ""))
        return _("%(label)s : %(old)s → %(new)s.") % {"label": _("Territoire"), "old": old, "new": new}

    def context(self, seen: Any) -> dict[str, Any]:
        """The fields by group, the places to choose from, and the pictures that the text may show."""
        return {
            "groups": groups_of(self),
            "candidates": list(enumerate(self.candidates, start=1)),
            "pictures": pictures_of(seen.pk) if seen.pk else [],
            "event": seen,
            # Nothing is written yet of what has not begun.
            "has_been": bool(seen.pk) and when_of(seen).on(seen.start_day).start <= timezone.now(),
        }


def _place_told(place: tuple[Any, str]) -> str:
    kind, code = place
    return str(territory(TerritoryKind(kind), code) or code) if kind else _("partout")


EVENT = Block(
    name="evenement",
    title=gettext_lazy("Écrire un événement"),
    about=gettext_lazy("Ce qui a lieu, une fois ou régulièrement."),
    form=EventForm,
    template="network/events/form.html",
)
