# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public reads of the network, in every language."""

from django.urls import path, re_path

from network import event_pages, history_pages, home
from network.news import pages as news
from network.resources import feed, pages

_RESOURCE = r"^fiches/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/"

urlpatterns = [
    path("fiches/", pages.resources, name="resources"),
    path("fiches/flux.atom", feed.feed, name="resources-feed"),
    re_path(_RESOURCE + "$", pages.resource, name="resource"),
    re_path(r"^fiches/(?P<pk>\d{1,18})/$", pages.resource, name="resource-short"),
    re_path(_RESOURCE + "imprimer/$", pages.printed, name="resource-print"),
    path("agenda/", event_pages.agenda, name="agenda"),
    re_path(r"^agenda/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", event_pages.event, name="event"),
    path("reseau/", home.network, name="network"),
    path("reseau/qui-fait-quoi/", home.who_does_what_where, name="who-where"),
    path("reseau/actualites/", news.listing, name="news-list"),
    re_path(r"^reseau/actualites/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", news.one, name="news"),
    path("reseau/<int:pk>/historique/", history_pages.history, name="shared-history"),
]
