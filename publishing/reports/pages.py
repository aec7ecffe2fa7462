# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>/bilan.pdf` and `/professionnels/bilan.pdf`: for those who read their pages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import at_least
from accounts.roles import Role
from common import pdf
from common.costly import FILE, costly
from evaluation.reports import pages
from publishing.reports import setting


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
@costly(FILE)
def of_structure(request: HttpRequest, pk: str) -> HttpResponse:
    """The report of a structure, with the words that it adds where they are sent; they are kept nowhere."""
    asked = pages.of_structure_asked(request, pk)
    return _answer(asked, request.POST.get("mot", "").strip()[: pages.MOST_WORDS])


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
@costly(FILE)
def of_territory(request: HttpRequest) -> HttpResponse:
    """The report of a territory."""
    return _answer(pages.of_territory_asked(request)[0])


def _answer(asked: pages.Asked, words: str = "") -> HttpResponse:
    report = pages.understood(asked)
    return pdf.answer(setting.pdf(report, words).content, f"{asked.name}.pdf", shown=True)
