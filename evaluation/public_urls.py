# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public reads, the same in every language."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from evaluation.charter import public_page
from evaluation.observatory import page

urlpatterns: list[URLPattern | URLResolver] = [
    path("charte-qualite/", public_page.quality_charter, name="quality-charter"),
    path("observatoire/", page.observatory, name="observatory"),
]
