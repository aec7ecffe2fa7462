# SPDX-License-Identifier: AGPL-3.0-or-later
"""Errors that no view answered: a page for people, a problem document for programs."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import csrf, defaults

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
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: a problem document for a program, a page for a person."""
    if is_for_programs(request):
        return not_found(request)
    return defaults.page_not_found(request, exception)


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
