"""Three viewsets: both filters of the package, in degrees; its filter and GeoDjango's true order; and
GeoDjango's lookup within a distance, in metres, the one of the three that answers what was asked."""

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db.models import QuerySet
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.serializers import SerializerMethodField, SlugRelatedField
from rest_framework.viewsets import ModelViewSet
from rest_framework_gis.filters import DistanceToPointFilter, DistanceToPointOrderingFilter
from rest_framework_gis.pagination import GeoJsonPagination
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from bench.ordinary.models import Place


class ThemeFilter(BaseFilterBackend):
    """`?theme=code`: the places of that theme."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view) -> QuerySet:
        theme = request.query_params.get("theme")
        return queryset.filter(themes__code=theme) if theme else queryset


class PlaceSerializer(GeoFeatureModelSerializer):
    themes = SlugRelatedField("code", many=True, read_only=True)
    services = SlugRelatedField("nom", source="offers", many=True, read_only=True)
    distance_m = SerializerMethodField()

    class Meta:
        model = Place
        geo_field = "position"
        fields = (
            "id",
            "nom",
            "distance_m",
            "themes",
            "adresse",
            "complement_adresse",
            "code_postal",
            "commune",
            "code_insee",
            "position_precision",
            "telephone",
            "courriel",
            "site_web",
            "horaires_accueil",
            "accessible",
            "services",
            "verified_at",
            "exemple",
        )

    def get_distance_m(self, place: Place) -> float:
        return round(place.distance.m, 1)


class Pages(GeoJsonPagination):
    page_size = 20


class DocumentedViewSet(ModelViewSet):
    """As the package's documentation has it: both its distance filters, in degrees."""

    queryset = Place.objects.prefetch_related("themes", "offers")
    serializer_class = PlaceSerializer
    pagination_class = Pages
    filter_backends = (ThemeFilter, DistanceToPointFilter, DistanceToPointOrderingFilter)
    distance_filter_field = "position"
    distance_filter_convert_meters = True
    distance_ordering_filter_field = "position"

    def get_queryset(self) -> QuerySet[Place]:
        lon, lat = (float(number) for number in self.request.query_params["point"].split(","))
        return super().get_queryset().annotate(distance=Distance("position", Point(lon, lat, srid=4326)))


class ByDistanceViewSet(DocumentedViewSet):
    """The same, ordered by true distance: right, and beyond the spatial index."""

    filter_backends = (ThemeFilter, DistanceToPointFilter)

    def get_queryset(self) -> QuerySet[Place]:
        return super().get_queryset().order_by("distance", "id")


class InMetresViewSet(ModelViewSet):
    """What is within a distance, by the lookup of GeoDjango's guide on a geography, nearest first."""

    serializer_class = PlaceSerializer
    pagination_class = Pages
    filter_backends = (ThemeFilter,)

    def get_queryset(self) -> QuerySet[Place]:
        asked = self.request.query_params
        here = Point(*(float(number) for number in asked["point"].split(",")), srid=4326)
        return (
            Place.objects.prefetch_related("themes", "offers")
            .annotate(distance=Distance("spot", here))
            .filter(spot__distance_lte=(here, D(m=float(asked["dist"]))))
            .order_by("distance", "id")
        )
