from django.urls import include, path
from rest_framework.routers import SimpleRouter

from bench.ordinary.views import ByDistanceViewSet, DocumentedViewSet, InMetresViewSet
from geoapp import health
from geoapp.urls import urlpatterns as of_the_site

router = SimpleRouter(trailing_slash=False)
router.register("documented", DocumentedViewSet, "documented")
router.register("by-distance", ByDistanceViewSet, "by-distance")
router.register("in-metres", InMetresViewSet, "in-metres")

# The demonstration, which fills the database, writes links to pages of the site: they are named here too,
# after the peer's own addresses, which are found first.
urlpatterns = [path("healthz", health.alive), path("", include(router.urls)), *of_the_site]
