# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is answered to who is refused for now."""

import logging
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from common.limits import Refused, TooMany
from common.problems import is_for_programs, problem


class Refusals:
    """Answers 429 or 503 to what `common.limits` or `common.costly` refuse, and says when to come back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What the site answers; a refusal is answered by `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to a refusal; None for any other error."""
        return answer(request, error) if isinstance(error, Refused) else None


class _RefusedRequest(HttpRequest):
    was_refused: bool


class NoRefusals(logging.Filter):
    """Leaves refusals out of the log: under a crowd they are many, and each is as it should be."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is kept: not that of a request that was refused."""
        return not getattr(getattr(record, "request", None), "was_refused", False)


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A problem document for programs, a page that can be read for people."""
    title = _("Trop de demandes") if isinstance(refused, TooMany) else _("Beaucoup de monde en ce moment")
    if is_for_programs(request):
        response: HttpResponse = problem(refused.status, title, str(refused))
    else:
        # Without the request: this page must cost nothing.
        page = render_to_string("refused.html", {"title": title, "message": str(refused)})
        response = HttpResponse(page, status=refused.status)
    cast(_RefusedRequest, request).was_refused = True
    response["Retry-After"] = str(refused.wait_s)
    return response
