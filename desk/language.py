# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Rester en français »: the answer of who is offered another language and does not want it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

# Said in `geoapp.languages`, which reads it.
COOKIE = "langue"
KEPT_S = 365 * 86_400


@csrf_exempt
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Go on with the page, and remember that its language is the one that was chosen: nothing else is.

    Nothing depends on who asks, so that no cookie has to protect the form before.
    """
    page = request.POST.get("page", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts=None) or not page.startswith("/"):
        page = reverse("home")
    response = redirect(page)
    remember(response)
    return response


def remember(response: HttpResponseBase) -> None:
    """Remember that the language of the page is the one that was chosen."""
    response.set_cookie(
        COOKIE,
        get_language() or settings.LANGUAGE_CODE,
        max_age=KEPT_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
