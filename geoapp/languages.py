# SPDX-License-Identifier: AGPL-3.0-or-later
"""The languages of the public pages: the same address under each one's prefix (French has none)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, ResolverMatch, reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, get_language_from_path, override
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from desk.language import COOKIE

# Longer than any search: what is not one is not repeated in every link of the switch.
_MAX_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class Version:
    """This page in one language: `name` is the language's own, `url` a path with the same query string."""

    code: str
    name: str
    url: str
    is_current: bool

    @property
    def locale(self) -> str:
        """The language with a country, as those who show links name it (Open Graph)."""
        return _LOCALES.get(self.code, self.code)


# The country whose spelling the page has; Arabic is no country's.
_LOCALES = {"fr": "fr_FR", "en": "en_GB", "ar": "ar_AR", "uk": "uk_UA"}


def versions(request: HttpRequest) -> list[Version]:
    """The page in every language, search and all; the home pages where there is no page.

    Empty where the page has only one: those for staff and professionals, in French.
    """
    current = get_language()
    urls = {code: _in(code, request) for code, _name in settings.LANGUAGES}
    if request.resolver_match and len(set(urls.values())) < len(urls):
        return []
    return [Version(code, name, urls[code], code == current) for code, name in settings.LANGUAGES]


def ways(request: HttpRequest, pages: list[Version]) -> list[Version]:
    """What the switch of the header leads to: the page in every language; where it is in French alone and its
    reader chose another language, this page and the home page of the others."""
    if pages or request.COOKIES.get(COOKIE, settings.LANGUAGE_CODE) not in _OTHERS:
        return pages
    current = get_language()
    return [
        Version(code, name, request.get_full_path() if code == current else _home(code), code == current)
        for code, name in settings.LANGUAGES
    ]


_OTHERS = frozenset(code for code, _name in settings.LANGUAGES) - {settings.LANGUAGE_CODE}


def _home(code: str) -> str:
    with override(code):
        return reverse("home")


def chosen(request: HttpRequest) -> bool:
    """Whether the reader comes to a page from another of the site in another language: what the switch does,
    which is a choice."""
    if request.method != "GET" or not request.resolver_match or not _comes_from_here(request):
        return False
    here, current = request.resolver_match, get_language()
    came_from = urlsplit(request.headers["Referer"]).path
    # A page in French alone is no choice of French, nor is what leads from it.
    return (
        len(versions(request)) > 1
        and current != get_language_from_path(came_from)
        and (current in _OTHERS or _is_in_languages(here, came_from))
    )


def _is_in_languages(page: ResolverMatch, came_from: str) -> bool:
    """Whether an address is that of the same page in another language."""
    for code in _OTHERS:
        with override(code):
            try:
                if reverse(page.view_name, args=page.args, kwargs=page.kwargs) == came_from:
                    return True
            except NoReverseMatch:
                return False
    return False


def _in(code: str, request: HttpRequest) -> str:
    """The page in a language; found by its name, which costs half as much as `translate_url`'s reading the
    path anew for each."""
    page = request.resolver_match
    with override(code):
        if not page:
            return reverse("home")
        try:
            path = reverse(page.view_name, args=page.args, kwargs=page.kwargs)
        except NoReverseMatch:
            return request.path
    asked = iri_to_uri(request.META.get("QUERY_STRING", ""))
    return f"{path}?{asked}" if asked and len(asked) <= _MAX_LENGTH else path


@dataclass(frozen=True, slots=True)
class Offer:
    """The page in the language that the reader's browser prefers, offered in that language.

    `sentence` says that the site exists in it, `version` is the page itself; `stay` is the answer of who
    prefers to go on in the language of the page, said in it, `stay_url` where it is sent, and `page` what it
    leads back to.
    """

    version: Version
    sentence: str
    stay: str
    stay_url: str
    page: str


def offer(request: HttpRequest, pages: list[Version]) -> Offer | None:
    """What to offer to who arrives at a page of the site in another language than their browser's.

    Said once: not to who comes from a page of the site, where they saw it or chose, nor to who answered it.
    None where the browser says nothing, as robots do.
    """
    if request.method != "GET" or not request.resolver_match or COOKIE in request.COOKIES:
        return None
    wanted = _preferred(request.headers.get("Accept-Language", ""))
    found = next((one for one in pages if one.code == wanted and not one.is_current), None)
    if found is None or _comes_from_here(request):
        return None
    with override(wanted):
        sentence = _("Ce site existe en français.")
    page = request.get_full_path()
    page = page if len(page) <= _MAX_LENGTH else request.path
    return Offer(found, sentence, _("Rester en français"), reverse("language"), page)


def _preferred(header: str) -> str:
    """The first of the site's languages that a browser names, by its own order; "" without any."""
    codes = [code for code, _own_name in settings.LANGUAGES]
    for language, _weight in parse_accept_lang_header(header.lower()):
        for code in (language, language.partition("-")[0]):
            if code in codes:
                return code
    return ""


def _comes_from_here(request: HttpRequest) -> bool:
    try:
        return urlsplit(request.headers.get("Referer", "")).netloc == request.get_host()
    except ValueError:
        return False
