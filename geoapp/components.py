# SPDX-License-Identifier: AGPL-3.0-or-later
"""One page with every component of the design language in each of its states, for whoever works on pages."""

import re
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_of
from mapping.vocabulary import THEMES


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The page `/composants/`: of a development site, or for staff."""
    if not settings.DEBUG and role_of(request.user) is not Role.STAFF:
        raise Http404
    return render(request, "components/page.html", {"themes": THEMES, "drawings": _drawings()})


@cache
def _drawings() -> list[str]:
    sprite = (settings.BASE_DIR / "static/img/sprite.svg").read_text()
    return re.findall(r'<symbol id="([^"]+)"', sprite)
