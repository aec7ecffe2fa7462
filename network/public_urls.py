# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public reads of the network, in every language."""

from django.urls import path

from network import history_pages

urlpatterns = [
    path("reseau/<int:pk>/historique/", history_pages.history, name="shared-history"),
]
