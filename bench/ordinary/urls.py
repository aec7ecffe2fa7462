from django.urls import include, path
from rest_framework.routers import SimpleRouter

from bench.ordinary.views import ByDistanceViewSet, DocumentedViewSet, InMetresViewSet
from geoapp import health

router = SimpleRouter(trailing_slash=False)
router.register("documented", DocumentedViewSet, "documented")
router.register("by-distance", ByDistanceViewSet, "by-distance")
router.register("in-metres", InMetresViewSet, "in-metres")

urlpatterns = [path("healthz", health.alive), path("", include(router.urls))]
