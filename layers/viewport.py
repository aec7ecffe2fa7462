# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/api/v1/viewport`: what a map shows of a search, kept for every reader until the data change."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from accounts.roles import Role, role_of
from common.media_types import GEOJSON
from common.problems import problem
from common.reading import ReadingView
from common.required import required
from layers import cached, clusters, towns
from search import filters
from search.engine.cells import data_version
from search.question import Box, Search

# Its number goes up with every change of what an answer looks like.
_KIND, _KIND_OF_TOWNS = "viewport1", "towns1"
_Draw = Callable[[Search, Role, Box, int], tuple[int, bytes]]
_NEEDED = {
    "bbox": _("ce paramètre est nécessaire : « minlon,minlat,maxlon,maxlat », en degrés."),
    "zoom": _("ce paramètre est nécessaire : un nombre entier entre 0 et %(max)s."),
}


def _parameters(max_zoom: int) -> list[OpenApiParameter]:
    """What both ask: a box, a zoom, and any search."""
    return [
        OpenApiParameter("bbox", OpenApiTypes.STR, required=True, description="minlon,minlat,maxlon,maxlat"),
        OpenApiParameter("zoom", OpenApiTypes.INT, required=True, description=f"De 0 à {max_zoom}."),
        *(
            OpenApiParameter(
                name,
                OpenApiTypes.STR,
                many=name in filters.REPEATABLE,
                description="Comme pour `/api/v1/structures`.",
            )
            for name in sorted(filters.PARAMETERS - {"bbox", "zoom"})
        ),
    ]


_RESPONSES = {
    (200, GEOJSON): OpenApiResponse(
        OpenApiTypes.OBJECT, "FeatureCollection ; la somme des `count` est `numberMatched`"
    ),
    (304, GEOJSON): OpenApiResponse(None, "Rien n'a changé depuis cet `ETag`"),
    (400, "application/problem+json"): OpenApiTypes.OBJECT,
}


class Viewport(ReadingView):
    """The places in a map's box, as clusters and single places."""

    @extend_schema(
        operation_id="viewport",
        summary="Ce qu'une carte montre d'une recherche : 300 points et 30 ko au plus",
        parameters=_parameters(filters.MAX_ZOOM),
        responses=_RESPONSES,
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """A FeatureCollection of 300 features at most; a problem document, 400, for wrong parameters."""
        return _answer(request, _KIND, filters.MAX_ZOOM, _clusters)


class Towns(ReadingView):
    """The places in a map's box, as circles on the largest towns."""

    @extend_schema(
        operation_id="viewport_villes",
        summary="Une recherche vue de loin : des cercles sur les villes, qui ne se touchent pas",
        parameters=_parameters(towns.MAX_ZOOM),
        responses=_RESPONSES,
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """A FeatureCollection of 300 features at most; a problem document, 400, for wrong parameters."""
        return _answer(request, _KIND_OF_TOWNS, towns.MAX_ZOOM, _towns)


def _answer(request: HttpRequest, kind: str, max_zoom: int, draw: _Draw) -> HttpResponse:
    parsed = filters.asked_by(request)
    errors = dict(parsed.errors)
    for name, message in _NEEDED.items():
        if name not in errors and getattr(parsed.search.window, name) is None:
            errors[name] = [str(message % {"max": max_zoom})]
    search, role = parsed.search, role_of(request.user)
    box, zoom = search.window.bbox, search.window.zoom
    if zoom is not None and zoom > max_zoom:
        errors["zoom"] = [_("un zoom entre 0 et %(max)s est attendu.") % {"max": max_zoom}]
    if errors:
        return problem(400, "Paramètre refusé", "La recherche n'a pas été faite.", errors)
    return cached.answer(
        request,
        kind,
        search,
        role,
        (box, zoom),
        lambda: draw(search, role, required(box), required(zoom)),
        GEOJSON,
    )


def _clusters(search: Search, role: Role, box: Box, zoom: int) -> tuple[int, bytes]:
    drawing = clusters.draw(search, role, box, zoom)
    return drawing.version, drawing.text.encode()


def _towns(search: Search, role: Role, box: Box, zoom: int) -> tuple[int, bytes]:
    # Before what it is the version of: what is drawn of later data is drawn again at the next look.
    version = data_version()
    return version, towns.draw(search, role, box, zoom).encode()
