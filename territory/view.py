# SPDX-License-Identifier: AGPL-3.0-or-later
"""A view of the territory as a link: the query string of `/territoire/` in, one frozen `View` out.

The filter is the project's one filter (`search.filters`); what only this page has is in `ViewForm`. What is
wrong is told by name and left out, and the rest works: `territory.address` says it on a page, and refuses it
for a file.
"""

from dataclasses import dataclass, field, replace

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.tracking import is_tracking
from geocoding.travel import CALIBRATIONS, CAR
from mapping import presentation
from mapping.vocabulary import THEMES
from search import filters, registry
from search.criterion import Choices, InTerritory
from search.fields import number_field
from search.question import Criteria, Place, Search
from territory import cities, indicators
from territory.freshness import ALL, RECORDS
from territory.indicators import E2SFCA_WEIGHTS
from territory.models import DemandColumn, Grouping, Overlay
from territory.question import DEFAULT_THRESHOLD_KM, Question
from territory.scope import NAMED, Scope
from territory.siting import AIMS, COVERAGE, MAX_SITES
from territory.supply import ASSUMED_CAPACITY
from territory.unmet import DEMANDS, INHABITANTS, SEARCHES

MIN_KM, MAX_KM = 0.5, 100.0
MIN_MINUTES, MAX_MINUTES = 5, 120
MAX_CAPACITY = 100_000
DEFAULT_SITES = 3
# Smaller communes are not proposed to open in, unless asked: a service opens where people go anyway.
DEFAULT_FLOOR = 2_000

DISTANCE, COUNT, ENHANCED, TWO_STEP, LACKING = "distance", "nombre", "e2sfca", "2sfca", "themes"
MEASURES = [
    (DISTANCE, _("Distance au plus proche")),
    (COUNT, _("Nombre de lieux à portée")),
    (ENHANCED, _("Places pour 10 000 habitants, les plus proches comptant plus")),
    (TWO_STEP, _("Places pour 10 000 habitants à 20 km")),
    (LACKING, _("Nombre de thèmes manquants")),
]
# What counts where a choice is made of where to open.
WEIGHED = [
    (INHABITANTS, _("les habitants trop loin")),
    (SEARCHES, _("les recherches restées sans réponse")),
    (DEMANDS, _("les demandes comptées par les structures")),
]
# Which communes a table shows.
FAR, EDGE, WHOLE, UNRECORDED = "loin", "limite", "toutes", "sans-fiche"
LISTED = [
    (FAR, _("trop loin")),
    (EDGE, _("à la limite")),
    (WHOLE, _("toutes")),
    (UNRECORDED, _("sans fiche")),
]
SORTS = [
    ("population", _("Habitants")),
    ("distance", _("Distance")),
    ("accessibilite", _("Places pour 10 000")),
    ("nom", _("Nom")),
]


@dataclass(frozen=True, slots=True)
class View:
    """One view: what is asked of which territory, which indicator is drawn, and how the tables are told.

    `threshold_min` is set where the threshold was asked in minutes by car: `threshold_km` is then what they
    stand for, by the one estimate. `listed` says which communes the table shows.
    """

    scope: Scope
    criteria: Criteria
    threshold_km: float = DEFAULT_THRESHOLD_KM
    threshold_min: float | None = None
    records: str = ALL
    measure: str = DISTANCE
    sort: str = "population"
    listed: str = FAR
    weights: tuple[float, ...] = E2SFCA_WEIGHTS
    capacity: float = ASSUMED_CAPACITY
    demand: DemandColumn | None = None
    grouping: Grouping | None = None
    overlay: Overlay | None = None
    sites: int = DEFAULT_SITES
    aim: str = COVERAGE
    candidates_from: int = DEFAULT_FLOOR
    weighed: str = INHABITANTS

    def question(self) -> Question:
        """What the view asks of the directory; its threshold in metres."""
        return Question(
            self.scope,
            self.criteria,
            self.threshold_km * 1000,
            self.weights,
            self.capacity,
            self.demand.values if self.demand else None,
            self.demand.name if self.demand else "",
            self.records,
            self.threshold_min,
        )

    def query(self) -> QueryDict:
        """The query string of this view; `read(view.query()).view` gives it back."""
        query = Search(criteria=self.criteria).query()
        query[self.scope.kind] = self.scope.code
        default = View(self.scope, self.criteria)
        for name, value, usual in (
            *self._threshold(),
            ("fiches", self.records, default.records),
            ("mesure", self.measure, default.measure),
            ("tri", self.sort, default.sort),
            ("communes", self.listed, default.listed),
            ("poids", ";".join(f"{weight:g}" for weight in self.weights), _text(default.weights)),
            ("capacite", f"{self.capacity:g}", f"{default.capacity:g}"),
            ("population", str(self.demand.pk) if self.demand else "", ""),
            ("regroupement", str(self.grouping.pk) if self.grouping else "", ""),
            ("zones", str(self.overlay.pk) if self.overlay else "", ""),
            ("sites", str(self.sites), str(default.sites)),
            ("objectif", self.aim, default.aim),
            ("habitants_min", str(self.candidates_from), str(default.candidates_from)),
            ("ponderer", self.weighed, default.weighed),
        ):
            if value != usual:
                query[name] = value
        return query

    def _threshold(self) -> list[tuple[str, str, str]]:
        """The parameters of the threshold, with what each usually is: it is written in the unit asked in."""
        if self.threshold_min is not None:
            return [("seuil_min", f"{self.threshold_min:g}", "")]
        return [("seuil_km", f"{self.threshold_km:g}", f"{DEFAULT_THRESHOLD_KM:g}")]

    def link(self, **changed) -> str:
        """The query string of the same view with some fields changed, with its question mark."""
        return "?" + replace(self, **changed).query().urlencode()

    def search_link(self, commune: str) -> str:
        """The search of a visitor at a commune, with the filter and the threshold of this view: what it finds
        is what this view counts there."""
        place = Place(0.0, 0.0, round(self.threshold_km, 3), commune)
        return "?" + Search(criteria=self.criteria, place=place).query().urlencode()

    def link_to_epci(self, code: str) -> str:
        """The same view of one EPCI alone."""
        return self.link(scope=Scope("epci", code))


