# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may frame an embedded page: its own policy, written anew for each answer.

Every other page of the site says `frame-ancestors 'none'`; these say the origins of one widget, exactly. The
older header, X-Frame-Options, knows no list: it is left out where the policy says who may.
"""

from collections.abc import Iterable
from typing import Any

from csp.constants import HEADER
from django.conf import settings
from django.http import HttpResponse

# No form leads elsewhere, nothing runs but our own files, and nobody is asked anything but tiles.
_SOURCES = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:", settings.TILE_HOST),
    "connect-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
}


def framed_by(response: HttpResponse, origins: Iterable[str]) -> HttpResponse:
    """The response, which only pages of these origins may frame; none where there are none."""
    framing = tuple(origins)
    rules = _SOURCES | {"frame-ancestors": framing or ("'none'",)}
    response[HEADER] = "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())
    if framing:
        unframed: Any = response
        unframed.xframe_options_exempt = True
    return response
