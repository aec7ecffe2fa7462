# SPDX-License-Identifier: AGPL-3.0-or-later
"""What scripts, professionals and staff use: one address, in French."""

from django.urls import path, re_path
from django.urls.resolvers import URLPattern, URLResolver

from evaluation import used
from evaluation.grid import pages as grid
from evaluation.observatory import files
from evaluation.one_structure import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("usage/", used.told, name="used"),
    path("observatoire/fichier.<str:ending>", files.take_away, name="observatory-file"),
    re_path(r"^structures/(?P<pk>\d{1,18})/demandes/$", pages.asked_of, name="structure-asked"),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/demandes\.(?P<ending>xlsx|csv)$",
        pages.file,
        name="structure-asked-file",
    ),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/$", grid.grid, name="grid"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/corriger/$", grid.correct, name="grid-correct"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/feuille/$", grid.sheet, name="grid-sheet"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/hors-ligne\.js$", grid.offline, name="grid-offline"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/lignes/$", grid.own_lines, name="grid-lines"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/rappel/$", grid.remind, name="grid-remind"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage\.(?P<ending>xlsx|csv)$", grid.file, name="grid-file"),
]