def _text(weights: tuple[float, ...]) -> str:
    return ";".join(f"{weight:g}" for weight in weights)


def _choice(label, choices) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=choices,
        error_messages={"invalid_choice": _("ce n’est pas un des choix proposés.")},
    )


def _deposit_field(label, model) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        required=False,
        queryset=model.objects.all(),
        error_messages={"invalid_choice": _("ce dépôt n'existe plus.")},
    )


class ViewForm(forms.Form):
    """The parameters of the territory's pages that are no part of the filter."""

    departement = forms.RegexField(r"^\d[\dAB]\d?$", label=_("Département"), required=False)
    region = forms.RegexField(r"^\d\d$", label=_("Région"), required=False)
    epci = forms.RegexField(r"^\d{9}$", label=_("Intercommunalité"), required=False)
    territoire = forms.SlugField(label=_("Territoire nommé"), max_length=60, required=False)
    seuil_km = number_field(_("Trop loin au-delà de"), MIN_KM, MAX_KM, _("kilomètres"))
    seuil_min = number_field(
        _("Trop loin au-delà de, en minutes"), MIN_MINUTES, MAX_MINUTES, _("minutes en voiture")
    )
    fiches = _choice(_("Fiches à compter"), RECORDS)
    mesure = _choice(_("Ce que montre la carte"), MEASURES)
    tri = _choice(_("Ordre du tableau"), SORTS)
    communes = _choice(_("Communes du tableau"), LISTED)
    # What links of the past said for `communes=toutes`.
    tout = _choice(_("Toutes les communes"), [("oui", _("oui"))])
    poids = forms.CharField(label=_("Poids à 5, 10 et 20 km"), required=False, max_length=40)
    capacite = number_field(_("Capacité supposée quand elle n’est pas dite"), 1, MAX_CAPACITY, _("personnes"))
    population = _deposit_field(_("Qui compter"), DemandColumn)
    regroupement = _deposit_field(_("Regrouper par"), Grouping)
    zones = _deposit_field(_("Zones à superposer"), Overlay)
    sites = number_field(_("Nombre de lieux à ouvrir"), 1, MAX_SITES, _("lieux"), forms.IntegerField)
    objectif = _choice(_("Pour"), [(aim, aim) for aim in AIMS])
    habitants_min = number_field(
        _("Dans les communes d’au moins (habitants)"), 0, 1_000_000, _("habitants"), forms.IntegerField
    )
    ponderer = _choice(_("Ce qui compte"), WEIGHED)

    def clean_poids(self) -> tuple[float, ...]:
        """The weight of each band of distance, none above the one before it."""
        text = self.cleaned_data["poids"]
        if not text:
            return E2SFCA_WEIGHTS
        try:
            weights = tuple(float(part.replace(",", ".")) for part in text.split(";"))
            indicators.bands(indicators.RADII_M, weights)
        except ValueError:
            raise forms.ValidationError(
                _("trois poids positifs, jamais croissants, séparés par « ; » : 1;0.68;0.22.")
            ) from None
        return weights


# The kinds of territory, in the order in which they are kept: an address names one of them.
TERRITORIES = ("departement", "region", "epci", NAMED)
_CRITERIA = {name: one for name, one in registry.BY_PARAMETER.items() if not isinstance(one, InTerritory)}
PARAMETERS = frozenset(ViewForm.base_fields) | frozenset(_CRITERIA)


@dataclass(frozen=True, slots=True)
class Reading:
    """A query string as the page reads it.

    `view` is what its valid part makes. `errors` says by name what was wrong with a parameter, `given` the
    values of it that were not understood; `unknown` names the parameters that mean nothing here. Where needs
    have criteria of their own, one is read at a time, the first: `others` are the same view of the rest.
    """

    view: View
    errors: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    others: tuple[View, ...] = ()

    def say(self, name: str, message: str) -> str:
        """A message of a parameter with the value that was given, where it does not say it itself."""
        given = self.given.get(name, "")
        return message if given in message else f"{given} : {message}"


