# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from files.models import Content
from files.serving import serve

urlpatterns = [
    path("fichiers/<uuid:file>/", serve, name="file"),
    path("fichiers/<uuid:file>/petit/", serve, {"which": Content.Size.SMALL.value}, name="file-small"),
]
