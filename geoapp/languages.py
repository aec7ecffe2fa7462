# SPDX-License-Identifier: AGPL-3.0-or-later
"""The languages of the public pages: the same address under each one's prefix (French has none)."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, override

# Longer than any search: what is not one is not repeated in every link of the switch.
_MAX_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class Version:
    """This page in one language: `name` is the language's own, `url` a path with the same query string."""

    code: str
    name: str
    url: str
    is_current: bool


def versions(request: HttpRequest) -> list[Version]:
    """The page in every language, search and all; the home pages where there is no page.

    Empty where the page has only one: those for staff and professionals, in French.
    """
    current = get_language()
    urls = {code: _in(code, request) for code, _name in settings.LANGUAGES}
    if request.resolver_match and len(set(urls.values())) < len(urls):
        return []
    return [Version(code, name, urls[code], code == current) for code, name in settings.LANGUAGES]


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
