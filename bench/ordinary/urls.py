from django.urls import include, path
from rest_framework.routers import SimpleRouter

from bench.ordinary.views import ByDistanceViewSet, DocumentedViewSet
from geoapp import health

router = SimpleRouter(trailing_slash=False)
router.register("documented", DocumentedViewSet, "documented")
router.register("by-distance", ByDistanceViewSet, "by-distance")

urlpatterns = [path("healthz", health.alive), path("", include(router.urls))]
