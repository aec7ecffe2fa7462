# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages that people ask first, asked once before a worker is given anybody's question.

A worker's first page compiles its templates, reads the routes in each language and opens its connections:
near a second, by a person who waits with all those behind her. It is the same work whoever waits for it.
"""

import io
import logging
import sys
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings

logger = logging.getLogger(__name__)

# Home, and an answer: a place, a theme, a criterion.
FIRST = ("/", "/?lat=48.5397&lon=2.6608&theme=francais&langue=ar")


def warm(application: Callable[[dict[str, Any], Callable], Iterable[bytes]]) -> None:
    """Ask the first pages of a WSGI application, as a robot that no figure counts.

    Whatever goes wrong is noted and left: the next to ask is answered as if this had not been.
    """
    for address in FIRST:
        try:
            answer = application(_question(address), lambda status, headers, exc_info=None: None)
            for _part in answer:
                pass
            getattr(answer, "close", lambda: None)()
        except Exception:
            logger.exception("A worker starts cold: %s did not answer.", address)


def _question(address: str) -> dict[str, Any]:
    path, _, query = address.partition("?")
    asked: dict[str, Any] = {
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": _host(),
        "HTTP_USER_AGENT": "reperes-warm-bot",
        # Behind a proxy or not, the question came safely: it is not sent elsewhere.
        "HTTP_X_FORWARDED_PROTO": "https",
        "wsgi.url_scheme": "https",
        "wsgi.errors": sys.stderr,
        "wsgi.input": io.BytesIO(),
    }
    setup_testing_defaults(asked)
    return asked


def _host() -> str:
    """A host that the site answers to."""
    named = next((one for one in settings.ALLOWED_HOSTS if one != "*"), "localhost")
    return named.lstrip(".")
