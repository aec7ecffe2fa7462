# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API of places: from a text to points, and from a point to its address."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from geopy.exc import GeopyError
from rest_framework.views import APIView

from common.media_types import GEOJSON
from common.problems import problem
from geocoding import suggest
from geocoding.providers import configured
from geocoding.providers.addok import AddokProvider
from geocoding.where import Ambiguous, Found, resolve
from places.lookup import codes_at
from places.models import Commune
from places.search import MAX_TEXT_LENGTH

_REFUSED = {(400, "application/problem+json"): OpenApiTypes.OBJECT}
_PLACES = """FeatureCollection. `precision` dit ce qu'est le point : `address` (un numéro), `street`,
`commune` (son centre) ou `point` (des coordonnées données). `code_insee` est celui de la commune."""


class _Form(forms.Form):
    """A form that also refuses the parameters it does not have."""

    def __init__(self, query) -> None:
        super().__init__(query)
        self.unknown = sorted(set(query) - set(self.fields))

    def faults(self) -> dict[str, list[str]]:
        self.is_valid()
        faults = {name: [str(message) for message in messages] for name, messages in self.errors.items()}
        return faults | {name: ["Ce paramètre n'existe pas."] for name in self.unknown}


class SearchText(_Form):
    """Parameters of a search by text: `limit` answers at most, and what is completed, if anything is."""

    q = forms.CharField(max_length=MAX_TEXT_LENGTH)
    limit = forms.IntegerField(min_value=1, max_value=20, required=False)
    autocomplete = forms.ChoiceField(choices=[("communes", ""), ("rues", "")], required=False)


class Position(_Form):
    """Parameters of a search by position, in degrees (WGS 84)."""

    lat = forms.FloatField(min_value=-90, max_value=90)
    lon = forms.FloatField(min_value=-180, max_value=180)


class Geocode(APIView):
    """Where a text is."""

    @extend_schema(
        operation_id="geocode",
        summary="Les lieux qu'un texte désigne, le plus probable d'abord",
        description="Une adresse, une commune, un code postal ou des coordonnées. Plusieurs lieux : le texte"
        " ne suffit pas à choisir. Aucun : rien de sûr n'a été trouvé.",
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, required=True, description="Au plus 200 caractères."),
            OpenApiParameter("limit", OpenApiTypes.INT, default=suggest.LIMIT, description="De 1 à 20."),
            OpenApiParameter(
                "autocomplete",
                OpenApiTypes.STR,
                enum=["communes", "rues"],
                description="Pour un texte en cours de frappe : les communes, à l'instant, ou les rues.",
            ),
        ],
        responses={(200, GEOJSON): OpenApiResponse(OpenApiTypes.OBJECT, _PLACES)} | _REFUSED,
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """The places that a text may mean, as GeoJSON; a problem document, 400, for wrong parameters."""
        form = SearchText(request.GET)
        if faults := form.faults():
            return _refused(faults)
        asked = form.cleaned_data
        limit = asked["limit"] or suggest.LIMIT
        own = None if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
        if asked["autocomplete"] == "communes":
            found = suggest.communes(asked["q"], own, limit)
        elif asked["autocomplete"] == "rues":
            found = suggest.streets(asked["q"], _centre(own), limit)
        else:
            answer = resolve(asked["q"], own)
            found = (
                answer.candidates
                if isinstance(answer, Ambiguous)
                else [answer]
                if isinstance(answer, Found)
                else []
            )
        return JsonResponse(_collection(found[:limit]), content_type=GEOJSON)


class Reverse(APIView):
    """What is at a point."""

    @extend_schema(
        operation_id="reverse",
        summary="L'adresse, ou la commune, d'un point",
        parameters=[
            OpenApiParameter("lat", OpenApiTypes.DOUBLE, required=True, description="Latitude WGS 84."),
            OpenApiParameter("lon", OpenApiTypes.DOUBLE, required=True, description="Longitude WGS 84."),
        ],
        responses={(200, GEOJSON): OpenApiResponse(OpenApiTypes.OBJECT, _PLACES)} | _REFUSED,
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """The commune that holds a point, as GeoJSON; no feature outside France, 400 for wrong parameters."""
        form = Position(request.GET)
        if faults := form.faults():
            return _refused(faults)
        found = at(form.cleaned_data["lat"], form.cleaned_data["lon"])
        return JsonResponse(_collection([found] if found else []), content_type=GEOJSON)


def at(lat: float, lon: float) -> Found | None:
    """The address nearest to a point in degrees, else the commune that holds it, else None."""
    provider = configured.interactive()
    codes = codes_at(lon, lat)
    if isinstance(provider, AddokProvider):
        try:
            if near := provider.reverse(lat, lon):
                precision = "address" if near.number else "street"
                return Found(near.label, near.lat, near.lon, precision, near.citycode)
        except GeopyError:
            pass  # the commune is known without anybody's help
    commune = Commune.objects.filter(code=codes.arrondissement or codes.commune).first()
    if commune is None:
        return None
    return Found(str(commune), lat, lon, "point", commune.code)


def _centre(departement: str | None) -> tuple[float, float] | None:
    """The most peopled commune of the site's département: streets close to it come first."""
    if departement is None:
        return None
    largest = Commune.objects.filter(departement_code=departement, point__isnull=False)
    commune = largest.order_by("-population", "code").first()
    return (commune.point.y, commune.point.x) if commune and commune.point else None


def _collection(found: list[Found]) -> dict:
    return {"type": "FeatureCollection", "features": [_feature(one) for one in found]}


def _feature(one: Found) -> dict:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(one.lon, 6), round(one.lat, 6)]},
        "properties": {
            "label": one.label,
            "precision": one.precision,
            "code_insee": one.commune_code,
            "note": one.note,
        },
    }


def _refused(faults: dict[str, list[str]]) -> JsonResponse:
    return problem(400, "Paramètre refusé", "La question n'a pas été posée.", faults)
