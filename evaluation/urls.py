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
from evaluation.satisfaction import network as satisfaction_network
from evaluation.satisfaction import pages as satisfaction
from evaluation.surveys import answering
from evaluation.surveys import pages as surveys

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
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/feuille/$", grid.sheet, name="grid-sheet"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/hors-ligne\.js$", grid.offline, name="grid-offline"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/lignes/$", grid.own_lines, name="grid-lines"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage/rappel/$", grid.remind, name="grid-remind"),
    re_path(r"^structures/(?P<pk>\d{1,18})/comptage\.(?P<ending>xlsx|csv)$", grid.file, name="grid-file"),
    re_path(r"^structures/(?P<pk>\d{1,18})/satisfaction/$", satisfaction.desk, name="satisfaction"),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/satisfaction/code/$", satisfaction.one_code, name="satisfaction-code"
    ),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/satisfaction/saisie/$", satisfaction.typed, name="satisfaction-typed"
    ),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/satisfaction/partenaires/$",
        satisfaction.partners,
        name="satisfaction-partners",
    ),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/satisfaction/montrer/$", satisfaction.show, name="satisfaction-show"
    ),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/satisfaction\.(?P<ending>xlsx|csv)$",
        satisfaction.file,
        name="satisfaction-file",
    ),
    path("professionnels/satisfaction/", satisfaction_network.network, name="satisfaction-network"),
    re_path(
        r"^professionnels/satisfaction\.(?P<ending>xlsx|csv)$",
        satisfaction_network.file,
        name="satisfaction-network-file",
    ),
    path("reseau/enquetes/", surveys.surveys, name="surveys"),
    path("reseau/enquetes/nouvelle/", surveys.new, name="survey-new"),
    path("reseau/enquetes/<int:pk>/", surveys.survey, name="survey"),
    path("reseau/enquetes/<int:pk>/destinataires/", surveys.recipients, name="survey-recipients"),
    path("reseau/enquetes/<int:pk>/modifier/", surveys.edit, name="survey-edit"),
    path("reseau/enquetes/<int:pk>/questions/nouvelle/", surveys.question, name="survey-question-new"),
    path("reseau/enquetes/<int:pk>/questions/<int:number>/", surveys.question, name="survey-question"),
    path("reseau/enquetes/<int:pk>/agir/", surveys.act, name="survey-act"),
    path("reseau/enquetes/<int:pk>/repondre/", answering.member, name="survey-answer"),
    path("reseau/enquetes/<int:pk>/garder/", answering.draft, name="survey-draft"),
    re_path(
        r"^reseau/enquetes/(?P<pk>\d{1,18})/resultats\.(?P<ending>xlsx|csv)$",
        surveys.file,
        name="survey-file",
    ),
    path("enquetes/lettre/<str:token>/", answering.letter, name="survey-letter"),
    path("enquetes/arret/<str:token>/", answering.stop, name="survey-stop"),
]
