# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of an event: what, when, where, for whom, how one registers, and what is said of it afterwards."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from mapping import finer, school_holidays, vocabulary
from mapping.editing.blocks import Block
from mapping.editing.forms import UNDERSTOOD, Codes
from mapping.editing.forms import text as one_line
from mapping.editing.place import ADDRESS_PARTS, COMMUNE, FOUND, Located, locate, no_commune
from mapping.editing.reach import site
from mapping.models import PositionPrecision, VisibleStructure
from mapping.positions import ORIGIN_PERSON
from mapping.review import MAX_CANDIDATES
from mapping.writing import Conflict
from network import group_choice, organisations
from network.agenda.recurrence import Recurrence
from network.agenda.sentence import MAX_LENGTH, Refusal, understood
from network.desks import DRAFT
from network.events.fields import DaysField, StructureField, day, hour
from network.models import Attachment, Audience, Event, EventKind, HeldAs, Registering, State
from network.models.common import THEMES
from network.registering.following import follow
from network.registering.rescheduling import KEEP, Going, going, with_days
from network.registering.rules import FEWEST, why_not_dates
from network.text.fields import MarkdownField
from network.titles import TitledForm
from network.week import when_of
from places.territories import TerritoryKind, territory
from places.territory_field import TerritoryField, TerritoryInput

_TERRITORY = ("territory_kind", "territory_code")
_POINT = ("position", "position_precision", "position_origin")
_NOWHERE = {"position": None, "position_precision": "", "position_origin": ""}
# What comes again may last so long each time: longer, one has mistaken its last day for the end of all.
_LONGEST_AGAIN = timedelta(days=6)
_LONGEST_WORDS = min(MAX_LENGTH, 200)
# The fields that say on which days it is held.
DATES = ("start_day", "recurrence_words", "cancelled_days")
# Where people are registered, what those who look after them decide.
_ORGANISERS_ALONE = (*DATES, "start_time", "end_time", "end_day", "organisation")


