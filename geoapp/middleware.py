"""What pages need of every request, left out where a program reads without signing in.

A session, messages and the policy of pages were a quarter of what a short answer of the API takes in
Python, and a map asks for one at every move.
"""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

_FOR_PROGRAMS = ("/api/", "/tiles/")
# What is no page loads nothing, and nobody frames it.
_NOTHING = "default-src 'none'; frame-ancestors 'none'"


def reads_alone(request: HttpRequest) -> bool:
    """Whether this reads from the API or a tile, without a session."""
    return (
        request.method in ("GET", "HEAD")
        and request.path_info.startswith(_FOR_PROGRAMS)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


class _ForPages:
    """Before a middleware of pages: what reads alone goes by it."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.spare(request) if reads_alone(request) else super().__call__(request)

    def spare(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class Sessions(_ForPages, SessionMiddleware):
    def spare(self, request: HttpRequest) -> HttpResponse:
        response = super().spare(request)
        # Whoever signs in may be shown more.
        patch_vary_headers(response, ["Cookie"])
        return response


class Language(_ForPages, LocaleMiddleware):
    """The language that a page's address says; programs are answered in the site's own."""

    def spare(self, request: HttpRequest) -> HttpResponse:
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        response = super().spare(request)
        response.headers.setdefault("Content-Language", settings.LANGUAGE_CODE)
        return response


class Authentication(_ForPages, AuthenticationMiddleware):
    def spare(self, request: HttpRequest) -> HttpResponse:
        request.user = AnonymousUser()
        return super().spare(request)


class Messages(_ForPages, MessageMiddleware):
    pass


class Policy(_ForPages, CSPMiddleware):
    """The policy of pages, and one that allows nothing for what is no page."""

    def spare(self, request: HttpRequest) -> HttpResponse:
        response = super().spare(request)
        response.headers.setdefault(HEADER, _NOTHING)
        return response
