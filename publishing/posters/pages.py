# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>/affiche.pdf` and `/structures/<id>/depliant.pdf`: for everyone, as visitors see it.

The same of several structures in one file: of those put aside (`/affiches.pdf`, `/depliants.pdf`), and for
professionals of a search (`/professionnels/affiches.pdf`, `/professionnels/depliants.pdf`).
"""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import at_least
from accounts.readers import VISITOR
from accounts.roles import Role
from common.costly import FILE, costly
from data.exports.selection import select
from desk.selection import MOST_PRINTED, ids_of
from mapping import presentation
from mapping.models import VisibleStructure
from publishing.posters import sheets
from publishing.posters.sheets import Of, Size
from publishing.typesetting import Printed
from search import filters

_KEPT_S = 300
_FORMAT = "format"
# Of a search, in one file: some seconds of work.
MOST = 60


@require_safe
@costly(FILE)
def poster(request: HttpRequest, pk: str) -> HttpResponse:
    """The poster, in A4, or in A3 with `?format=a3`."""
    size = _size(request)
    structure, url = _of(request, pk)
    return _answer(sheets.posters([(structure, url)], size), f"affiche-{size}", _name(structure))


@require_safe
@costly(FILE)
def leaflet(request: HttpRequest, pk: str) -> HttpResponse:
    """The leaflet, A4 folded in three."""
    structure, url = _of(request, pk)
    return _answer(sheets.leaflets([(structure, url)]), "depliant", _name(structure))


@require_safe
@costly(FILE)
def posters(request: HttpRequest) -> HttpResponse:
    """The posters of structures that were put aside (`id`), in their order: the first twelve."""
    size = _size(request)
    of = _chosen(request)
    return _answer(sheets.posters(of, size), f"affiches-{size}", f"{len(of)}-structures")


@require_safe
@costly(FILE)
def leaflets(request: HttpRequest) -> HttpResponse:
    """The leaflets of structures that were put aside, in their order: the first twelve."""
    of = _chosen(request)
    return _answer(sheets.leaflets(of), "depliants", f"{len(of)}-structures")


@require_safe
@at_least(Role.PROFESSIONAL)
@costly(FILE)
def searched_posters(request: HttpRequest) -> HttpResponse:
    """The posters of what a search finds, by name; more than `MOST` are none, and it is said."""
    size = _size(request)
    found = _found(request)
    if isinstance(found, str):
        return _told(request, found)
    return _answer(sheets.posters(found, size), f"affiches-{size}", f"{len(found)}-structures")


@require_safe
@at_least(Role.PROFESSIONAL)
@costly(FILE)
def searched_leaflets(request: HttpRequest) -> HttpResponse:
    """The leaflets of what a search finds, by name; more than `MOST` are none, and it is said."""
    found = _found(request)
    if isinstance(found, str):
        return _told(request, found)
    return _answer(sheets.leaflets(found), "depliants", f"{len(found)}-structures")


def _size(request: HttpRequest) -> Size:
    asked = request.GET.get(_FORMAT, Size.A4)
    if asked not in list(Size):
        raise Http404(_("Une affiche est au format a4 ou a3."))
    return Size(asked)


def _of(request: HttpRequest, pk: str) -> tuple[VisibleStructure, str]:
    """A structure as visitors see it, whoever asks, since paper goes to anybody; its page's address."""
    found = _seen(request, [int(pk)])
    if not found:
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    return found[0]


def _chosen(request: HttpRequest) -> Of:
    """The structures of a link, in its order."""
    ids = ids_of(request.GET)[:MOST_PRINTED]
    found = {structure.id: (structure, url) for structure, url in _seen(request, ids)}
    if not found:
        raise Http404(_("Aucune de ces structures n’existe, ou n’est encore publiée."))
    return [found[number] for number in ids if number in found]


def _found(request: HttpRequest) -> Of | str:
    """The structures of a search, by name; a sentence where there is none, or too many."""
    parsed = filters.parse(request.GET, ignore=frozenset({_FORMAT}))
    if parsed.errors:
        return " ".join(text for texts in parsed.errors.values() for text in texts)
    numbers = select(parsed.search, VISITOR).structures
    if not numbers:
        return "Cette recherche ne trouve aucune structure : il n’y a rien à imprimer."
    if len(numbers) > MOST:
        return (
            f"Cette recherche trouve {len(numbers)} structures : {MOST} au plus s’impriment à la fois."
            " Ajoutez un critère, ou réduisez la distance."
        )
    return _seen(request, numbers)


def _seen(request: HttpRequest, numbers: Iterable[int]) -> Of:
    found = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk__in=list(numbers)).order_by("nom", "id")
    with translation.override("fr"):
        paths = [(one, presentation.structure_path(one.id, one.nom)) for one in found]
    return [(one, request.build_absolute_uri(path)) for one, path in paths]


def _told(request: HttpRequest, why: str) -> HttpResponse:
    """Back to the files of the search, with why nothing was printed."""
    messages.error(request, why)
    query = request.GET.copy()
    query.pop(_FORMAT, None)
    return redirect(f"{reverse('exports')}?{query.urlencode(safe=',~')}")


def _name(structure: VisibleStructure) -> str:
    return structure.slug or str(structure.id)


def _answer(made: Printed, kind: str, of: str) -> HttpResponse:
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{kind}-{of}.pdf"'
    response["Cache-Control"] = f"private, max-age={_KEPT_S}"
    return response
