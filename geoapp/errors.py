# SPDX-License-Identifier: AGPL-3.0-or-later
"""Errors that no view answered: a page for people, a problem document for programs."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import csrf, defaults

from accounts.access import Awaited
from common.problems import is_for_programs, not_found, problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a problem document for a program, a page for a person."""
    if is_for_programs(request):
        return problem(400, _("Demande incomprise"))
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a problem document for a program, a page for a person."""
    if is_for_programs(request):
        return problem(403, _("Accès réservé"), str(exception))
    if isinstance(exception, Awaited):
        return render(request, "joining/awaited.html", {"asked": exception.asked}, status=403)
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: a problem document for a program, a page for a person."""
    if is_for_programs(request):
        return not_found(request)
    return defaults.page_not_found(request, exception)


class PagesNotFound:
    """What does not exist is said so as in service, in a try too, where DEBUG would show it otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; the site's own page in place of the developer's where no address is such."""
        response = self.get_response(request)
        if self._shows_its_own() and response.status_code == 404 and request.resolver_match is None:
            return page_not_found(request, Http404())
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The site's own page for what a view does not find; None for any other error."""
        is_missing = isinstance(error, Http404) and self._shows_its_own()
        return page_not_found(request, error) if is_missing else None

    @staticmethod
    def _shows_its_own() -> bool:
        return settings.DEBUG and settings.LIKE_IN_SERVICE


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a problem document for a program, a page for a person, without asking the database."""
    if is_for_programs(request):
        return problem(
            500, _("Erreur du site"), _("Ce n’est pas de votre fait. Réessayez dans quelques instants.")
        )
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not sent from its own page: a problem document or a page."""
    if is_for_programs(request):
        return problem(403, _("Accès réservé"), reason)
    return csrf.csrf_failure(request, reason=reason)