def read(query: QueryDict, own: frozenset[str] = frozenset()) -> Reading:
    """Read a query string; never raises. Nothing asked is the first theme in the site's département.

    `own` names the parameters of the page beside those of a view.
    """
    form = ViewForm(query)
    form.is_valid()
    errors = {name: [str(message) for message in found] for name, found in form.errors.items()}
    (criteria, *others), wrong = _criteria(query)
    errors |= wrong
    cleaned = form.cleaned_data
    scope = _scope(cleaned, errors)
    for name in query:
        if name in ViewForm.base_fields and len(set(query.getlist(name))) > 1:
            errors[name] = [str(_("ce lien en donne plusieurs, et un seul peut servir."))]
    threshold_km, threshold_min = _threshold(cleaned, errors)
    demand = cleaned.get("population")
    floor = cleaned.get("habitants_min")
    whole = cities.counted_whole(demand.values) if demand else ()
    usual = View(replace(scope or default_scope(), whole=whole), criteria)
    asked = replace(
        usual,
        threshold_km=threshold_km,
        threshold_min=threshold_min,
        records=cleaned.get("fiches") or usual.records,
        measure=cleaned.get("mesure") or usual.measure,
        sort=cleaned.get("tri") or usual.sort,
        listed=cleaned.get("communes") or (WHOLE if cleaned.get("tout") == "oui" else usual.listed),
        weights=cleaned.get("poids") or usual.weights,
        capacity=cleaned.get("capacite") or usual.capacity,
        demand=demand,
        grouping=cleaned.get("regroupement"),
        overlay=cleaned.get("zones"),
        sites=cleaned.get("sites") or usual.sites,
        aim=cleaned.get("objectif") or usual.aim,
        candidates_from=usual.candidates_from if floor is None else floor,
        weighed=cleaned.get("ponderer") or usual.weighed,
    )
    return Reading(
        asked,
        errors,
        [name for name in unknown(query, PARAMETERS | own) if not filters.of_a_need(name)],
        {name: _wrong_of(query, name) for name in errors},
        tuple(replace(asked, criteria=other) for other in others),
    )


def unknown(query: QueryDict, known: frozenset[str]) -> list[str]:
    """The parameters of a query string that are none of `known`, but for what other sites hang on links."""
    return [name for name in query if name not in known and not is_tracking(name)]


def default_scope() -> Scope:
    """The site's département; Paris where the site covers all of France."""
    return Scope("departement", "75" if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT)


def _wrong_of(query: QueryDict, name: str) -> str:
    wrong = [value for value in query.getlist(name) if value.strip() and not _is_choice(name, value)]
    return ", ".join(map(presentation.quoted, wrong[:3]))


def _is_choice(name: str, code: str) -> bool:
    one = filters.criterion_of(name)
    return isinstance(one, Choices) and one.knows(code)


def _threshold(cleaned: dict, errors: dict[str, list[str]]) -> tuple[float, float | None]:
    """The threshold in kilometres, and in minutes where it was asked so."""
    kilometres, minutes = cleaned.get("seuil_km"), cleaned.get("seuil_min")
    if kilometres and minutes:
        errors["seuil_min"] = [str(_("ce lien donne aussi une distance, et un seul seuil peut servir."))]
    elif minutes:
        return CALIBRATIONS[CAR].metres(minutes) / 1000, minutes
    return kilometres or DEFAULT_THRESHOLD_KM, None


def _scope(cleaned: dict, errors: dict[str, list[str]]) -> Scope | None:
    """The territory that is named, with what was wrong of it added to `errors`."""
    found = None
    for kind in TERRITORIES:
        code = cleaned.get(kind)
        if kind in errors or (code and Scope(kind, code).name() is None):
            errors[kind] = [str(_("ce n’est le code d’aucun territoire."))]
        elif code and found is None:
            found = Scope(kind, code)
        elif code:
            errors[kind] = [str(_("ce lien donne plusieurs territoires, et un seul peut servir."))]
    return found


def _criteria(query: QueryDict) -> tuple[list[Criteria], dict[str, list[str]]]:
    """The filter of a query string, without what has no meaning for a whole territory: a place, a page. One
    for each of several needs where one has criteria of its own, else one for all of its themes.

    What is wrong of it is left out, value by value where a criterion takes several.
    """
    asked = QueryDict(mutable=True)
    for name in query:
        values = [value for value in query.getlist(name) if value.strip()]
        if values and (name in _CRITERIA or filters.of_a_need(name)):
            asked.setlist(name, values)
    parsed = filters.parse(asked)
    errors = parsed.errors
    for name in errors:
        asked.setlist(name, [value for value in asked.getlist(name) if _is_choice(name, value)])
        if not asked.getlist(name):
            del asked[name]
    search = (filters.parse(asked) if errors else parsed).search
    if search.criteria == Criteria():
        return [Criteria(themes=(THEMES[0].code,))], errors
    return [need.criteria for need in search.needs()] if search.own else [search.criteria], errors
