# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/integrer/`: a search, or one structure, as a link, a frame or an element of somebody's page."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import awaited
from accounts.readers import VISITOR
from accounts.roles import Role, role_of
from common.numbers import number_in
from desk.address_bar import read
from mapping.models import VisibleStructure
from mapping.presentation import structure_path
from publishing.embedding import policy, snippets
from publishing.embedding.asked import path_in, search_of
from publishing.embedding.models import Widget
from publishing.embedding.told import in_words

# What was pasted in the field of the page, and the number of one structure.
PASTED, STRUCTURE, PAGE = "adresse_collee", "structure", "page"
_OWN = frozenset({PASTED, STRUCTURE, PAGE})
_PER_PAGE = 50


def site_of(request: HttpRequest) -> str:
    """« https://reperes.example.fr »: where partners' pages find this site."""
    return settings.SITE_URL.rstrip("/") or request.build_absolute_uri("/").rstrip("/")


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What is put in a page, and the ways to put it there."""
    pasted, error = request.GET.get(PASTED, "").strip(), ""
    if pasted:
        try:
            return redirect(_page_of(pasted))
        except ValidationError as refused:
            error = " ".join(refused.messages)
    role = role_of(request.user)
    structure = _structure(request.GET.get(STRUCTURE, ""))
    reading = read(request.GET, _OWN)
    query = reading.query(reading.search.from_the_start())
    query.pop("vue", None)
    asked = query.urlencode(safe=",~")
    path = structure_path(structure.id, structure.nom) if structure else reverse("home")
    url = site_of(request) + (path if structure or not asked else f"{path}?{asked}")
    text = structure.nom if structure else _text(asked)
    own = policy.own_of(request.user).filter(is_active=True)
    context = {
        "text": text,
        "structure": structure,
        "structure_missing": bool(request.GET.get(STRUCTURE)) and structure is None,
        "asked": asked,
        "told": reading.messages(),
        "pasted": pasted,
        "error": error,
        "page_url": path if structure or not asked else f"{path}?{asked}",
        "link": snippets.link_to(url, text),
        "frames": [
            {
                "widget": one,
                "name": f"{one.partner} – {in_words(one.search)} (n°\N{NO-BREAK SPACE}{one.pk})",
                "snippets": snippets.of_widget(one, site_of(request), url, text, structure.id),
            }
            for one in own[:_PER_PAGE]
        ]
        if structure
        else [],
        "is_professional": role >= Role.PROFESSIONAL,
        "is_staff": role is Role.STAFF,
        "awaits": awaited(request.user) is not None,
        "widgets": _listed(request, role),
    }
    return render(request, "embedding/choose.html", context, status=422 if error else 200)


def _text(asked: str) -> str:
    """What a link says of a search."""
    if not asked:
        return _("Trouver la structure la plus proche – %(site)s") % {"site": settings.SITE_NAME}
    return f"{in_words(asked)} – {settings.SITE_NAME}"


def _listed(request: HttpRequest, role: Role) -> Any:
    """The widgets that the reader looks after, a page of them; None for who looks after none."""
    if role < Role.PROFESSIONAL:
        return None
    found = policy.manageable_by(request.user).select_related("organisation", "by").distinct()
    page = Paginator(found.order_by("partner", "pk"), _PER_PAGE).get_page(request.GET.get(PAGE))
    return {"page": page, "lines": [_line(one) for one in page]}


def _line(widget: Widget) -> dict[str, Any]:
    return {"widget": widget, "told": in_words(widget.search)}


def _page_of(pasted: str) -> str:
    """This page for an address of the site: a structure's, or a search's. Raises ValidationError."""
    path = path_in(pasted) or "/"
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            match = None
    if match and match.url_name in ("structure", "structure-short"):
        return f"{reverse('embed')}?{STRUCTURE}={match.kwargs['pk']}"
    said = search_of(pasted)
    return f"{reverse('embed')}?{said}" if said else reverse("embed")


def _structure(said: str) -> VisibleStructure | None:
    """The structure that an address says, where everybody sees it."""
    number = number_in(said)
    return VisibleStructure.objects.seen_by(VISITOR.role).filter(pk=number).first() if number else None
