# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking out what is on the screen: the very filters of the page, in every format."""

import hashlib
from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
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
from data.exports.offered import Format, formats
from data.exports.selection import Selection, select
from data.imports import ownership
from data.models import ImportRow, ImportRun
from data.models.run import Action
from data.models.source import Kind
from mapping.models import Status, Structure
from mapping.presentation import near
from mapping.vocabulary import THEME_BY_CODE
from places.lookup import commune_at
from places.territories import TerritoryKind, territory
from search import filters
from search.question import Search

# « publique » makes a file that anyone may see, whoever exports it.
PUBLIC = "publique"
# « import » takes what one import made or changed, and no more.
_IMPORT = "import"
_OWN = frozenset({"diffusion", _IMPORT})


FEED = "atom"


@require_safe
@costly(FILE)
def exports(request: HttpRequest) -> HttpResponse:
    """What each file of a search holds, and how many structures the standards' files cannot tell of, and why.

    A parameter that is wrong is told, and left out.
    """
    parsed = filters.parse(request.GET, ignore=_OWN)
    reader = reader_of(request.user)
    run, refused = _run_asked(request)
    found = _of_run(select(parsed.search, reader), run)
    context = {
        "query": request.GET.urlencode(),
        "formats": list(formats().values()),
        "counted": counted(found),
        "not_there": _not_there(found, run),
        "run": run,
        "private": reader.role is not Role.VISITOR,
        "wrong": [text for texts in (parsed.errors | refused).values() for text in texts],
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
    run, refused = _run_asked(request)
    errors = parsed.errors | refused
    if request.GET.get("diffusion", PUBLIC) != PUBLIC:
        errors["diffusion"] = [_("« publique » est attendu, ou rien.")]
    if errors:
        return problem(400, _("Paramètre refusé"), _("Le fichier n'a pas été fait."), errors)
    reader = VISITOR if "diffusion" in request.GET or kind == FEED else reader_of(request.user)
    selection = _of_run(select(parsed.search, reader), run)
    if kind == FEED:
        return _feed(request, parsed.search, selection)
    return file_of(request, formats()[kind], selection)


def file_of(request: HttpRequest, known: Format, selection: Selection) -> HttpResponseBase:
    """A selection as a file of a format, named after its day and whom it is for."""
    content = known.write(selection)
    if role_of(request.user) >= Role.PROFESSIONAL:
        # Who may bring it back may have deleted lines of it.
        content = extracts.remembered(content, known.name, selection)
    response = StreamingHttpResponse(content, content_type=known.media_type)
    suffix = FILE_SUFFIX if selection.role is not Role.VISITOR else ""
    name = f"{known.stem}-{timezone.localdate().isoformat()}{suffix}.{known.extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    _private(response)
    return response


def _run_asked(request: HttpRequest) -> tuple[ImportRun | None, dict[str, list[str]]]:
    """The import that the file is of, else what is wrong with its number; neither where none is asked."""
    asked = request.GET.get(_IMPORT)
    if asked is None:
        return None, {}
    mine = ownership.readable(request.user) if request.user.is_authenticated else ImportRun.objects.none()
    run = mine.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    return run, {} if run else {_IMPORT: [_("Cet import n'existe pas, ou n'est pas de ceux que vous lisez.")]}


def _of_run(selection: Selection, run: ImportRun | None) -> Selection:
    """The structures of a selection that an import made or changed; all of them where none is asked."""
    if run is None:
        return selection
    rows = ImportRow.objects.filter(run=run, kind=Kind.STRUCTURE, action__in=(Action.CREATE, Action.CHANGE))
    made = set(rows.exclude(target=None).values_list("target", flat=True))
    return replace(selection, structures=[number for number in selection.structures if number in made])


def _not_there(selection: Selection, run: ImportRun | None) -> dict[str, int]:
    """How many structures that an import wrote in are not in its files: those that are closed, and the others
    that no search finds."""
    if run is None:
        return {}
    written = (Action.CREATE, Action.CHANGE, Action.CLOSE)
    rows = ImportRow.objects.filter(run=run, kind=Kind.STRUCTURE, action__in=written)
    targets = {number for number in rows.values_list("target", flat=True) if number is not None}
    left = targets - set(selection.structures)
    closed = Structure.objects.filter(pk__in=left, status=Status.CLOSED).count()
    return {"closed": closed, "others": len(left) - closed}


def _feed(request: HttpRequest, asked: Search, selection: Selection) -> HttpResponse:
    """The feed of a search, or 304 for a reader who has it."""
    absolute = request.build_absolute_uri
    page = absolute(f"{reverse('home')}?{asked.query().urlencode(safe=',')}")
    text = feed.document(selection, _feed_title(asked), absolute(), page, absolute)
    etag = quote_etag(hashlib.blake2s(text.encode(), digest_size=12).hexdigest())
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = etag
    _private(response)
    return response


def _feed_title(asked: Search) -> str:
    """« Repères : Logement, près de Melun », for who follows several; where a search says neither theme nor
    place, that these are the last changes."""
    said = [str(THEME_BY_CODE[code].nom) for code in asked.criteria.themes]
    place = asked.place
    if place and (commune := commune_at(place.lon, place.lat)):
        said.append(near(commune.nom))
    said += [
        str(one)
        for kind in TerritoryKind
        if (code := getattr(asked.criteria, kind)) and (one := territory(kind, code))
    ]
    if not said:
        return _("%(site)s : dernières mises à jour") % {"site": settings.SITE_NAME}
    return _("%(site)s : %(search)s") % {"site": settings.SITE_NAME, "search": ", ".join(said)}


def _private(response: HttpResponseBase) -> None:
    """What a file holds depends on who asks."""
    patch_cache_control(response, private=True)
    patch_vary_headers(response, ["Cookie"])
