# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail in HTML shown as a page, as a mail programme would show it."""

import base64
import hashlib
import re

from csp.constants import HEADER
from django.http import HttpResponse

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def shown(html: str) -> HttpResponse:
    """The page: nothing runs and nothing is fetched, as in a mail; of the styles, its own alone hold."""
    digests = [
        base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(html)
    ]
    styles = " ".join(f"'sha256-{one}'" for one in digests) or "'none'"
    response = HttpResponse(html)
    response[HEADER] = (
        f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return response
