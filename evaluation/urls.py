# SPDX-License-Identifier: AGPL-3.0-or-later
"""What scripts, professionals and staff use: one address, in French."""

from django.urls import path, re_path
from django.urls.resolvers import URLPattern, URLResolver

from evaluation import used
from evaluation.charter import staff_pages, structure_pages
from evaluation.grid import pages as grid
from evaluation.observatory import files
from evaluation.one_structure import pages
from evaluation.reports import pages as reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("professionnels/charte-qualite/", staff_pages.charters, name="quality-charters"),
    path(
        "professionnels/charte-qualite/<int:number>/modifier/", staff_pages.edit, name="quality-charter-edit"
    ),
    path("professionnels/charte-qualite/<int:number>/", staff_pages.version, name="quality-charter-version"),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/charte/$", structure_pages.of_structure, name="charter-of-structure"
    ),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/charte/document/$", structure_pages.remove_piece, name="charter-piece"
    ),
    re_path(r"^structures/(?P<pk>\d{1,18})/charte/visite/$", structure_pages.visit, name="charter-visit"),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/charte/decision/$", structure_pages.decide, name="charter-decision"
    ),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/charte/retrait/$", structure_pages.withdraw, name="charter-withdrawal"
    ),
    path("professionnels/bilan/", reports.territory_report, name="territory-report"),
    path("professionnels/bilan.xlsx", reports.territory_file, name="territory-report-file"),
    re_path(r"^structures/(?P<pk>\d{1,18})/bilan/$", reports.structure_report, name="structure-report"),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/bilan\.xlsx$", reports.structure_file, name="structure-report-file"
    ),
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
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/lignes/$", grid.own_lines, name="grid-lines"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/rappel/$", grid.remind, name="grid-remind"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage\.(?P<ending>xlsx|csv)$", grid.file, name="grid-file"),
]
