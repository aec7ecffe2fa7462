# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public reads, the same in every language."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from evaluation.observatory import page

urlpatterns: list[URLPattern | URLResolver] = [
    path("observatoire/", page.observatory, name="observatory"),
]
