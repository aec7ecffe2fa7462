# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public reads of the network, in every language."""

from django.urls import path, re_path

from network import history_pages
from network.resources import feed, pages

_RESOURCE = r"^fiches/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/"

urlpatterns = [
    path("fiches/", pages.resources, name="resources"),
    path("fiches/flux.atom", feed.feed, name="resources-feed"),
    re_path(_RESOURCE + "$", pages.resource, name="resource"),
    re_path(r"^fiches/(?P<pk>\d{1,18})/$", pages.resource, name="resource-short"),
    re_path(_RESOURCE + "imprimer/$", pages.printed, name="resource-print"),
    path("reseau/<int:pk>/historique/", history_pages.history, name="shared-history"),
]
