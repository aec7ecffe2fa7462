# SPDX-License-Identifier: AGPL-3.0-or-later
"""What machines, partners' sites and staff use: one address, in French."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("publishing.embedding.urls")),
]
