# SPDX-License-Identifier: AGPL-3.0-or-later
"""A service with all that the search asks of one, the essential first."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping import finer, vocabulary
from mapping.editing.blocks import Block, Editor, Line
from mapping.editing.forms import Codes, RecordForm, Text, YesNo, text
from mapping.editing.hours_apart import apart_of
from mapping.editing.hours_field import HoursField
from mapping.editing.reach import site, telephone
from mapping.models import Service, VisibleService
from mapping.vocabulary import THEMES, ThemeSpec, theme_of
from mapping.writing import Conflict

# The source of what is written on the site's own pages.
OWN_SOURCE = "reperes"


def _figure(**options: Any) -> forms.IntegerField:
    attributes = {"class": "input", "inputmode": "numeric"}
    return forms.IntegerField(
        required=False, min_value=0, max_value=100_000, widget=forms.TextInput(attrs=attributes), **options
    )


def _one_of(label: Any, choices: vocabulary.Choices) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", gettext_lazy("non renseigné")), *choices],
        widget=forms.Select(attrs={"class": "select"}),
    )


def _lines(label: Any, hint: Any = "") -> Text:
    widget = forms.Textarea(attrs={"class": "input input--short", "rows": 3})
    return Text(label=label, help_text=hint, required=False, widget=widget)


class ServiceForm(RecordForm):
    """All the fields of a service but where it is and whom it takes, which have pages of their own."""

    nom = text(
        gettext_lazy("nom du service"),
        gettext_lazy("Ce que les personnes viennent faire : « Cours de français du soir »."),
        required=True,
        max_length=255,
    )
    type = _one_of(gettext_lazy("type"), vocabulary.TYPES_DE_SERVICES)
    frais = _one_of(gettext_lazy("frais"), vocabulary.FRAIS)
    thematiques = Codes(label=gettext_lazy("thèmes"), choices=vocabulary.THEMATIQUES)
    description = Text(
        label=gettext_lazy("en quelques mots"),
        help_text=gettext_lazy("Texte public : n'y mettez ni nom de personne, ni adresse confidentielle."),
        required=False,
        max_length=10_000,
    )
    publics = Codes(label=gettext_lazy("pour qui"), choices=vocabulary.PUBLICS)
    publics_precisions = _lines(gettext_lazy("précisions sur les publics"))
    conditions_acces = _lines(gettext_lazy("conditions d'accès"))
    horaires_accueil = HoursField(label=gettext_lazy("horaires de ce service"))
    frais_precisions = _lines(
        gettext_lazy("prix"), gettext_lazy("« 10 € d'adhésion par an », « selon le quotient familial ».")
    )
    capacite = _figure(label=gettext_lazy("capacité"), help_text=gettext_lazy("En nombre de personnes."))
    places_restantes = _figure(
        label=gettext_lazy("places restantes"), help_text=gettext_lazy("0 : complet. Vide : non renseigné.")
    )
    places_restantes_le = forms.DateField(
        label=gettext_lazy("comptées le"),
        help_text=gettext_lazy("Vide : aujourd'hui."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "input", "type": "date"}),
    )
    liste_attente = YesNo(label=gettext_lazy("liste d'attente"))
    niveaux = Codes(label=gettext_lazy("niveaux de français"), choices=vocabulary.NIVEAUX)
    langues = Codes(label=gettext_lazy("langues parlées"), choices=vocabulary.LANGUES)
    interprete = YesNo(label=gettext_lazy("avec un interprète"))
    falc = YesNo(label=gettext_lazy("documents faciles à lire (FALC)"))
    garde_enfants = YesNo(label=gettext_lazy("enfants gardés sur place"))
    garde_enfants_precisions = text(
        gettext_lazy("précisions sur la garde"),
        gettext_lazy("« Dès 3 mois, pendant le cours »."),
        max_length=255,
    )
    modes_accueil = Codes(label=gettext_lazy("comment on est reçu"), choices=vocabulary.MODES_ACCUEIL)
    rendez_vous = Codes(label=gettext_lazy("avec ou sans rendez-vous"), choices=vocabulary.RENDEZ_VOUS)
    a_apporter = _lines(
        gettext_lazy("à apporter"), gettext_lazy("« Une pièce d'identité, même périmée, ou un récépissé ».")
    )
    modes_mobilisation = Codes(label=gettext_lazy("comment demander"), choices=vocabulary.MODES_MOBILISATION)
    mobilisable_par = Codes(
        label=gettext_lazy("qui peut demander"), choices=vocabulary.PERSONNES_MOBILISATRICES
    )
    mobilisation_precisions = _lines(gettext_lazy("précisions pour demander"))
    lien_mobilisation = text(
        gettext_lazy("demande en ligne"),
        gettext_lazy("L'adresse du formulaire."),
        max_length=500,
        attributes={"inputmode": "url", "autocapitalize": "off"},
    )
    telephone = text(
        gettext_lazy("téléphone du service"),
        gettext_lazy("S'il n'est pas celui de l'accueil. Public."),
        kind="tel",
        max_length=30,
        attributes={"autocomplete": "off"},
    )
    courriel = forms.EmailField(
        label=gettext_lazy("courriel du service"),
        help_text=gettext_lazy("Public : pas l'adresse d'une personne."),
        required=False,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    volume_horaire_hebdomadaire = forms.FloatField(
        label=gettext_lazy("heures par semaine"),
        required=False,
        min_value=0,
        max_value=168,
        localize=True,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "decimal"}),
    )
    nombre_semaines = _figure(label=gettext_lazy("nombre de semaines"))

    class Meta:
        model = Service
        fields = (
            "nom", "thematiques", "type", "description", "publics", "publics_precisions", "conditions_acces",
            "horaires_accueil", "frais", "frais_precisions", "capacite", "places_restantes",
            "places_restantes_le", "liste_attente", "niveaux", "langues", "interprete", "falc",
            "garde_enfants", "garde_enfants_precisions", "modes_accueil", "rendez_vous", "a_apporter",
            "modes_mobilisation", "mobilisable_par", "mobilisation_precisions", "lien_mobilisation",
            "telephone", "courriel", "volume_horaire_hebdomadaire", "nombre_semaines",
        )  # fmt: skip

    def clean_publics(self) -> list[str]:
        """The publics; « tous publics » stands for the persons among the others."""
        return finer.consistent_publics(self.cleaned_data["publics"])

    def clean_telephone(self) -> str:
        """The number, as it was written."""
        return telephone(self.cleaned_data["telephone"])

    def clean_lien_mobilisation(self) -> str:
        """The address of the form, with its scheme."""
        return site(self.cleaned_data["lien_mobilisation"])

    def clean(self) -> dict[str, Any]:
        """The values; a new service has a theme, and places left are no more than there are."""
        cleaned = super().clean()
        if self.is_new and "thematiques" not in self.errors and not cleaned.get("thematiques"):
            self.add_error("thematiques", _("choisissez au moins un thème : c'est par lui qu'on cherche."))
        left, room = cleaned.get("places_restantes"), cleaned.get("capacite")
        if left is not None and room is not None and left > room:
            said = _("%(left)d places restantes pour %(room)d : elles ne peuvent être plus que la capacité.")
            self.add_error("places_restantes", said % {"left": left, "room": room})
        if self.is_touched("places_restantes") and not self.is_touched("places_restantes_le"):
            cleaned["places_restantes_le"] = None if left is None else timezone.localdate()
        elif (
            self.is_touched("places_restantes_le")
            and not cleaned.get("places_restantes_le")
            and left is not None
        ):
            cleaned["places_restantes_le"] = timezone.localdate()
        return cleaned

    def values(self) -> dict[str, Any]:
        """What to write; capacity, places and the day that they were counted on go whole."""
        values = super().values()
        if not values.keys().isdisjoint(_ROOM):
            values |= {name: self.cleaned_data.get(name) for name in _ROOM if name in self.fields}
        return values

    def told_by(self, name: str) -> str:
        """Capacity, places left and their date are one thing, told as the places."""
        return "places_restantes" if name in _ROOM else name

    def label_of(self, name: str) -> str:
        """What a field is called; the places stand for what goes with them where two people wrote of them."""
        is_shared = name == "places_restantes" and name in self.in_conflict_now
        return _("capacité et places restantes") if is_shared else super().label_of(name)

    def both(self, told: str, found: Mapping[str, Conflict]) -> tuple[str, str]:
        """What two people say of a field; of the places, with the capacity and the date of each."""
        if told != "places_restantes":
            return super().both(told, found)
        self.in_conflict_now = frozenset({told})
        yours = {name: found[name].yours if name in found else self._sent(name) for name in _ROOM}
        theirs = {name: getattr(self.held, name) for name in _ROOM}
        return _room(yours), _room(theirs)

    # The fields that both people's values were just told of.
    in_conflict_now: frozenset[str] = frozenset()

    def _sent(self, name: str) -> Any:
        return self.cleaned_data.get(name, getattr(self.held, name))

    def made(self) -> Service:
        """The new service, of the site's own source."""
        self.instance.source, self.instance.source_id = OWN_SOURCE, str(uuid.uuid4())
        return self.instance

    def context(self, seen: Any) -> dict[str, Any]:
        """The fields by group, the themes with their boxes, and whether its hours contradict the desk's."""
        apart = [] if self.is_new else apart_of(seen, self.editor.role, self.instance.pk)
        return {"groups": _groups(self), "themes": _themes(self), "apart": apart}


