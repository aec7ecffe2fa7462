# SPDX-License-Identifier: AGPL-3.0-or-later
"""What pages need of every request, left out where a program reads without signing in; what may be kept.

A session, messages and the policy of pages were a quarter of what a short answer of the API takes in
Python, and a map asks for one at every move.
"""

import re
from typing import cast

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject
from django.views.decorators.debug import sensitive_variables

from accounts import tokens
from accounts.authentication import SignedIn, text_shown
from accounts.models import User
from accounts.sessions import signed_in_by_session
from accounts.trying import is_try
from common import refusals
from common.limits import TooMany
from common.problems import is_for_programs
from desk import language
from geoapp import languages, outage

_READS = ("GET", "HEAD")
# Where a token says who asks. Elsewhere it is nothing to us: the site may stand behind a password of its
# proxy's.
_TAKE_TOKENS = ("/api/", "/tiles/", "/exports/", "/couches/")
# What partners' sites show is the same for everyone: no session is read there, and no cookie set.
_EMBEDDED = ("/integre/", "/oembed")
# Public, and for longer than no time at all.
_FOR_EVERYONE = re.compile(r"(?=.*\bpublic\b).*\bmax-age=[1-9]")
# What is no page loads nothing, and nobody frames it.
_NOTHING = "default-src 'none'; frame-ancestors 'none'"


def reads_alone(request: HttpRequest) -> bool:
    """Whether this reads from the API or a tile, and says nothing of who asks: no session, no token.

    Such a request is a visitor's, and every middleware of pages lets it by. One that shows a token is not:
    its owner is known before any view, and answered by the same short ways.
    """
    return request.method in _READS and is_for_programs(request) and not _says_who(request)


def is_embedded(request: HttpRequest) -> bool:
    """Whether this asks for what is shown inside a partner's page: no session is read, no cookie is set."""
    return request.path_info.startswith(_EMBEDDED)


def takes_tokens(request: HttpRequest) -> bool:
    """Whether a token is looked at where this asks."""
    return request.path_info.startswith(_TAKE_TOKENS)


def shows_a_token(request: HttpRequest) -> bool:
    """Whether this says who asks by a token, right or wrong: its cookies are then not looked at."""
    return takes_tokens(request) and text_shown(request) is not None


def _says_who(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "HTTP_AUTHORIZATION" in request.META


class CacheControl:
    """Every answer says whether it may be kept; here is what it says where its view does not.

    What a signed-in person is shown is kept nowhere, not even by the browser of a counter that several share;
    only what a view declares public for a while is the same for everyone: outlines, static files. Nor is an
    answer to a token, not even one of these: the next token shown may be refused. What others are shown may
    be kept by their own browser, which asks again before it shows it. An error, or what a form did, is never
    kept.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with whether it may be kept where its view does not say."""
        response = self.get_response(request)
        said = response.headers.get("Cache-Control", "")
        if _says_who(request) or settings.SESSION_COOKIE_NAME in response.cookies:
            if shows_a_token(request) or not _FOR_EVERYONE.search(said):
                response.headers["Cache-Control"] = "private, no-store"
        elif response.status_code >= 400 or request.method not in _READS:
            response.headers["Cache-Control"] = "no-store"
        elif not said:
            response.headers["Cache-Control"] = "private, no-cache"
        return response


class _ForPages(MiddlewareMixin):
    """Before a middleware of pages: what reads alone goes by it, and what shows a token."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return (
            self.spare(request) if self.is_spared(request) else cast(HttpResponse, super().__call__(request))
        )

    def is_spared(self, request: HttpRequest) -> bool:
        return reads_alone(request) or shows_a_token(request)

    def spare(self, request: HttpRequest) -> HttpResponse:
        return cast(HttpResponse, self.get_response(request))


class _ForPeople(_ForPages):
    """The same, and before what is about a person: what is embedded goes by it too."""

    def is_spared(self, request: HttpRequest) -> bool:
        return is_embedded(request) or super().is_spared(request)


class Sessions(_ForPeople, SessionMiddleware):
    """The session of a page; an answer without one still says that a cookie would change it."""

    def spare(self, request: HttpRequest) -> HttpResponse:
        """The answer without a session, kept apart from those to people signed in."""
        response = super().spare(request)
        # Whoever signs in may be shown more.
        patch_vary_headers(response, ["Cookie"])
        return response


class Language(_ForPeople, LocaleMiddleware):
    """The language that a page's address says; programs are answered in the site's own."""

    def spare(self, request: HttpRequest) -> HttpResponse:
        """The answer in the site's own language."""
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        response = super().spare(request)
        response.headers.setdefault("Content-Language", settings.LANGUAGE_CODE)
        return response

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer; a page may offer another language, by what the browser prefers and was answered."""
        response = super().process_response(request, response)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Accept-Language", "Cookie", "Referer"])
            if languages.chosen(request):
                language.remember(response)
        return response


class Authentication(_ForPeople, AuthenticationMiddleware):
    """Who asks: nobody where nothing says so, the owner of a token, else whose session it is.

    An account of a try is somebody in a try alone, whatever its session or token says.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Know whose session it is once somebody asks, and not before."""
        super().process_request(request)
        request.user = cast(User, SimpleLazyObject(lambda: signed_in_by_session(request)))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, kept apart from those to people who show a token."""
        response = super().__call__(request)
        if takes_tokens(request):
            patch_vary_headers(response, ["Authorization"])
        return response

    @sensitive_variables("text")
    def spare(self, request: HttpRequest) -> HttpResponse:
        """The answer to a visitor, or to the owner of a token; 401 to a token that signs nobody in."""
        request.user = AnonymousUser()
        text = text_shown(request) if takes_tokens(request) else None
        if text is not None:
            try:
                token = tokens.token_of(request, text)
            except tokens.InvalidToken as refused:
                return tokens.refusal(refused)
            except TooMany as refused:
                return refusals.answer(request, refused)
            except DatabaseError as error:
                trouble = outage.trouble_of(error)
                if trouble is None:
                    raise
                return outage.answer(request, trouble)
            if token.user.is_example and not is_try(request):
                return tokens.refusal(tokens.InvalidToken("Ce jeton est celui d’un essai."))
            request.user = token.user
            cast(SignedIn, request).api_token = token
        return super().spare(request)


class Messages(_ForPeople, MessageMiddleware):
    """What the next page is to tell, where there is a page."""


class Policy(_ForPages, CSPMiddleware):
    """The policy of pages, and one that allows nothing for what is no page."""

    def spare(self, request: HttpRequest) -> HttpResponse:
        """The answer under a policy that allows nothing."""
        response = super().spare(request)
        response.headers.setdefault(HEADER, _NOTHING)
        return response
