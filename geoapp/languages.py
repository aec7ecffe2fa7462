"""The languages of the public pages: the same address under each one's prefix (French has none)."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
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
    path = request.get_full_path()
    if len(path) > _MAX_LENGTH:
        path = request.path
    current = get_language()
    urls = {code: translate_url(path, code) for code, _name in settings.LANGUAGES}
    if len(set(urls.values())) < len(urls):
        if request.resolver_match:
            return []
        urls = {code: _home(code) for code in urls}
    return [Version(code, name, urls[code], code == current) for code, name in settings.LANGUAGES]


def _home(code: str) -> str:
    with override(code):
        return reverse("home")
