# SPDX-License-Identifier: AGPL-3.0-or-later
"""What professionals read and answer, in French only: messages from the public, requests to confirm."""

from django.urls import path

from desk.reports import answering

urlpatterns = [
    path("signalements/", answering.reports, name="reports"),
    path("signalements/<uuid:pk>/", answering.report, name="report"),
    path("signalements/<uuid:pk>/rouvrir/", answering.reopen, name="report-reopen"),
]
