# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public pages of changes, in every language."""

from django.urls import path, re_path

from mapping.changes import pages

urlpatterns = [
    re_path(
        r"^structures/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/historique/$",
        pages.structure_history,
        name="structure-history",
    ),
    path("modifications/", pages.changes, name="changes"),
    path("modifications/flux.atom", pages.feed, name="changes-feed"),
]
