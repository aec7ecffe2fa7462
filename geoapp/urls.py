from django.contrib import admin
from django.urls import include, path

from geoapp import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("api/v1/", include("geoapp.api")),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("data.urls")),
    path("", include("layers.urls")),
    path("", include("territory.urls")),
    path("", include("mapping.urls")),
]
