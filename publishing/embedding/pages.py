# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/integre/`: what is shown inside partners' pages. A visitor's view, whoever is signed in here; no session,
no cookie, and nobody but the origins of the widget may frame it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.views.decorators.http import require_safe

from accounts.readers import VISITOR
from desk import search_page, sheet
from desk.address_bar import PLACE_PARAMETERS
from mapping.models import VisibleStructure
from mapping.presentation import map_themes, structure_path
from publishing.embedding import counting
from publishing.embedding.asked import KEY, LANGUAGE, language_of, query_of
from publishing.embedding.drawn import drawn
from publishing.embedding.frames import framed_by
from publishing.embedding.models import Widget

# The outlines of communes, faint over the map, would be half of what a frame loads: those of the département
# come where there are no tiles.
_MAP = ("alentours", "themes", "lat", "lon", "rayon_m")
# Its address holds the colour: another one has another.
_COLOUR_KEPT_S = 86_400


@dataclass(frozen=True, slots=True)
class Version:
    """The same page in a language, named by itself."""

    code: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Here:
    """The links of an embedded page: what the site's pages lead to, in the frame where it is shown there."""

    widget: Widget
    language: str

    def url(self, link: str) -> str:
        """Where a link of the site leads from the frame: a search to itself, a structure to its card; any
        other address stays as it is."""
        parts = urlsplit(link)
        try:
            match = resolve(parts.path)
        except Resolver404:
            return link
        if match.url_name == "home":
            return self._with(reverse("embedded", args=[self.widget.key]), parts.query)
        if match.url_name in ("structure", "structure-short"):
            path = reverse("embedded-structure", args=[int(match.kwargs["pk"])])
            return f"{self._with(path, '')}&{KEY}={self.widget.key}"
        return link

    def _with(self, path: str, query: str) -> str:
        said = f"{LANGUAGE}={self.language}"
        return f"{path}?{query}&{said}" if query else f"{path}?{said}"


@require_safe
def embedded(request: HttpRequest, key: str) -> HttpResponse:
    """The answer of a widget: its list, its map where that is asked for, what its readers may change."""
    widget = _widget(key)
    if widget is None or not widget.is_active:
        return _closed(request, widget)
    with override(language_of(widget, request)):
        here = Here(widget, language_of(widget, request))
        told = search_page.tell(request, query_of(widget, request.GET))
        if isinstance(told, str):
            # A browser asks each answer on the way whether it may be framed.
            return framed_by(redirect(here.url(told)), widget.origins)
        if counting.is_a_load(request):
            counting.count(widget)
        return _framed(request, widget, "embedding/search.html", _context(request, here, told))


def _context(request: HttpRequest, here: Here, told: dict[str, Any]) -> dict[str, Any]:
    widget = here.widget
    shows_map = widget.shows == Widget.Shows.MAP or (
        widget.shows == Widget.Shows.BOTH and told["view"] == "carte"
    )
    changes = told["bar"].opened or told["asks_where"]
    return told | {
        "widget": widget,
        "here": here.url,
        "is_open": widget.filters == Widget.Filters.OPEN,
        "asks_place": widget.filters != Widget.Filters.FIXED,
        "asked_for_all": _said(widget, told),
        "asks_distance": widget.filters in (Widget.Filters.PLACE, Widget.Filters.OPEN),
        "form_is_open": bool(changes) and widget.filters != Widget.Filters.FIXED,
        "form_hidden": _hidden(widget, told),
        "shows_map": shows_map,
        "drawn": drawn(told["points"], _colours(), told["search"].place) if shows_map else None,
        "offers_map": widget.shows == Widget.Shows.BOTH,
        "config": {name: told["map"][name] for name in _MAP} | {"contours": []},
        "site_link": _of_the_site(told),
        "oembed_page": request.build_absolute_uri(widget.get_absolute_url()),
        "versions": _versions(request, here),
    }


def _said(widget: Widget, told: dict[str, Any]) -> list[str]:
    """What the folded form says: each answer apart, whose letters and figures may be of either direction."""
    values = told["bar"].values
    everything = ("ou", "pour-quoi", "distance", "quand", "pour-qui")
    shown = everything if widget.filters == Widget.Filters.OPEN else ("ou", "distance")
    return [values[name] for name in shown if values[name]]


