"""Every address. What the public reads is in `i18n_patterns`: the same under `/ar/`, `/en/`…; the rest, what
machines and staff use, has one address and is in French."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from geoapp import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("api/v1/", include("geoapp.api")),
    path("admin/", admin.site.urls),
    path("", include("data.urls")),
    path("", include("layers.urls")),
    path("", include("territory.urls")),
    path("professionnels/", include("mapping.professional_urls")),
    *i18n_patterns(
        path("", include("accounts.urls")),
        path("", include("mapping.urls")),
        prefix_default_language=False,
    ),
]
