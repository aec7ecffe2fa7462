# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a widget answers: its own search, and what its readers may say beside it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from common.tracking import is_tracking
from desk.address_bar import AFTER, PLACE_PARAMETERS, read
from publishing.embedding.models import Widget

# Said of the page and not of its search: its language, and whose widget it is where the path does not say.
LANGUAGE, KEY = "langue", "cle"
_OF_THE_PAGE = frozenset({LANGUAGE, KEY})
# What moves within an answer that nobody may change.
_MOVES = frozenset({"cursor", AFTER, "tri", "vue"})
_PLACE = frozenset({*PLACE_PARAMETERS, "adresse", "lieu"})
_DISTANCE = frozenset({"rayon_km"})
# That an address was typed and only its commune found: said to who typed it, and not to a partner's readers.
_OF_WHAT_WAS_TYPED = "lieu"
_LONGEST = 2000


def search_of(text: str) -> str:
    """The query string of a search of this site, from its address or from what follows its « ? »; empty for
    none.

    Raises ValidationError that names what of it is not understood.
    """
    asked = query_in(text)
    if not asked and path_in(text).strip("/") not in _homes():
        raise ValidationError(
            _("Ce n’est pas l’adresse d’une recherche : elle contient « ? » puis ce qui est cherché.")
        )
    reading = read(QueryDict(asked))
    if wrong := reading.messages():
        raise ValidationError(wrong)
    search = reading.search.from_the_start().unzoomed()
    query = reading.query(search)
    for name in ("vue", "limit", _OF_WHAT_WAS_TYPED):
        query.pop(name, None)
    said = query.urlencode(safe=",~")
    if len(said) > _LONGEST:
        raise ValidationError(
            _("Cette recherche est trop longue pour une intégration : retirez des critères.")
        )
    return said


def query_in(text: str) -> str:
    """What an address asks, as it is written: the address may be whole, without its host (« /?theme=… »), or
    only what follows its « ? »; empty where it asks for nothing."""
    asked = text.strip().partition("#")[0]
    # Twice « /? » too: an address that was put behind what the field held already.
    while "?" in asked.partition("=")[0]:
        asked = asked.partition("?")[2]
    return asked if "=" in asked else ""


def path_in(text: str) -> str:
    """The path of an address, written with its scheme and host, with its host alone, or with neither."""
    before = text.strip().partition("#")[0].partition("?")[0]
    if "=" in before:
        return ""
    if not set("/.:") & set(before):
        return before
    try:
        return urlsplit(before if "://" in before or before.startswith("/") else f"//{before}").path
    except ValueError:
        return before


def _homes() -> set[str]:
    return {"", *(code for code, _name in settings.LANGUAGES)}


def query_of(widget: Widget, given: QueryDict) -> QueryDict:
    """The query string that a widget answers to a reader whose address says `given`."""
    own = QueryDict(widget.search, mutable=True)
    own.pop(_OF_WHAT_WAS_TYPED, None)
    said = given.copy()
    for name in [name for name in said if name in _OF_THE_PAGE or is_tracking(name)]:
        del said[name]
    if widget.filters == Widget.Filters.OPEN:
        return said if said.keys() - {"vue"} else _with(own, said, frozenset({"vue"}))
    if widget.filters == Widget.Filters.FIXED:
        return _with(own, said, _MOVES)
    changed = _PLACE if widget.filters == Widget.Filters.PLACE_ALONE else _PLACE | _DISTANCE
    if changed & said.keys():
        for name in changed:
            own.pop(name, None)
    return _with(own, said, _MOVES | changed)


def _with(own: QueryDict, said: QueryDict, names: frozenset[str]) -> QueryDict:
    for name in names & said.keys():
        own.setlist(name, said.getlist(name))
    return own


def language_of(widget: Widget | None, request: HttpRequest) -> str:
    """The language of a page: the widget's own, else the one that its address says, else the first of the
    site's that the browser prefers, else the site's. No cookie is read."""
    if widget is not None and widget.language:
        return widget.language
    codes = {code for code, _name in settings.LANGUAGES}
    if (said := request.GET.get(LANGUAGE, "")) in codes:
        return said
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