class EventForm(TitledForm):
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
        max_length=_LONGEST_WORDS,
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
        self._placed: dict[str, Any] = {}
        self._rule: Recurrence | None = None
        self._before: Event | None = None
        self._kept: list[date] = []
        self._kept_with: tuple[Recurrence, date] | None = None
        self.going: list[Going] = []
        self.fields["territory"].initial = (record.territory_kind, record.territory_code)
        named, lieu = self.fields["structure"], self.fields["lieu"]
        assert isinstance(named, StructureField)
        assert isinstance(lieu, forms.ChoiceField)
        named.role = editor.role
        numbers = [(str(n), str(n)) for n in range(1, MAX_CANDIDATES + 1)]
        lieu.choices = [(FOUND, ""), *numbers, (COMMUNE, "")]
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

    @classmethod
    def ahead(cls, data: QueryDict, structure: int, editor: Any) -> Located | None:
        """Where the address that was sent is. Of what only professionals read nothing but the commune is
        asked, and of nobody."""
        parts = {name: data.get(name, "").strip() for name in ADDRESS_PARTS}
        if not any(parts.values()):
            return None
        public = data.get("audience") == str(int(Audience.PUBLIC))
        return locate(parts, is_public=public, asks=_lieu(data) != COMMUNE)

    @property
    def candidates(self) -> list[Any]:
        """The places that the geocoding offers to choose from."""
        outcome = self.found_ahead.outcome if self.found_ahead else None
        return list(outcome.alternatives[:MAX_CANDIDATES]) if outcome else []

    @property
    def asks_which_place(self) -> bool:
        """Whether the address that was sent is in doubt, or was: the answer goes along with the form, until
        it is written."""
        return bool(self.errors.get("lieu")) or self.chosen_place != FOUND

    @property
    def chosen_place(self) -> str:
        """Which place was chosen for the address that was sent."""
        return _lieu(cast(QueryDict, self.data))

    @property
    def address_said(self) -> str:
        """The address that was sent, on one line: what a chosen place is the place of."""
        return _address_said(cast(QueryDict, self.data))

    @property
    def reading(self) -> str:
        """How it comes again, in words: what was understood, else what is kept."""
        rule = self._rule
        if rule is None and not self.is_bound and self.held.recurrence:
            rule = Recurrence.from_json(self.held.recurrence)
        return rule.words("fr") if rule else ""

    def clean_online_link(self) -> str:
        """The address, with its scheme."""
        return site(self.cleaned_data["online_link"])

    def clean_registration_link(self) -> str:
        """The address, with its scheme."""
        return site(self.cleaned_data["registration_link"])

    def clean_publics(self) -> list[str]:
        """The publics; « tous publics » stands for the persons among the others."""
        return finer.consistent_publics(self.cleaned_data["publics"])

    def clean_code_postal(self) -> str:
        """Five digits, or nothing."""
        code = "".join(self.cleaned_data["code_postal"].split())
        if code and (len(code) != 5 or not code.isascii() or not code.isdigit()):
            raise ValidationError(_("cinq chiffres sont attendus, par exemple 77000."))
        return code

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

    def _is_sent(self, *names: str) -> bool:
        return self.is_new or any(self.is_touched(name) for name in names if name in self.fields)

    def _say_of(self, message: str, *names: str) -> None:
        """Note what does not hold, beside the first of these fields that was sent."""
        if self._is_sent(*names):
            sent = (name for name in names if name in self.fields)
            self.add_error(next(name for name in sent if self.is_new or self.is_touched(name)), message)

    def _check_days(self, given: dict[str, Any]) -> None:
        first, last = given.get("start_day"), given.get("end_day")
        starts, ends = given.get("start_time"), given.get("end_time")
        if first and last and last < first:
            self._say_of(_("le dernier jour est avant le premier."), "end_day", "start_day")
        if ends and not starts and not given.get("recurrence_words"):
            self._say_of(_("dites aussi à quelle heure cela commence."), "start_time", "end_time")
        until = given.get("registration_until")
        if first and until and until > (last or first) and not given.get("recurrence_words"):
            self._say_of(_("l’inscription finit après l’événement."), "registration_until", "start_day")

    def _check_again(self, given: dict[str, Any]) -> None:
        """Read how it comes again; what is understood is shown back before it is kept."""
        words, first = given.get("recurrence_words") or "", given.get("start_day")
        if words and given.get("end_day") and first and given["end_day"] - first > _LONGEST_AGAIN:
            self._say_of(
                _(
                    "ce qui se répète ne dure pas des semaines à chaque fois : pour dire jusqu’à quand,"
                    " écrivez « jusqu’au… » dans « se répète », et videz ce champ."
                ),
                "end_day",
                "recurrence_words",
            )
        if not words or not self._is_sent("recurrence_words") or first is None:
            return
        # An error elsewhere keeps nothing from being asked: all that there is to answer is asked at once.
        if any(name in self.errors for name in ("recurrence_words", "end_day", "start_time", "end_time")):
            return
        rule = understood(words, first, zone=self._zone(given))
        if isinstance(rule, Refusal):
            self.add_error("recurrence_words", f"{rule.why} {rule.question}")
            return
        for name, said in (("start_time", rule.begins), ("end_time", rule.ends)):
            if said and given.get(name) and given[name] != said:
                problem = _("la phrase dit %(said)s, ce champ dit autre chose.")
                self._say_of(problem % {"said": f"{said:%H:%M}"}, name, "recurrence_words")
            elif said:
                given[name] = said
        self._rule = replace(rule, begins=None, ends=None)
        told = rule.words("fr")
        if given.get("compris") != told:
            sent = cast(QueryDict, self.data).copy()
            sent["compris"] = told
            self.data = sent
            problem = _("voici ce qui est compris : %(words)s. Si c’est juste, enregistrez de nouveau.")
            self.add_error(
                "recurrence_words", ValidationError(problem, code=UNDERSTOOD, params={"words": told})
            )

    def _check_people(self, given: dict[str, Any]) -> None:
        """Ask what becomes of who registered for the days that go; nothing is decided for whoever edits."""
        if self.is_new or self.not_theirs:
            self._before = None if self.is_new else copy(self.held)
            return
        self._before = copy(self.held)
        again = self.errors.as_data().get("recurrence_words", [])
        if any(name in self.errors for name in ("start_day", "cancelled_days")) or any(
            one.code != UNDERSTOOD for one in again
        ):
            return
        if not any(self.is_touched(name) for name in DATES if name in self.fields):
            return
        after = copy(self.held)
        for name in ("start_day", "end_day", "start_time", "end_time", "cancelled_days"):
            if name in self.fields and self.is_touched(name):
                setattr(after, name, given.get(name))
        if self.is_touched("recurrence_words"):
            after.recurrence = self._rule.to_json() if self._rule else None
        self.going = going(self.held, after, lambda name: self.data.get(name, ""))
        if any(not one.answer for one in self.going):
            said = _("des personnes sont inscrites à des dates qui s’en vont : dites ce qu’elles deviennent.")
            self.add_error("inscrits", ValidationError(said, code=UNDERSTOOD))
            return
        self._kept = [one.day for one in self.going if one.answer == KEEP]
        if self._kept:
            given["cancelled_days"] = [
                day for day in given.get("cancelled_days") or [] if day not in self._kept
            ]
            self._check_kept(after)

    def _check_kept(self, after: Event) -> None:
        rule = Recurrence.from_json(after.recurrence) if after.recurrence else None
        held = when_of(after)
        days = [day for day in self._kept if not held.is_planned(day)]
        self._kept_with = with_days(rule, after.start_day, days) if days else None
        if self._kept_with and len(self._kept_with[0].words("fr")) > _LONGEST_WORDS:
            self.add_error("inscrits", _("trop de dates à garder : dites-les plutôt dans « se répète »."))

    def _zone(self, given: dict[str, Any]) -> str:
        """The zone of the school holidays of where it is held; empty where none is known."""
        commune = self.found_ahead.commune if self.found_ahead else None
        kind, code = given.get("territory") or ("", "")
        if commune is not None:
            code = commune.departement_code
        elif kind != TerritoryKind.DEPARTEMENT:
            code = settings.DEPARTEMENT
        return school_holidays.zone_of(code) or ""

    def _check_place(self, given: dict[str, Any]) -> None:
        structure, parts = given.get("structure"), [given.get(name) for name in ADDRESS_PARTS]
        number = getattr(structure, "pk", structure)
        sent = self._is_sent("structure", "audience", *ADDRESS_PARTS)
        if not sent or any(name in self.errors for name in ("structure", "audience", *ADDRESS_PARTS)):
            return
        if number and any(parts):
            self._say_of(
                _("une structure ou une adresse, pas les deux : videz l’une."), "structure", "adresse"
            )
            return
        if number:
            self._in_structure(number, given)
        elif self._is_sent(*ADDRESS_PARTS, "structure") and not any(parts):
            self._placed = {"commune": None, **_NOWHERE}
        elif self._is_sent(*ADDRESS_PARTS):
            self._at_address(given)

    def _check_held_as(self, given: dict[str, Any]) -> None:
        names = ("structure", "place_name", *ADDRESS_PARTS)
        is_placed, is_online = any(given.get(name) for name in names), bool(given.get("online_link"))
        how = given.get("held_as")
        if "held_as" in self.fields and not how and "held_as" not in self.errors:
            by_what_is_said = HeldAs.ONLINE if is_online else HeldAs.SITE
            given["held_as"] = HeldAs.BOTH if is_placed and is_online else by_what_is_said
        elif how == HeldAs.SITE and is_online:
            said = _("il y a une adresse en ligne : choisissez « sur place ou en ligne », ou videz-la.")
            self._say_of(said, "held_as", "online_link")
        elif how == HeldAs.ONLINE and is_placed:
            said = _("il y a un lieu : choisissez « sur place ou en ligne », ou videz-le.")
            self._say_of(said, "held_as", *names)

    def _in_structure(self, number: int, given: dict[str, Any]) -> None:
        role = Audience(int(given.get("audience") or 0)).shown_as
        seen = VisibleStructure.objects.seen_by(role).filter(pk=number).first()
        if seen is None and VisibleStructure.objects.seen_by(self.editor.role).filter(pk=number).exists():
            said = _("tout le monde ne voit pas cette structure : réservez l’événement aux professionnels.")
            self._say_of(said, "structure", "audience")
        elif seen is not None:
            # The commune is everyone's; where exactly is asked of the structure each time it is told.
            self._placed = {"commune": seen.commune, **_NOWHERE}

    def _at_address(self, given: dict[str, Any]) -> None:
        located, lieu = self.found_ahead, self.chosen_place
        if located is None or located.commune is None:
            name = given.get("commune_nom", "")
            said = no_commune(located, name) if located and name else _("dites la commune.")
            self.add_error("commune_nom", said)
            return
        self._placed = {"commune": located.commune, **_NOWHERE}
        if lieu == COMMUNE or not given.get("adresse") or given.get("audience") != Audience.PUBLIC:
            return
        outcome = located.outcome
        if lieu.isdigit() and int(lieu) <= len(self.candidates):
            one = self.candidates[int(lieu) - 1]
            self._placed |= _point(one.lat, one.lon, PositionPrecision.MANUAL, ORIGIN_PERSON)
        elif located.is_down or outcome.waits or outcome.precision not in ("address", "street"):
            said = _("l’adresse n’est pas trouvée avec certitude : dites où est le lieu.")
            self.add_error("lieu", said)
        else:
            self._placed |= _point(outcome.lat, outcome.lon, outcome.precision, outcome.provider)

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

    def _again(self) -> dict[str, Any]:
        found: dict[str, Any] = {"recurrence": self._rule.to_json() if self._rule else None}
        if self._rule:
            found |= {name: self.cleaned_data.get(name) for name in ("start_time", "end_time")}
        return found

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

    def after(self, record: Any) -> None:
        """Who registered for a day that is no more is told, once this is committed."""
        if self._before is not None:
            moves = {one.day: one.moved_to for one in self.going if one.moved_to}
            follow(record, self._before, moves, by=self.editor.user)

    def told_by(self, name: str) -> str:
        """Kind and code are the territory; the point and the commune the address; the rule its words."""
        if name in _TERRITORY:
            return "territory"
        if name in (*_POINT, "commune"):
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
            "groups": _groups(self),
            "candidates": list(enumerate(self.candidates, start=1)),
            "pictures": pictures_of(seen.pk) if seen.pk else [],
            "event": seen,
            # Nothing is written yet of what has not begun.
            "has_been": bool(seen.pk) and when_of(seen).on(seen.start_day).start <= timezone.now(),
        }


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one title; folded unless `is_open`. `anchor` is what a link of another page leads to."""

    title: str | Promise
    fields: tuple[forms.BoundField, ...]
    is_open: bool
    anchor: str = ""
    asks_of_people: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that a text may show: its file, and what one sees."""

    id: str
    words: str


