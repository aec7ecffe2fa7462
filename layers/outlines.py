# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outlines of communes, under every map: what makes it legible when no tile can be loaded."""

import hashlib
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from common.media_types import GEOJSON
from places.models import LoadedEdition
from places.outlines import commune_outlines

# Official boundaries change once a year; a day lets a new edition show without a new address.
MAX_AGE_SECONDS = 86_400
# Départements kept in memory, about 0.3 MB each.
_KEPT = 16


@lru_cache(maxsize=_KEPT)
def _outlines(departement: str, edition: str) -> tuple[str, bytes]:
    """(strong validator, GeoJSON) of one département in one edition of the places."""
    text = commune_outlines(departement).encode()
    return f'"{hashlib.blake2s(text, digest_size=12).hexdigest()}"', text


def _current(departement: str) -> tuple[str, bytes]:
    edition = LoadedEdition.objects.order_by("-loaded_at").values_list("version", flat=True).first()
    return _outlines(departement, edition or "")


def _etag(request: HttpRequest, departement: str) -> str:
    return _current(departement)[0]


@require_safe
@cache_control(public=True, max_age=MAX_AGE_SECONDS)
@condition(etag_func=_etag)
def communes(request: HttpRequest, departement: str) -> HttpResponse:
    """The communes of a département as GeoJSON; 404 for a code that no département has."""
    text = _current(departement)[1]
    if text.endswith(b'"features":[]}'):
        raise Http404(_("Aucun département n'a ce code."))
    return HttpResponse(text, content_type=GEOJSON)
