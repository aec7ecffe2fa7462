# SPDX-License-Identifier: AGPL-3.0-or-later
"""To whom an edition goes: for staff, in French."""

from django.urls import path, re_path

from publishing.recipients import pages

urlpatterns = [
    path("<int:pk>/destinataires/", pages.recipients, name="recipients"),
    path("<int:pk>/destinataires/nouveau/", pages.new, name="recipient-new"),
    path("<int:pk>/destinataires/plusieurs/", pages.several, name="recipients-several"),
    path("<int:pk>/destinataires/etiquettes.pdf", pages.labels, name="recipients-labels"),
    re_path(
        r"^(?P<pk>\d{1,18})/destinataires/destinataires\.(?P<kind>csv|xlsx)$",
        pages.export,
        name="recipients-table",
    ),
    path("destinataires/<int:pk>/", pages.recipient, name="recipient"),
    path("destinataires/<int:pk>/remis/", pages.delivered, name="recipient-delivered"),
    path("destinataires/<int:pk>/retirer/", pages.remove, name="recipient-remove"),
]
