# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/api/v1/viewport`: what a map shows of a search, kept for every reader until the data change."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from accounts.roles import Role, role_of
from common.media_types import GEOJSON
from common.problems import problem
from common.reading import ReadingView
from common.required import required
from layers import kept
from layers.clusters import draw
from search import filters
from search.question import Box, Search

# Its number goes up with every change of what an answer looks like.
_KIND = "viewport1"
_NEEDED = {
    "bbox": _("ce paramètre est nécessaire : « minlon,minlat,maxlon,maxlat », en degrés."),
    "zoom": _("ce paramètre est nécessaire : un nombre entier entre 0 et %(max)s."),
}


class Viewport(ReadingView):
    """The places in a map's box, as clusters and single places."""

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
    def get(self, request: HttpRequest) -> HttpResponse:
        """A FeatureCollection of 300 features at most; a problem document, 400, for wrong parameters."""
        parsed = filters.asked_by(request)
        errors = dict(parsed.errors)
        for name, message in _NEEDED.items():
            if name not in errors and getattr(parsed.search.window, name) is None:
                errors[name] = [str(message % {"max": filters.MAX_ZOOM})]
        if errors:
            return problem(400, "Paramètre refusé", "La recherche n'a pas été faite.", errors)
        search, role = parsed.search, role_of(request.user)
        box, zoom = search.window.bbox, search.window.zoom
        return kept.answer(
            request,
            _KIND,
            search,
            role,
            (box, zoom),
            lambda: _drawn(search, role, required(box), required(zoom)),
            GEOJSON,
        )


def _drawn(search: Search, role: Role, box: Box, zoom: int) -> tuple[int, bytes]:
    drawing = draw(search, role, box, zoom)
    return drawing.version, drawing.text.encode()
