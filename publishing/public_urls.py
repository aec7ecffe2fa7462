# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public reads, the same in every language."""

from django.urls import path, re_path
from django.urls.resolvers import URLPattern, URLResolver

from publishing.editions import public_pages
from publishing.embedding import choosing
from publishing.machines import pages as pictures

urlpatterns: list[URLPattern | URLResolver] = [
    path("annuaire-papier/", public_pages.books, name="printed-books"),
    path("annuaire-papier/<int:pk>/corrections/", public_pages.changed, name="printed-book-changed"),
    path("apercus/accueil.png", pictures.home, name="picture-home"),
    re_path(r"^apercus/structures/(?P<pk>\d{1,18})\.png$", pictures.structure, name="picture-structure"),
    path("apercus/themes/<slug:theme>.png", pictures.search, name="picture-theme"),
    path("apercus/themes/<slug:theme>/<slug:commune>.png", pictures.search, name="picture-search"),
    path("apercus/communes/<slug:commune>.png", pictures.search, name="picture-commune"),
    re_path(r"^apercus/fiches/(?P<pk>\d{1,18})\.png$", pictures.resource, name="picture-resource"),
    re_path(r"^apercus/agenda/(?P<pk>\d{1,18})\.png$", pictures.event, name="picture-event"),
    path("integrer/", choosing.choose, name="embed"),
]
