# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking out what is on the screen: the very filters of the page, in every format."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.readers import VISITOR, reader_of
from accounts.roles import Role, role_of
from common.costly import FILE, costly
from common.problems import problem
from data import extracts
from data.exports import feed
from data.exports.counted import counted
from data.exports.notice import FILE_SUFFIX
from data.exports.offered import formats
from data.exports.selection import Selection, select
from search import filters

# « publique » makes a file that anyone may see, whoever exports it.
PUBLIC = "publique"
_OWN = frozenset({"diffusion"})


FEED = "atom"


@require_safe
@costly(FILE)
def exports(request: HttpRequest) -> HttpResponse:
    """What each file of a search holds, and how many structures the standards' files cannot tell of, and why.

    A parameter that is wrong is told, and left out.
    """
    parsed = filters.parse(request.GET, ignore=_OWN)
    reader = reader_of(request.user)
    context = {
        "query": request.GET.urlencode(),
        "formats": list(formats().values()),
        "counted": counted(select(parsed.search, reader)),
        "private": reader.role is not Role.VISITOR,
        "wrong": [text for texts in parsed.errors.values() for text in texts],
    }
    response = render(request, "data/files.html", context)
    _private(response)
    return response


@require_safe
@costly(FILE)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Everything that the query string finds, as a file; a parameter that is wrong is a 400."""
    if kind != FEED and kind not in formats():
        raise Http404
    parsed = filters.parse(request.GET, ignore=_OWN)
    errors = dict(parsed.errors)
    if request.GET.get("diffusion", PUBLIC) != PUBLIC:
        errors["diffusion"] = [_("« publique » est attendu, ou rien.")]
    if errors:
        return problem(400, _("Paramètre refusé"), _("Le fichier n'a pas été fait."), errors)
    reader = VISITOR if "diffusion" in request.GET or kind == FEED else reader_of(request.user)
    selection = select(parsed.search, reader)
    if kind == FEED:
        return _feed(request, selection)
    known = formats()[kind]
    content = known.write(selection)
    if role_of(request.user) >= Role.PROFESSIONAL:
        # Who may bring it back may have deleted lines of it.
        content = extracts.remembered(content, known.name, selection)
    response = StreamingHttpResponse(content, content_type=known.media_type)
    suffix = FILE_SUFFIX if reader.role is not Role.VISITOR else ""
    name = f"{known.stem}-{timezone.localdate().isoformat()}{suffix}.{known.extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    _private(response)
    return response


def _feed(request: HttpRequest, selection: Selection) -> HttpResponse:
    title = _("%(site)s : dernières mises à jour") % {"site": settings.SITE_NAME}
    text = feed.document(selection, title, request.build_absolute_uri(), request.build_absolute_uri)
    response = HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
    _private(response)
    return response


def _private(response: HttpResponseBase) -> None:
    """What a file holds depends on who asks."""
    patch_cache_control(response, private=True)
    patch_vary_headers(response, ["Cookie"])
