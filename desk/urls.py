# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public pages, in every language."""

from django.urls import path, re_path

from desk import about, group_files, guide, language, pages, pathway, selection, sharing, structure_page
from desk.governance.page import governance_page
from desk.joining import organisation_page, registration
from desk.letters import pages as letters
from desk.reports import pages as reports

urlpatterns = [
    path("", pages.home, name="home"),
    path("partager/qr.svg", sharing.search_qr, name="search-qr"),
    path("comparer/", selection.compare, name="compare"),
    path("parcours/", pathway.pathway, name="pathway"),
    path("fiche-a-imprimer/", selection.print_sheet, name="print-sheet"),
    re_path(r"^structures/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", structure_page.structure, name="structure"),
    re_path(r"^structures/(?P<pk>\d{1,18})/$", structure_page.structure, name="structure-short"),
    re_path(
        r"^structures/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/ecrire/$",
        letters.write_to_structure,
        name="write-structure",
    ),
    re_path(
        r"^structures/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/signaler/$",
        reports.report_structure,
        name="report-structure",
    ),
    path("photos/<int:pk>/retrait/", reports.ask_for_photo, name="photo-ask"),
    path("reseau/groupes/<int:pk>/structures.<slug:kind>", group_files.group_file, name="group-file"),
    path("proposer/", reports.propose_structure, name="propose"),
    path("ecrire/", letters.write_to_team, name="write"),
    path("inscription/", registration.register, name="register"),
    re_path(
        r"^organisations/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$",
        organisation_page.organisation_page,
        name="organisation",
    ),
    path("par-ou-commencer/", guide.guide, name="guide"),
    path("langue/", language.stay, name="language"),
    path("aide/", about.help_page, name="help"),
    path("accessibilite/", about.accessibility, name="accessibility"),
    path("gouvernance/", governance_page, name="governance"),
    path("mentions-legales/", about.legal, name="legal"),
    path("donnees-personnelles/", about.privacy, name="privacy"),
    path("plan-du-site/", about.site_map, name="site-map"),
]
