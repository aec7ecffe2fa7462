# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page at `/`: where one begins, or the answer where something is asked."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from desk.search_page import search_page
from desk.welcome import welcome


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where one begins; the answer where something is asked."""
    return search_page(request) if request.GET else welcome(request)
