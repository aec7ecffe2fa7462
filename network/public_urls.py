# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public reads of the network, in every language."""

from django.urls import path, re_path

from network import history_pages, home
from network.bulletins import pages as bulletins
from network.events import calendars, diary, on_map
from network.events import pages as events
from network.gallery import pages as gallery
from network.news import pages as news
from network.offers import pages as offers
from network.registering import pages as registering
from network.resources import feed, pages

_RESOURCE = r"^fiches/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/"
_EVENT = r"^agenda/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/"

urlpatterns = [
    path("fiches/", pages.resources, name="resources"),
    path("fiches/flux.atom", feed.feed, name="resources-feed"),
    re_path(_RESOURCE + "$", pages.resource, name="resource"),
    re_path(r"^fiches/(?P<pk>\d{1,18})/$", pages.resource, name="resource-short"),
    re_path(_RESOURCE + "imprimer/$", pages.printed, name="resource-print"),
    path("agenda/", events.agenda, name="agenda"),
    path("agenda/trimestre/", events.quarter, name="agenda-quarter"),
    path("agenda/carte.geojson", on_map.layer, name="agenda-map"),
    path("agenda/agenda.ics", calendars.feed, name="agenda-calendar"),
    path("agenda/inscription/<str:token>/", registering.registration, name="registration"),
    path("agenda/abonnement/<str:token>/agenda.ics", diary.agenda, name="diary-agenda"),
    path("agenda/abonnement/<str:token>/inscriptions.ics", diary.registrations, name="diary-registrations"),
    path("agenda/invitation/<str:token>/", registering.invitation, name="event-invitation"),
    re_path(_EVENT + "$", events.event, name="event"),
    re_path(_EVENT + r"agenda\.ics$", calendars.one, name="event-calendar"),
    re_path(r"^agenda/(?P<pk>\d{1,18})/s-inscrire/$", registering.register, name="event-register"),
    path("reseau/", home.network, name="network"),
    path("reseau/qui-fait-quoi/", home.who_does_what_where, name="who-where"),
    path("reseau/actualites/", news.listing, name="news-list"),
    re_path(r"^reseau/actualites/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", news.one, name="news"),
    path("reseau/offres/", offers.listing, name="offers"),
    re_path(r"^reseau/offres/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", offers.one, name="offer"),
    path("reseau/bulletins/", bulletins.listing, name="bulletins"),
    path("reseau/bulletins/<int:pk>/", bulletins.one, name="bulletin-short"),
    re_path(r"^reseau/bulletins/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", bulletins.one, name="bulletin"),
    path("reseau/bulletins/abonnement/<str:token>/", bulletins.subscription, name="bulletin-subscription"),
    path("photos/", gallery.photos, name="photos"),
    path("photos/<int:pk>/", gallery.photo, name="photo"),
    path("photos/<str:of>/<int:pk>/", gallery.gallery, name="gallery"),
    path("reseau/<int:pk>/historique/", history_pages.history, name="shared-history"),
]
