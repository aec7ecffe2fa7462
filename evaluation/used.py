# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/usage/`: where the pages say that somebody called, asked for the way or printed. One number is added; the
answer is empty whatever was sent, and nothing of the request is kept."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.roles import Role
from common.counting import Outcome, count
from desk.counted import is_counted
from mapping import permissions
from mapping.models import VisibleStructure
from mapping.vocabulary import THEME_BY_CODE

_TOLD = {str(act): act for act in (Outcome.CALLED, Outcome.ITINERARY, Outcome.PRINTED)}


# Visitors have no cookie that a token could be in, and nobody else's cookie opens anything here: what
# another site would send is refused by where it says that it comes from.
@csrf_exempt
@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """Count what a page says was done with a structure that everyone sees; not by those who answer for it."""
    act, number = _TOLD.get(request.POST.get("acte", "")), request.POST.get("structure", "")
    theme = request.POST.get("theme", "")
    if act and _is_number(number) and _is_from_here(request) and is_counted(request):
        structure = int(number)
        seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk=structure).exists()
        if seen and not (request.user.is_authenticated and permissions.may_change(request.user, structure)):
            count(act, theme=theme if theme in THEME_BY_CODE else "", structure=structure)
    return HttpResponse(status=204)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of this site sent it, as browsers say."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
