# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path, re_path

from territory import country_pages, pages, records_pages, siting_pages, takeaway_pages, uploads

urlpatterns = [
    path("territoire/", pages.territory, name="territory"),
    path("territoire/communes/", pages.communes, name="territory-communes"),
    path("territoire/fiches/", records_pages.records_of, name="territory-records"),
    path("territoire/fiches.csv", records_pages.records_file, name="territory-records-file"),
    path("territoire/qualite/", records_pages.quality, name="territory-quality"),
    path("territoire/zones.csv", takeaway_pages.zones_file, name="territory-zones-file"),
    path("territoire/france/", country_pages.france, name="territory-country"),
    path("territoire/contours.geojson", pages.outlines_of, name="territory-outlines"),
    re_path(
        r"^territoire/rapport\.(?P<ending>pdf|xlsx|csv|html|geojson|png)$",
        takeaway_pages.take_away,
        name="territory-takeaway",
    ),
    path("territoire/ouvrir/", siting_pages.where_to_open, name="territory-siting"),
    path("territoire/ouvrir/note.pdf", siting_pages.note, name="territory-siting-note"),
    path("territoire/et-si/", siting_pages.new_scenario, name="territory-scenario-new"),
    path("territoire/et-si/<uuid:pk>/", siting_pages.scenario, name="territory-scenario"),
    path("territoire/depots/", uploads.uploads, name="territory-uploads"),
]
