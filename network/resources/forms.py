# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a resource. All its fields are there; those that its kind calls for come first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.memberships import nameable_organisations, organisations_of
from accounts.models import Organisation
from mapping import finer, vocabulary
from mapping.editing.blocks import Block
from mapping.editing.forms import Codes, Text
from mapping.editing.forms import text as one_line
from mapping.editing.reach import site
from mapping.models import VisibleStructure
from mapping.vocabulary import THEMES, ThemeSpec, theme_of
from mapping.writing import Conflict
from network import group_choice
from network.desks import DRAFT
from network.models import Attachment, Audience, LifeCourse, Resource, ResourceKind, State
from network.resources.fields import StructuresField, WordsField
from network.text.fields import MarkdownField, StepsField
from network.titles import TitledForm
from places.territories import TerritoryKind, territory
from places.territory_field import TerritoryField, TerritoryInput

_PLACE = ("territory_kind", "territory_code")
_THEMES = [(theme.code, theme.nom) for theme in THEMES]


def _address(label: Any, hint: Any = "") -> forms.CharField:
    return one_line(
        label, hint, max_length=500,
        attributes={"inputmode": "url", "autocapitalize": "off", "autocomplete": "off"},
    )  # fmt: skip


def _day(label: Any, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"class": "input edit__day", "type": "date"})
    return forms.DateField(label=label, help_text=hint, required=False, widget=widget)


