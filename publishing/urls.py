# SPDX-License-Identifier: AGPL-3.0-or-later
"""What machines, partners' sites and staff use: one address, in French."""

from django.urls import re_path
from django.urls.resolvers import URLPattern, URLResolver

from publishing.posters import pages as posters

urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^structures/(?P<pk>\d{1,18})/affiche\.pdf$", posters.poster, name="structure-poster"),
    re_path(r"^structures/(?P<pk>\d{1,18})/depliant\.pdf$", posters.leaflet, name="structure-leaflet"),
]
