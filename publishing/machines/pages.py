# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the pictures of shared links are: an address for each page that has one, and no other.

What varies is in the path and is looked up (a structure, a theme, a commune): a query string changes nothing,
so that nobody makes the machine draw without end. What is drawn is kept for an hour; drawing takes one of the
places of costly answers.
"""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from common.costly import Cost, place
from common.limits import Limit
from places.models import LoadedEdition
from publishing.machines import subjects
from publishing.machines.picture import Picture, drawn, validator

PICTURE = Cost("picture", 1, Limit("pictures", 300, 600))
_CACHED_SECONDS = 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The picture of the site."""
    return _answer(request, subjects.of_home())


@require_safe
def structure(request: HttpRequest, pk: str) -> HttpResponse:
    """The picture of a structure."""
    return _answer(request, subjects.of_structure(int(pk)))


@require_safe
def search(request: HttpRequest, theme: str = "", commune: str = "") -> HttpResponse:
    """The picture of what is looked for: a theme, a commune, or both."""
    return _answer(request, subjects.of_search(theme, commune))


@require_safe
def resource(request: HttpRequest, pk: str) -> HttpResponse:
    """The picture of a sheet."""
    return _answer(request, subjects.of_resource(int(pk)))


@require_safe
def event(request: HttpRequest, pk: str) -> HttpResponse:
    """The picture of an event."""
    return _answer(request, subjects.of_event(int(pk)))


def _answer(request: HttpRequest, picture: Picture | None) -> HttpResponse:
    """The picture as PNG, or 304 for who has it. Raises Http404 where there is none, Refused where there is
    no place to draw it."""
    if picture is None:
        raise Http404
    edition = LoadedEdition.objects.order_by("-loaded_at").values_list("version", flat=True).first()
    key = f"picture-{validator(picture, edition or '')}"
    etag = quote_etag(key)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        png = cache.get(key)
        if png is None:
            with place(request, PICTURE):
                png = drawn(picture)
            cache.set(key, png, _CACHED_SECONDS)
        response = HttpResponse(png, content_type="image/png")
    response["ETag"] = etag
    # An address made confidential must be gone at the next look, as everywhere.
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response