# What goes together, as the history has it (`mapping.kinds.SERVICE`).
_ROOM = ("capacite", "places_restantes", "places_restantes_le")


def _room(values: Mapping[str, Any]) -> str:
    """« 3 places restantes au 29 novembre 2026, capacité 12 »."""
    left, day, room = (values[name] for name in ("places_restantes", "places_restantes_le", "capacite"))
    parts = [_("%(n)d places restantes") % {"n": left} if left is not None else _("places non renseignées")]
    if left is not None and day:
        parts[0] += " " + _("au %(day)s") % {"day": formats.date_format(day, "DATE_FORMAT")}
    if room is not None:
        parts.append(_("capacité %(n)d") % {"n": room})
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one title; folded unless `is_open`."""

    title: Promise
    fields: tuple[forms.BoundField, ...]
    is_open: bool
    told: str


@dataclass(frozen=True, slots=True)
class ThemeBoxes:
    """A theme of the map and the boxes of its thématiques."""

    theme: ThemeSpec
    boxes: tuple[Any, ...]
    ticked: int


# What is asked first stands open; the rest is folded, but for what holds an error.
_ESSENTIAL = ("nom", "thematiques", "type", "publics", "frais", "description")
_FOLDED: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("Horaires de ce service"), ("horaires_accueil",)),
    (
        gettext_lazy("Places et liste d'attente"),
        ("capacite", "places_restantes", "places_restantes_le", "liste_attente"),
    ),
    (gettext_lazy("Français, langues, lecture"), ("niveaux", "langues", "interprete", "falc")),
    (
        gettext_lazy("Prix, publics, conditions : les précisions"),
        ("frais_precisions", "publics_precisions", "conditions_acces", "a_apporter"),
    ),
    (
        gettext_lazy("Être reçu, faire garder ses enfants"),
        ("modes_accueil", "rendez_vous", "garde_enfants", "garde_enfants_precisions"),
    ),
    (
        gettext_lazy("Demander ce service"),
        (
            "modes_mobilisation", "mobilisable_par", "mobilisation_precisions", "lien_mobilisation",
            "telephone", "courriel",
        ),
    ),
    (gettext_lazy("Durée"), ("volume_horaire_hebdomadaire", "nombre_semaines")),
)  # fmt: skip


def _groups(form: ServiceForm) -> list[Group]:
    found = [Group(gettext_lazy("L'essentiel"), _bound(form, _ESSENTIAL), True, "")]
    for title, names in _FOLDED:
        fields = _bound(form, names)
        if fields:
            found.append(Group(title, fields, any(one.errors for one in fields), _told(form, fields)))
    return found


def _bound(form: ServiceForm, names: Iterable[str]) -> tuple[forms.BoundField, ...]:
    return tuple(form[name] for name in names if name in form.fields)


def _told(form: ServiceForm, fields: Iterable[forms.BoundField]) -> str:
    """What the folded fields hold, in a few words."""
    held = [(one, one.initial) for one in fields if one.initial not in (None, "", [])]
    return " · ".join(_value_told(form, one, value) for one, value in held)


def _value_told(form: ServiceForm, bound: forms.BoundField, value: Any) -> str:
    """A list or a text by itself; a figure, a day, yes or no after what it is of."""
    if isinstance(value, list | str):
        return form.say(bound.name, value)
    said = formats.localize(value) if isinstance(value, float) else form.say(bound.name, value)
    return _("%(label)s : %(value)s") % {"label": bound.label, "value": said}


def _themes(form: ServiceForm) -> list[ThemeBoxes]:
    """The boxes of the thématiques by theme; those ticked are open."""
    if "thematiques" not in form.fields:
        return []
    boxes = {str(box.data["value"]): box for box in form["thematiques"]}
    found = []
    for theme in THEMES:
        own = tuple(box for code, box in boxes.items() if theme_of(code) is theme)
        ticked = sum(bool(box.data["selected"]) for box in own)
        found.append(ThemeBoxes(theme, own, ticked))
    return found


def _lines_of(structure: int, editor: Editor) -> Iterable[Line]:
    """The services of a structure, as the editor sees them."""
    for one in VisibleService.objects.seen_by(editor.role).filter(structure_id=structure):
        kind = dict(vocabulary.TYPES_DE_SERVICES).get(one.type)
        places = _("complet") if one.places_restantes == 0 else ""
        if one.places_restantes:
            places = _("places : %(n)d") % {"n": one.places_restantes}
        yield Line(
            one.id, one.nom, tuple(str(note) for note in (kind, places) if note), not one.position_masked
        )


SERVICES = Block(
    name="services",
    title=gettext_lazy("Services"),
    about=gettext_lazy("Ce que l'on y trouve : cours, permanences, ateliers, et pour qui."),
    form=ServiceForm,
    template="mapping/edit/service.html",
    of="structure",
    one=gettext_lazy("un service"),
    lines=_lines_of,
)
