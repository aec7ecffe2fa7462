# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers drawn once for every reader, and kept until the data change."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from accounts.roles import Role
from mapping.taxonomies.shown import shown
from search.engine.cells import data_version
from search.question import Box, Search, Window

# Kept until something else takes its place: the version beside it tells when it is out of date.
_CACHED_SECONDS = 3600
_NOTHING = (None, None)


def answer(
    request: HttpRequest,
    kind: str,
    search: Search,
    role: Role,
    view: tuple[Box | None, object],
    draw: Callable[[], tuple[int, bytes]],
    content_type: str,
) -> HttpResponse:
    """What `draw` makes of a search in a view (its box, its zoom), or 304 for a reader who has it.

    `kind` names what is drawn and its format: another format is another answer. `draw` also says which
    version of the data it saw, or one from before.
    """
    key = _key(kind, search, role, view)

    def drawn() -> tuple[int, bytes]:
        made = draw()
        cache.set(key, made, _CACHED_SECONDS)
        return made

    version, body = cache.get(key, _NOTHING)
    # Where nothing could be out of date, the version comes with the drawing.
    if body is None and "If-None-Match" not in request.headers:
        version, body = drawn()
    elif version != (current := data_version()):
        version, body = current, None
    response = get_conditional_response(request, etag=_etag(key, version))
    if response is None:
        if body is None:
            version, body = drawn()
        response = HttpResponse(body, content_type=content_type)
    response["ETag"] = _etag(key, version)
    # An address made confidential must be gone at the next look: every use of a kept answer asks
    # first, which costs one look at the version. What professionals see is kept by no proxy.
    shared = "public" if role is Role.VISITOR else "private"
    response["Cache-Control"] = f"{shared}, max-age=0, must-revalidate"
    return response


def _key(kind: str, search: Search, role: Role, view: tuple[Box | None, object]) -> str:
    """The same for all that have the same answer of the same data: what is asked, by which role."""
    # What is open depends on the minute.
    asks_when = any(need.criteria.ouvert for need in search.needs())
    minute = int(time.time() // 60) if asks_when else 0
    # What a field of the region stands for is no part of the question.
    fields = shown().digest if any(need.criteria.champs for need in search.needs()) else ""
    return f"{kind}-{int(role)}-{minute}-{fields}-{_digest(replace(search, window=Window()), view)}"


def _etag(key: str, version: int) -> str:
    return quote_etag(f"{key}-{version}")


@lru_cache(maxsize=1024)
def _digest(search: Search, view: tuple[Box | None, object]) -> str:
    where = (search.place.lat, search.place.lon) if search.place else None
    asked = (replace(search, place=None), where, view)
    return hashlib.blake2s(repr(asked).encode(), digest_size=16).hexdigest()
