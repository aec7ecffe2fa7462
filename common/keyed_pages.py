# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages whose address is a key: who has it may act by it."""

from django.http import HttpResponse


def keyed(response: HttpResponse) -> HttpResponse:
    """The answer, whose address is told to no other site and kept by no search engine.

    `no-referrer` would say as little, but browsers then send « Origin: null » with the page's own forms, and
    these are refused as forged.
    """
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
