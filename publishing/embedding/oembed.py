# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/oembed`: what an address of the site is, for a program that would show it (oEmbed 1.0, oembed.com).

A search and a structure are a `link`, with their title: who asks does not say on which site they would be
framed, and a frame that the browser refuses would be a hole in the page. The address of a widget,
`/integre/…`, is `rich`, with its frame: whoever has it registered the sites that may show it.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.readers import VISITOR
from common.numbers import number_in
from common.problems import problem
from desk.address_bar import read
from mapping.models import VisibleStructure
from publishing.embedding import snippets
from publishing.embedding.asked import KEY
from publishing.embedding.choosing import site_of
from publishing.embedding.models import Widget
from publishing.embedding.told import in_words

_WIDTH_PX = 800
_LONGEST = 4000
_KEPT_S = 3600


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """The oEmbed answer for `url`, within `maxwidth` and `maxheight` pixels. 400 without an address, 404 for
    one that is not of this site or leads to nothing public, 501 for another format than JSON."""
    response = _answer(request)
    # What is public here is anybody's to read, from any page.
    response["Access-Control-Allow-Origin"] = "*"
    if response.status_code == 200:
        response["Cache-Control"] = f"public, max-age={_KEPT_S}"
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if request.GET.get("format", "json") != "json":
        return problem(501, "Format non disponible", "Seul « format=json » l’est.")
    address = request.GET.get("url", "")
    if not address:
        return problem(
            400, "Demande refusée", errors={"url": ["l’adresse d’une page de ce site est attendue."]}
        )
    sides = {}
    for name in ("maxwidth", "maxheight"):
        said = request.GET.get(name, "")
        sides[name] = number_in(said)
        if said and not sides[name]:
            return problem(400, "Demande refusée", errors={name: ["un nombre entier de pixels est attendu."]})
    found = _found(request, address, sides["maxwidth"], sides["maxheight"])
    if found is None:
        return problem(404, "Introuvable", "Rien de public à cette adresse de ce site.")
    always = {
        "version": "1.0",
        "provider_name": settings.SITE_NAME,
        "provider_url": f"{site_of(request)}/",
        "cache_age": _KEPT_S,
    }
    return JsonResponse(always | found)


def _found(
    request: HttpRequest, address: str, width: int | None, height: int | None
) -> dict[str, Any] | None:
    """What an address is; None where it is nothing public of this site."""
    try:
        parts = urlsplit(address[:_LONGEST])
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.netloc != urlsplit(site_of(request)).netloc:
        return None
    with override(get_language_from_path(parts.path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(parts.path)
        except Resolver404:
            return None
        query = QueryDict(parts.query)
        if match.url_name == "home":
            return {"type": "link", "title": _title(query)}
        if match.url_name in ("structure", "structure-short"):
            name = _name(int(match.kwargs["pk"]))
            return {"type": "link", "title": name} if name else None
        if match.url_name == "embedded":
            return _rich(request, match.kwargs["key"], None, width, height)
        if match.url_name == "embedded-structure":
            return _rich(request, query.get(KEY, ""), int(match.kwargs["pk"]), width, height)
    return None


def _rich(
    request: HttpRequest, key: str, structure: int | None, width: int | None, height: int | None
) -> dict[str, Any] | None:
    """The frame of a widget in service; None for any other key, or a structure that nobody sees."""
    widget = Widget.objects.filter(key=key, is_active=True).first() if key else None
    if widget is None:
        return None
    title = _name(structure) if structure else in_words(widget.search)
    if not title:
        return None
    wide = min(width or _WIDTH_PX, _WIDTH_PX)
    own = snippets.STRUCTURE_HEIGHT_PX if structure else snippets.height_of(widget)
    high = min(height or own, own)
    path = (
        f"{reverse('embedded-structure', args=[structure])}?{KEY}={key}"
        if structure
        else reverse("embedded", args=[key])
    )
    frame = snippets.frame(f"{site_of(request)}{path}", title, high, str(wide))
    return {"type": "rich", "title": title, "html": frame, "width": wide, "height": high}


def _title(query: QueryDict) -> str:
    reading = read(query)
    asked = reading.query(reading.search)
    return in_words(asked) if asked else _("Trouver la structure la plus proche")


def _name(number: int) -> str:
    seen = VisibleStructure.objects.seen_by(VISITOR.role).filter(pk=number).only("nom").first()
    return seen.nom if seen else ""
