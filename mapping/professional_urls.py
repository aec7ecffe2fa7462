# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages for the professionals who keep the directory true: in French only."""

from django.urls import path

from mapping import area_pages, review
from mapping.editing import hours_page
from mapping.freshness import pages as freshness

urlpatterns = [
    path("positions/", review.next_position, name="review"),
    path("positions/<int:pk>/", review.decide, name="review-decide"),
    path("services/<int:pk>/zone/", area_pages.service_area_page, name="service-area"),
    path("horaires/lire/", hours_page.read_hours, name="hours-read"),
    path("structures/<int:pk>/toujours-exact/", freshness.still_right, name="still-right"),
    path("geocodages/<int:pk>/", review.run_progress, name="run"),
    path("geocodages/<int:pk>/annuler/", review.cancel_run, name="run-cancel"),
]
