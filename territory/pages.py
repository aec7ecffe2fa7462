# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page `/territoire/`, one view of the territory for prefecture staff, and the lists behind it."""

import hashlib
from dataclasses import replace
from functools import lru_cache

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from accounts.access import at_least
from accounts.roles import Role
from common.costly import STUDY, place
from common.limits import Refused
from common.media_types import GEOJSON
from places.models import NamedTerritory
from places.official import cities_of_arrondissements
from territory import acts, bar, classes, comparing, drawings, headline, nearest, report, results, view, words
from territory.acts import Act
from territory.address import COMPARED, tidied, understood
from territory.drawn.picture import as_svg
from territory.models import Grouping, Overlay, Scenario
from territory.report import Report
from territory.scope import NAMED, Scope
from territory.siting_words import months
from territory.unmet import DEMANDS, SEARCHES
from territory.view import LISTED, MEASURES, SORTS

# The map draws no more places than this; the figures count them all.
MAX_POINTS = 500
# Towns that the browser's map may name.
MAX_TOWNS = 300
# The cities that the outlines draw as one commune.
WHOLE = "entiere"
# When a territory that staff drew up last changed: its outlines are kept by browsers under that address.
DRAWN = "trace"
# The most peopled communes too far that the first page tells of.
_FIRST = 8
# Formats to take away, by the ending of their address: the usual ones first.
TAKEAWAYS = [
    ("pdf", _("Rapport PDF")),
    ("xlsx", _("Excel")),
    ("png", _("Carte PNG")),
    ("csv", _("Tableau (CSV)")),
    ("html", _("Carte interactive hors connexion (HTML)")),
    ("geojson", _("Couche pour QGIS (GeoJSON)")),
]
_USUAL_TAKEAWAYS = 3
# Parameters of how it is worked out and drawn, which have a form of their own under the map.
_SETTINGS = frozenset(("mesure", "poids", "capacite", "regroupement", "zones"))


@require_safe
@at_least(Role.STAFF)
@tidied
def territory(request: HttpRequest) -> HttpResponse:
    """Who is left out in a territory: one number, what to do about it, on a map, and where."""
    reading = view.read(request.GET, frozenset({COMPARED}))
    asked = reading.view
    if asked.listed != view.FAR:
        # Links of before the lists had a page of their own.
        return HttpResponseRedirect(reverse("territory-communes") + asked.link())
    found = report.make(asked)
    compared = comparing.read(request.GET.getlist(COMPARED), found)
    if compared.wrong:
        reading.errors[COMPARED] = compared.wrong
    rows = found.most_peopled(_FIRST)
    context = bar.context(reading) | {
        "report": found,
        "headline": headline.of(found),
        "acts": next_acts(request, found),
        "plan": as_svg(found),
        "rows": rows,
        "nearest": nearest.of(found.assessment, [row.code for row in rows]),
        "communes_link": reverse("territory-communes") + asked.link(),
        "communes_text": _all_of(found.totals.communes_beyond),
        "takeaways": takeaways(asked),
        "usual_takeaways": _USUAL_TAKEAWAYS,
        "zones_link": reverse("territory-zones-file") + asked.link(),
        "compared": compared,
        "epci_link": lambda code: asked.link(scope=Scope("epci", code)),
        "scenarios": Scenario.objects.all()[:8],
        "searched_link": reverse("territory-siting") + asked.link(weighed=SEARCHES),
        "counted_link": reverse("territory-siting") + asked.link(weighed=DEMANDS),
        "searched_months": months(found.sought.told.first, found.sought.told.last) if found.sought else "",
        "siting_link": reverse("territory-siting") + asked.link(),
        "country_link": reverse("territory-country") + f"?theme={(asked.criteria.themes or ('',))[0]}",
        "scenario_link": reverse("territory-scenario-new") + asked.link(),
    }
    return render(request, "territory/page.html", context | _settings(asked))


def _all_of(communes: int) -> str:
    """What the link to the whole list says."""
    if communes == 1:
        return _("Cette commune en détail")
    return _("Les %(communes)s") % {"communes": words.communes_text(communes)}