class ResourceForm(TitledForm):
    """A resource, whatever its kind."""

    beside = TitledForm.beside | {"territory"}

    title = one_line(
        gettext_lazy("titre"),
        gettext_lazy("Ce qu’on veut faire : « Renouveler son titre de séjour »."),
        required=True,
        max_length=150,
    )
    summary = one_line(
        gettext_lazy("en une phrase"),
        gettext_lazy("Lue dans les listes, avant d’ouvrir la fiche."),
        max_length=300,
    )
    fact_when = one_line(gettext_lazy("quand"), gettext_lazy("« 2 à 4 mois avant la fin »."), max_length=120)
    fact_where = one_line(gettext_lazy("où"), gettext_lazy("« en ligne, site de l’ANEF »."), max_length=120)
    fact_cost = one_line(gettext_lazy("combien"), gettext_lazy("« gratuit », « 225 € »."), max_length=120)
    fact_delay = one_line(gettext_lazy("délai"), gettext_lazy("« 60 à 90 jours »."), max_length=120)
    due_words = one_line(
        gettext_lazy("échéance, en mots"),
        gettext_lazy("« chaque année, avant le 31 mai »."),
        max_length=150,
    )
    due_on = _day(gettext_lazy("prochaine échéance"))
    link = _address(gettext_lazy("adresse"), gettext_lazy("Celle du site, du document ou du formulaire."))
    steps = StepsField(
        label=gettext_lazy("étapes"),
        help_text=gettext_lazy("Une étape par ligne. Ce qui est entre **deux étoiles** est en gras."),
        required=False,
        max_length=10_000,
    )
    tasks = Text(
        label=gettext_lazy("qui fait quoi"),
        help_text=gettext_lazy(
            "Une tâche par ligne, puis « : » et qui la fait : « Accueil de jour : CCAS, Asile 77 »."
            " Une tâche que personne ne fait se laisse sans nom : elle sera montrée."
        ),
        required=False,
        max_length=10_000,
    )
    text = MarkdownField(label=gettext_lazy("texte"), required=False, max_length=60_000)
    themes = Codes(label=gettext_lazy("thèmes"), choices=_THEMES)
    life_courses = Codes(label=gettext_lazy("parcours de vie"), choices=LifeCourse.choices)
    audience = forms.TypedChoiceField(
        label=gettext_lazy("qui la lit"), choices=Audience.choices, coerce=int, widget=forms.RadioSelect
    )
    group = group_choice.group_field()
    source_name = one_line(
        gettext_lazy("source officielle"), gettext_lazy("« service-public.fr », « Ofii »."), max_length=150
    )
    source_link = _address(gettext_lazy("adresse de la source"))
    up_to_date_on = _day(gettext_lazy("à jour le"), gettext_lazy("Le jour que dit le document ou sa source."))
    review_on = _day(gettext_lazy("à revoir le"), gettext_lazy("Ce jour-là, elle sera à relire."))
    publics = Codes(label=gettext_lazy("pour qui"), choices=vocabulary.PUBLICS)
    thematiques = Codes(label=gettext_lazy("thématiques"), choices=vocabulary.THEMATIQUES)
    languages = Codes(label=gettext_lazy("langues du document"), choices=vocabulary.LANGUES)
    territory = TerritoryField(
        label=gettext_lazy("territoire"),
        help_text=gettext_lazy(
            "Un département, une intercommunalité ; une commune vaut pour la sienne. Vide : partout."
        ),
        by_commune=True,
        required=False,
        widget=TerritoryInput(attrs={"class": "input"}),
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("tenue par"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("personne en particulier"),
        widget=forms.Select(attrs={"class": "select"}),
    )
    structures = StructuresField(
        label=gettext_lazy("structures dont elle parle"),
        help_text=gettext_lazy(
            "Une par ligne : son nom, ou son numéro (« n° 123 »). Nommée dans « qui fait quoi », on y va et"
            " on lui écrit de là."
        ),
    )
    schemes = WordsField(
        label=gettext_lazy("dispositifs"),
        help_text=gettext_lazy("Par leur nom, entre virgules : « AGIR, CIR »."),
        each=80,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("nature"),
        choices=ResourceKind.choices,
        widget=forms.Select(attrs={"class": "select"}),
    )

    class Meta:
        model = Resource
        fields = (
            "title", "summary", "fact_when", "fact_where", "fact_cost", "fact_delay", "due_words", "due_on",
            "link", "steps", "tasks", "text", "themes", "life_courses", "audience", "group",
            "source_name", "source_link", "up_to_date_on", "review_on", "publics", "thematiques", "languages",
            "organisation", "structures", "schemes", "kind",
        )  # fmt: skip

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        place = self.fields["territory"]
        place.initial = (record.territory_kind, record.territory_code)
        names = self.fields["structures"]
        assert isinstance(names, StructuresField)
        names.role = editor.role
        self._offer_organisations(record)
        group_choice.offer(self)

    def _offer_organisations(self, record: Resource) -> None:
        """Those of the editor; whichever keeps it already stays."""
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        own = nameable_organisations(self.editor.user) & organisations_of(self.editor.user)
        offered = set(own.values_list("pk", flat=True)) | {record.organisation_id or 0}
        field.queryset = Organisation.objects.filter(pk__in=offered).order_by("name", "pk")

    @classmethod
    def named(cls, record: Any) -> str:
        """Its title."""
        return str(record.title)

    def clean_link(self) -> str:
        """The address, with its scheme."""
        return site(self.cleaned_data["link"])

    def clean_source_link(self) -> str:
        """The address of the source, with its scheme."""
        return site(self.cleaned_data["source_link"])

    def clean_publics(self) -> list[str]:
        """The publics; « tous publics » stands for the persons among the others."""
        return finer.consistent_publics(self.cleaned_data["publics"])

    def clean_structures(self) -> list[int]:
        """The structures that were named, and those of the record that the editor does not see."""
        named = self.cleaned_data["structures"]
        held = self.instance.structures or []
        seen = set(
            VisibleStructure.objects.seen_by(self.editor.role)
            .filter(pk__in=held)
            .values_list("id", flat=True)
        )
        return list(dict.fromkeys([*named, *(number for number in held if number not in seen)]))

    def clean(self) -> dict[str, Any]:
        """The values; a link, a form or a document leads somewhere, or has a text."""
        cleaned = super().clean()
        self.tell_same_title(cleaned)
        leads_nowhere = cleaned.get("kind") == ResourceKind.LIEN and not cleaned.get("link")
        if self.is_new and leads_nowhere and "link" not in self.errors:
            self.add_error("link", _("l’adresse du site est attendue."))
        group_choice.check(self, cleaned)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What to write, the territory as its kind and its code."""
        values = super().values()
        if self.is_touched("territory") and "territory" in self.cleaned_data:
            values |= dict(zip(_PLACE, self._place(), strict=True))
        return values

    def _place(self) -> tuple[str, str]:
        kind, code = self.cleaned_data["territory"] or ("", "")
        return str(kind), code

    def made(self) -> Resource:
        """The new resource."""
        self.instance.territory_kind, self.instance.territory_code = self._place()
        self.instance.state = State.WITHDRAWN if DRAFT in self.data else State.PUBLISHED
        return self.instance

    def told_by(self, name: str) -> str:
        """Kind and code of the territory are one thing."""
        return "territory" if name in _PLACE else name

    def both(self, told: str, found: Mapping[str, Conflict]) -> tuple[str, str]:
        """What two people say of a field."""
        if told != "territory":
            return super().both(told, found)
        theirs = (self.held.territory_kind, self.held.territory_code)
        return _place_told(self._place()), _place_told(theirs)

    def said_with(self, written: frozenset[str]) -> set[str]:
        """The territory stands for its kind and its code."""
        return {"territory"} if written & set(_PLACE) else set()

    def change_of(self, name: str, before: Any, after: Any) -> str:
        """« Territoire : partout → Seine-et-Marne (77). »"""
        if name != "territory":
            return ""
        old, new = str(before or _("partout")), _place_told(after or ("", ""))
        return _("%(label)s : %(old)s → %(new)s.") % {"label": _("Territoire"), "old": old, "new": new}

    def context(self, seen: Any) -> dict[str, Any]:
        """The fields by group, the thématiques under their themes, the pictures that the text may show."""
        kind = str(self["kind"].value() or ResourceKind.FICHE)
        return {
            "kind": ResourceKind(kind) if kind in ResourceKind.values else ResourceKind.FICHE,
            "groups": _groups(self, kind),
            "by_theme": _by_theme(self),
            "pictures": pictures_of(seen.pk) if seen.pk else [],
            "resource": seen,
        }


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one title; folded unless `is_open`."""

    title: str | Promise
    fields: tuple[forms.BoundField, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class ThemeBoxes:
    """A theme of the map and the boxes of its thématiques."""

    theme: ThemeSpec
    boxes: tuple[Any, ...]
    ticked: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that a text may show: its file, and what one sees."""

    id: str
    words: str


# What each kind is written with, first; the rest is under « plus de détails ».
_FACTS = ("fact_when", "fact_where", "fact_cost", "fact_delay")
_OWN: dict[str, tuple[str, ...]] = {
    ResourceKind.DEMARCHE: (*_FACTS, "steps", "text", "life_courses"),
    ResourceKind.TUTORIEL: ("steps", "text"),
    ResourceKind.FAQ: ("text",),
    ResourceKind.ECHEANCE: ("due_words", "due_on", "text"),
    ResourceKind.FORMULAIRE: ("link", "up_to_date_on", "languages", "text"),
    ResourceKind.LIEN: ("link", "languages", "text"),
    ResourceKind.DOCUMENT: ("link", "up_to_date_on", "languages", "text"),
    ResourceKind.QUI_FAIT_QUOI: ("tasks", "text", "territory"),
    ResourceKind.MODULE: ("fact_delay", "steps", "text"),
    ResourceKind.INITIATIVE: ("fact_where", "text", "territory"),
}
_FIRST = ("title", "summary")
_LAST = ("themes", "audience", "group")
_MORE: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("Source et dates"), ("source_name", "source_link", "up_to_date_on", "review_on")),
    (gettext_lazy("Pour qui, où, par qui"), ("publics", "life_courses", "territory", "organisation")),
    (gettext_lazy("Ce dont elle parle"), ("thematiques", "structures", "schemes", "languages")),
    (
        gettext_lazy("Plus de détails"),
        (*_FACTS, "due_words", "due_on", "link", "steps", "tasks", "text", "kind"),
    ),
)


def _groups(form: ResourceForm, kind: str) -> list[Group]:
    names = (*_FIRST, *_OWN.get(kind, ("text",)), *_LAST)
    found = [Group("", _bound(form, names), True)]
    for title, more in _MORE:
        fields = _bound(form, (name for name in more if name not in names))
        if fields:
            found.append(Group(title, fields, any(one.errors for one in fields)))
    return found


def _bound(form: ResourceForm, names: Any) -> tuple[forms.BoundField, ...]:
    return tuple(form[name] for name in names if name in form.fields)


def _by_theme(form: ResourceForm) -> list[ThemeBoxes]:
    boxes = {str(box.data["value"]): box for box in form["thematiques"]}
    found = []
    for theme in THEMES:
        own = tuple(box for code, box in boxes.items() if theme_of(code) is theme)
        found.append(ThemeBoxes(theme, own, sum(bool(box.data["selected"]) for box in own)))
    return found


def _place_told(place: tuple[Any, str]) -> str:
    kind, code = place
    return str(territory(TerritoryKind(kind), code) or code) if kind else _("partout")


def pictures_of(resource: int) -> list[Shown]:
    """The pictures among a resource's files, oldest first."""
    held = Attachment.objects.filter(resource=resource, file__media_type__startswith="image/")
    return [Shown(str(file), label) for file, label in held.values_list("file", "label")]


RESOURCE = Block(
    name="fiche",
    title=gettext_lazy("Écrire une fiche"),
    about=gettext_lazy("Ce que les professionnels et le public doivent trouver."),
    form=ResourceForm,
    template="network/resources/form.html",
)