_GROUPS: tuple[tuple[Promise | str, tuple[str, ...]], ...] = (
    ("", ("kind", "title", "summary")),
    (gettext_lazy("Quand"), ("start_day", "start_time", "end_time", "recurrence_words", "end_day",
                             "cancelled_days")),
    (gettext_lazy("Où"), ("held_as", "structure", "place_name", *ADDRESS_PARTS, "online_link",
                           "online_is_open")),
    (gettext_lazy("De quoi il s’agit"), ("text", "themes")),
    (gettext_lazy("Pour qui, par qui"), ("audience", "group", "publics", "languages", "territory",
                                            "organisation")),
    (gettext_lazy("S’inscrire"), ("registering", "registration_link", "seats", "has_waiting_list",
                                  "registration_until", "remind_days", "asks_opinion")),
)  # fmt: skip
_AFTER = (gettext_lazy("Après : participants"), ("attended",))
_FOLDED = {"publics", "attended"}
_OF_THE_GROUP = {"audience", "registering"}


def _groups(form: EventForm) -> list[Group]:
    # What is over is edited to say what became of it: that comes before all the rest.
    is_over = not form.is_new and _has_been(form.held)
    groups = (_AFTER, *_GROUPS) if is_over else (*_GROUPS, *(() if form.is_new else (_AFTER,)))
    found = []
    for title, names in groups:
        fields = tuple(form[name] for name in names if name in form.fields)
        is_open = not _FOLDED & set(names) or any(one.errors for one in fields)
        is_after = names == _AFTER[1]
        # What a group's own begins with is said by its group, or seldom asked: less to go through.
        is_said = bool(form.instance.group_id) and bool(_OF_THE_GROUP & set(names))
        is_open = (is_open and not (form.is_new and is_said)) or any(one.errors for one in fields)
        is_open = is_open or (form.is_new and not is_said) or (is_after and is_over)
        is_when = "start_day" in names
        note = form.not_theirs if is_when else ""
        asks = is_when and bool(form.going)
        found.append(Group(title, fields, is_open, "apres" if is_after else "", asks, note))
    return found


