# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/horaires/lire/`: hours as they are typed, in the words that people will read.

Nothing is kept.
"""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import at_least
from accounts.roles import Role
from mapping.editing import hours_typed
from mapping.editing.hours_field import reading_of

_FIELD = re.compile(r"[a-z_0-9-]{1,60}")


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def read_hours(request: HttpRequest) -> HttpResponse:
    """The fragment of a page that says what the boxes of the field `champ` mean, or what is wrong."""
    name = request.POST.get("champ", "")
    if not _FIELD.fullmatch(name):
        raise Http404
    return read_back(request, name)


def read_back(request: HttpRequest, name: str) -> HttpResponse:
    """The same of the field `name`, for a page that says who may ask."""
    typed = hours_typed.read_post(request.POST, name)
    reading = reading_of(typed, typed.understood)
    told = {"name": name, "reading": reading, "problems": reading.problems}
    return render(request, "mapping/edit/hours_reading.html", told)
