# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address. What the public reads is in `i18n_patterns`: the same under `/ar/`, `/en/`…; the rest, what
machines and staff use, has one address and is in French."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from accounts.pages import administration_sign_in
from desk import workspace
from desk.campaigns import confirming
from geoapp import crawlers, health, sitemaps
from geoapp.components import components

urlpatterns = [
    path("api/v1/", include("geoapp.api")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("favicon.ico", crawlers.favicon),
    path("robots.txt", crawlers.robots),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<section>.xml", sitemaps.part, name="sitemap-part"),
    path("composants/", components, name="components"),
    path("admin/login/", administration_sign_in),
    path("admin/", admin.site.urls),
    path("", include("files.urls")),
    path("", include("data.urls")),
    path("", include("layers.urls")),
    path("", include("territory.urls")),
    path("essai/", include("demonstration.urls")),
    path("", include("mapping.editing.urls")),
    path("", include("network.urls")),
    path("", include("evaluation.urls")),
    path("", include("publishing.urls")),
    path("professionnels/", workspace.workspace, name="workspace"),
    path("confirmer/<str:token>/", confirming.confirm, name="confirm"),
    path("professionnels/", include("mapping.professional_urls")),
    path("", include("desk.people.urls")),
    path("professionnels/", include("mapping.patrol.urls")),
    path("professionnels/", include("desk.professional_urls")),
    *i18n_patterns(
        path("", include("accounts.urls")),
        path("", include("mapping.changes.urls")),
        path("", include("data.public_urls")),
        path("", include("network.public_urls")),
        path("", include("evaluation.public_urls")),
        path("", include("publishing.public_urls")),
        path("", include("desk.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "geoapp.errors.bad_request"
handler403 = "geoapp.errors.permission_denied"
handler404 = "geoapp.errors.page_not_found"
handler500 = "geoapp.errors.server_error"