def _has_been(held: Event) -> bool:
    """Whether it was held once already."""
    return (held.end_day or held.start_day) < timezone.localdate()


def _address_said(data: QueryDict) -> str:
    return ", ".join(part for name in ADDRESS_PARTS if (part := data.get(name, "").strip()))


def _lieu(data: QueryDict) -> str:
    """The place that was chosen; what was chosen for another address than the one that is sent is none."""
    about = data.get("lieu_de")
    if about is not None and about != _address_said(data):
        return FOUND
    return data.get("lieu", "") or FOUND


def _point(lat: float, lon: float, precision: str, origin: str) -> dict[str, Any]:
    return {
        "position": Point(lon, lat, srid=4326),
        "position_precision": precision,
        "position_origin": origin,
    }


def _place_told(place: tuple[Any, str]) -> str:
    kind, code = place
    return str(territory(TerritoryKind(kind), code) or code) if kind else _("partout")


def pictures_of(event: int) -> list[Shown]:
    """The pictures among an event's files, oldest first."""
    held = Attachment.objects.filter(event=event, file__media_type__startswith="image/")
    return [Shown(str(file), label) for file, label in held.values_list("file", "label")]


EVENT = Block(
    name="evenement",
    title=gettext_lazy("Écrire un événement"),
    about=gettext_lazy("Ce qui a lieu, une fois ou régulièrement."),
    form=EventForm,
    template="network/events/form.html",
)
