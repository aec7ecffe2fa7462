# SPDX-License-Identifier: AGPL-3.0-or-later
"""A PDF as an answer: told for what it is, under the name that it is kept by."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

PDF = "application/pdf"


def answer(content: bytes, name: str, *, shown: bool = False) -> HttpResponse:
    """A PDF that is taken away under a name; one that is `shown` opens in the browser."""
    response = HttpResponse(content, content_type=PDF)
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response