def next_acts(request: HttpRequest, found: Report) -> list[Act]:
    """What to do next; without the sites to open where the machine has no place to look for them now."""
    try:
        with place(request, STUDY):
            return acts.of(found)
    except Refused:
        return acts.of(found, may_solve=False)


def takeaways(asked: view.View) -> list[tuple[str, str]]:
    """The formats of a view, the usual ones first: (what it is, its address)."""
    return [
        (label, reverse("territory-takeaway", args=[ending]) + asked.link()) for ending, label in TAKEAWAYS
    ]


def _settings(asked: view.View) -> dict:
    """What the form under the map shows: how it is drawn, and how accessibility is worked out."""
    query = asked.query()
    return {
        "measures": MEASURES,
        "weights_text": query.get("poids", "1;0.68;0.22"),
        "groupings": Grouping.objects.all(),
        "overlays": Overlay.objects.all(),
        "settings_hidden": bar.hidden(query, _SETTINGS),
    }


@require_safe
@at_least(Role.STAFF)
@tidied
def communes(request: HttpRequest) -> HttpResponse:
    """The communes behind a figure: those too far, at the limit, without a record, or all of them."""
    reading = view.read(request.GET)
    asked = reading.view
    found = report.make(asked)
    rows = found.listed(asked.listed)
    context = bar.context(reading) | {
        "report": found,
        "rows": rows,
        "nearest": nearest.of(found.assessment, [row.code for row in rows]),
        "lists": [
            (label, len(found.listed(code)), asked.link(listed=code), code == asked.listed)
            for code, label in LISTED
        ],
        "sorts": [(label, asked.link(sort=code), code == asked.sort) for code, label in SORTS],
        "takeaways": takeaways(asked),
        "territory_link": reverse("territory") + asked.link(listed=view.FAR),
        "today": timezone.localdate(),
    }
    return render(request, "territory/communes.html", context)


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


def towns_of(found: Report) -> list[list]:
    """The communes that a map may name, the most peopled first: name, inhabitants, longitude, latitude."""
    people = found.assessment.people
    known = np.isfinite(people.lonlat).all(axis=1) & (people.inhabitants > 0)
    largest = [i for i in np.argsort(-np.nan_to_num(people.inhabitants), kind="stable").tolist() if known[i]]
    return [
        [people.names[i], int(people.inhabitants[i]), *people.lonlat[i].round(5).tolist()]
        for i in largest[:MAX_TOWNS]
    ]


def _scope_query(scope: Scope) -> str:
    drawn = [f"{DRAWN}={day}" for day in [_drawn_up_at(scope)] if day]
    return "&".join([f"{scope.kind}={scope.code}", *(f"{WHOLE}={code}" for code in scope.whole), *drawn])


def _drawn_up_at(scope: Scope) -> str:
    """When a territory that staff drew up last changed; empty for an official one, whose edition says it."""
    if scope.kind != NAMED:
        return ""
    at = NamedTerritory.objects.filter(slug=scope.code).values_list("updated_at", flat=True).first()
    return f"{at.timestamp():.0f}" if at else ""


@lru_cache(maxsize=16)
def _outlines(scope: Scope, _edition: str) -> tuple[str, bytes]:
    """(strong validator, GeoJSON) of a territory in one edition of the places."""
    text = drawings.geojson(scope).encode()
    return f'"{hashlib.blake2s(text, digest_size=12).hexdigest()}"', text


def _current(request: HttpRequest) -> tuple[str, bytes]:
    asked = request.GET.getlist(WHOLE)
    whole = tuple(city for city in sorted(cities_of_arrondissements()) if city in asked)
    scope = replace(view.read(request.GET, frozenset({WHOLE, DRAWN})).view.scope, whole=whole)
    return _outlines(scope, results.edition() + _drawn_up_at(scope))


@require_safe
@understood(frozenset({WHOLE, DRAWN}))
@cache_control(public=True, max_age=86_400)
@condition(etag_func=lambda request: _current(request)[0])
def outlines_of(request: HttpRequest) -> HttpResponse:
    """The communes of a view's territory as GeoJSON: official boundaries, nothing private."""
    text = _current(request)[1]
    if text.endswith(b'"features":[]}'):
        raise Http404(_("Aucun contour n'est connu pour ce territoire."))
    return HttpResponse(text, content_type=GEOJSON)
