# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is shown in partners' pages, what tells programs of it, and where professionals look after theirs."""

from django.urls import path

from accounts.charter import accepted
from publishing.embedding import managing, oembed, pages

urlpatterns = [
    path("integre/structure/<int:pk>/", pages.embedded_structure, name="embedded-structure"),
    path("integre/<str:key>/couleur.css", pages.accent, name="embedded-accent"),
    path("integre/<str:key>/", pages.embedded, name="embedded"),
    path("integre/", pages.nothing, name="embedded-nothing"),
    path("integre/<path:rest>", pages.nothing, name="embedded-unknown"),
    path("oembed", oembed.oembed, name="oembed"),
    path("integrer/nouvelle/", accepted(managing.new), name="widget-new"),
    path("integrer/<int:pk>/", accepted(managing.edit), name="widget"),
    path("integrer/<int:pk>/service/", managing.switch, name="widget-switch"),
]
