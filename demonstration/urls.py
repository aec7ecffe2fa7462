# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from demonstration import pages

urlpatterns = [
    path("", pages.accounts, name="try"),
    path("courriels/", pages.mails, name="try-mails"),
]
