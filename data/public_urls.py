# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public reads, the same in each language."""

from django.urls import path

from data.pages import exports

urlpatterns = [
    path("telecharger/", exports.exports, name="exports"),
]
