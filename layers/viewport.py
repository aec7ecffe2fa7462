"""`/api/v1/viewport`: what a map shows of a search, kept for every reader until the data change."""

import hashlib
import time

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.roles import Role, role_of
from common.problems import problem
from layers.clusters import draw
from mapping import filters
from mapping.filters import Search
from mapping.search.cells import data_version

GEOJSON = "application/geo+json"
# Kept until something else takes its place: the version in the key tells when it is out of date.
_KEPT_SECONDS = 3600
# Goes up with every change of what an answer looks like.
_FORMAT = 1
_NEEDED = {
    "bbox": _("ce paramètre est nécessaire : « minlon,minlat,maxlon,maxlat », en degrés."),
    "zoom": _("ce paramètre est nécessaire : un nombre entier entre 0 et %(max)s."),
}


class Viewport(APIView):
    """The places in a map's box, as clusters and single places."""

    permission_classes = ()

    @extend_schema(
        operation_id="viewport",
        summary="Ce qu'une carte montre d'une recherche : 300 points et 30 ko au plus",
        parameters=[
            OpenApiParameter(
                "bbox", OpenApiTypes.STR, required=True, description="minlon,minlat,maxlon,maxlat"
            ),
            OpenApiParameter("zoom", OpenApiTypes.INT, required=True, description="De 0 à 19."),
            *(
                OpenApiParameter(
                    name,
                    OpenApiTypes.STR,
                    many=name in filters.REPEATABLE,
                    description="Comme pour `/api/v1/structures`.",
                )
                for name in sorted(filters.PARAMETERS - {"bbox", "zoom"})
            ),
        ],
        responses={
            (200, GEOJSON): OpenApiResponse(
                OpenApiTypes.OBJECT, "FeatureCollection ; la somme des `count` est `numberMatched`"
            ),
            (304, GEOJSON): OpenApiResponse(None, "Rien n'a changé depuis cet `ETag`"),
            (400, "application/problem+json"): OpenApiTypes.OBJECT,
        },
    )
    def get(self, request: Request) -> HttpResponse:
        parsed = filters.parse(request.GET)
        errors = dict(parsed.errors)
        for name, message in _NEEDED.items():
            if name not in errors and getattr(parsed.search.window, name) is None:
                errors[name] = [str(message % {"max": filters.MAX_ZOOM})]
        if errors:
            return problem(400, "Paramètre refusé", "La recherche n'a pas été faite.", errors)
        return _answer(request, parsed.search, role_of(request.user))


def _answer(request: HttpRequest, search: Search, role: Role) -> HttpResponse:
    key = _key(search, role)
    etag = quote_etag(key)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        text = cache.get(key)
        if text is None:
            text = draw(search, role, search.window.bbox, search.window.zoom).text.encode()
            cache.set(key, text, _KEPT_SECONDS)
        response = HttpResponse(text, content_type=GEOJSON)
    response["ETag"] = etag
    # An address made confidential must be gone at the next look: every use of a kept answer asks
    # first, which costs one look at the version. What professionals see is kept by no proxy.
    shared = "public" if role is Role.VISITOR else "private"
    response["Cache-Control"] = f"{shared}, max-age=0, must-revalidate"
    return response


def _key(search: Search, role: Role) -> str:
    """The same for all that have the same answer: what is asked, by which role, of which data."""
    window, place = search.window, search.place
    asked = (
        _FORMAT,
        data_version(),
        int(role),
        search.criteria,
        (place.lat, place.lon) if place else None,
        window.bbox,
        window.zoom,
        # What is open depends on the minute.
        int(time.time() // 60) if search.criteria.ouvert else None,
    )
    return f"viewport-{hashlib.blake2s(repr(asked).encode(), digest_size=16).hexdigest()}"
