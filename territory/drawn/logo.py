# SPDX-License-Identifier: AGPL-3.0-or-later
"""The logo of who runs the site (`SITE_LOGO`), where the page shows it and where a file carries it."""

import base64
import mimetypes
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles import finders


def operator() -> str:
    """The name of who runs the site; empty where the settings say none."""
    return settings.SITE_OPERATOR


def address() -> str:
    """Where a page finds the logo; empty where there is none."""
    return settings.SITE_LOGO


def embedded() -> str:
    """The logo itself, as an address that asks nobody; empty where there is none among our files."""
    return _embedded(settings.SITE_LOGO)


@lru_cache(maxsize=2)
def _embedded(logo: str) -> str:
    path = finders.find(logo.removeprefix(settings.STATIC_URL)) if logo else None
    if not isinstance(path, str):
        return ""
    kind = mimetypes.guess_type(path)[0] or "image/png"
    with open(path, "rb") as file:
        return f"data:{kind};base64,{base64.b64encode(file.read()).decode()}"