def _colours() -> dict[str, str]:
    return {one["code"]: one["couleur"] for one in map_themes()}


def _hidden(widget: Widget, told: dict[str, Any]) -> list[tuple[str, str]]:
    """What the form of a widget sends unseen: all that its fields do not say; where its readers change the
    place alone, the place that there is."""
    if widget.filters == Widget.Filters.OPEN:
        return told["bar"].hidden
    query = told["search"].query()
    return [(name, value) for name in PLACE_PARAMETERS for value in query.getlist(name)]


def _of_the_site(told: dict[str, Any]) -> str:
    """The same search on the site."""
    query = told["search"].from_the_start().query()
    query.pop("vue", None)
    return f"{reverse('home')}?{query.urlencode(safe=',~')}" if query else reverse("home")


@require_safe
def embedded_structure(request: HttpRequest, pk: int) -> HttpResponse:
    """One structure as a card. Where `cle` is that of a widget, its sites may frame it; without one, none."""
    key = request.GET.get(KEY, "")
    widget = _widget(key) if key else None
    if key and (widget is None or not widget.is_active):
        return _closed(request, widget)
    language = language_of(widget, request)
    with override(language):
        seen = VisibleStructure.objects.seen_by(VISITOR.role).filter(pk=pk).first()
        if seen is None:
            return _closed(request, widget, is_structure=True)
        url = structure_path(seen.id, seen.nom)
        context: dict[str, Any] = {
            "widget": widget,
            "sheet": sheet.tell(seen, VISITOR, None, request.build_absolute_uri(url)),
            "structure_url": url,
            "site_link": url,
            "versions": _versions(request, Here(widget, language) if widget else None),
            "oembed_page": request.build_absolute_uri(f"{request.path}?{KEY}={key}") if key else "",
        }
        if widget is not None and counting.is_a_load(request):
            counting.count(widget)
        return _framed(request, widget, "embedding/structure.html", context)


@require_safe
def accent(request: HttpRequest, key: str) -> HttpResponse:
    """The partner's colour, as a sheet of one rule. In the dark the site's own stays, made for it."""
    widget = _widget(key)
    if widget is None or not widget.accent:
        return HttpResponse(status=404, content_type="text/css; charset=utf-8")
    rule = f"--accent: {widget.accent}; --accent-strong: {widget.accent}; --circle: {widget.accent};"
    response = HttpResponse(
        f"@media not screen, not (prefers-color-scheme: dark) {{ :root {{ {rule} }} }}\n",
        content_type="text/css; charset=utf-8",
    )
    response["Cache-Control"] = f"public, max-age={_COLOUR_KEPT_S}"
    return response


@require_safe
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address under `/integre/`."""
    return _closed(request, None)


def _widget(key: str) -> Widget | None:
    return Widget.objects.select_related("logo").filter(key=key).first() if len(key) <= 32 else None


def _framed(
    request: HttpRequest, widget: Widget | None, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in the language that is active, which the widget's origins may frame."""
    origins = widget.origins if widget else []
    response = render(request, template, context | {"origins": " ".join(origins)}, status=status)
    response["Content-Language"] = language_of(widget, request)
    patch_vary_headers(response, ["Accept-Language"])
    return framed_by(response, origins)


def _closed(request: HttpRequest, widget: Widget | None, *, is_structure: bool = False) -> HttpResponse:
    """What a frame shows that has nothing to show: in the partner's page still, where its widget is known."""
    with override(language_of(widget, request)):
        context: dict[str, Any] = {
            "widget": widget,
            "is_structure": is_structure,
            "site_link": reverse("home"),
            "versions": [],
            "oembed_page": "",
        }
        return _framed(request, widget, "embedding/closed.html", context, status=404)


def _versions(request: HttpRequest, here: Here | None) -> list[Version]:
    """The page in each language; none where its widget chose one."""
    if here is None or here.widget.language:
        return []
    made = []
    for code, name in settings.LANGUAGES:
        query: QueryDict = request.GET.copy()
        query[LANGUAGE] = code
        link = f"{request.path}?{query.urlencode(safe=',~')}"
        made.append(Version(code, name, link, code == here.language))
    return made
