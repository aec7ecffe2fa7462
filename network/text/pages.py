# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text as it will be read, drawn while it is written. Nothing is kept."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import at_least
from accounts.roles import Role
from common import limits
from common.clients import client_of
from common.limits import Limit
from network.text import contents, reading, refusals
from network.text.rendering import rendered

# The button that asks says in which field of the form the text is (`apercu`); a script asks for no whole page
# (`fragment`).
FIELD, FRAGMENT = "apercu", "fragment"

_NAME = re.compile(r"[A-Za-z][A-Za-z_0-9-]{0,60}")
# One every five seconds for ten minutes: more than anybody looks, and a worst text takes about a second.
_PREVIEWS = Limit("previews of texts", 120, 600)


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def preview(request: HttpRequest) -> HttpResponse:
    """The text of the field `apercu` as it will be read, with what is refused of it: a page, or its fragment.

    Raises Http404 where no field is named, `common.limits.TooMany` for who asks too often.
    """
    name = request.POST.get(FIELD, "")
    if not _NAME.fullmatch(name) or name not in request.POST:
        raise Http404
    client = client_of(request)
    limits.take(_PREVIEWS, client.key, client.width)
    text = request.POST[name].replace("\r\n", "\n").replace("\r", "\n").strip()
    is_short_enough = len(text) <= reading.MAX_CHARACTERS
    told = {
        "remarks": refusals.remarks(text),
        "drawn": rendered(text, sizes=contents.sizes(text)) if is_short_enough else "",
        "is_empty": not text,
    }
    whole = not request.POST.get(FRAGMENT)
    return render(request, f"network/text/{'preview' if whole else 'drawn'}.html", told)
