# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>/affiche.pdf` and `/structures/<id>/depliant.pdf`: for everyone, as visitors see it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role
from common.costly import FILE, costly
from mapping import presentation
from mapping.models import VisibleStructure
from publishing.posters import sheets
from publishing.posters.sheets import Size
from publishing.typesetting import Printed

_KEPT_S = 300


@require_safe
@costly(FILE)
def poster(request: HttpRequest, pk: str) -> HttpResponse:
    """The poster, in A4, or in A3 with `?format=a3`."""
    asked = request.GET.get("format", Size.A4)
    if asked not in list(Size):
        raise Http404(_("Une affiche est au format a4 ou a3."))
    structure, url = _of(request, pk)
    return _answer(sheets.poster(structure, url, Size(asked)), f"affiche-{asked}", structure)


@require_safe
@costly(FILE)
def leaflet(request: HttpRequest, pk: str) -> HttpResponse:
    """The leaflet, A4 folded in three."""
    structure, url = _of(request, pk)
    return _answer(sheets.leaflet(structure, url), "depliant", structure)


def _of(request: HttpRequest, pk: str) -> tuple[VisibleStructure, str]:
    """A structure as visitors see it, whoever asks, since paper goes to anybody; its page's address."""
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk=int(pk)).first()
    if seen is None:
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    with translation.override("fr"):
        path = presentation.structure_path(seen.id, seen.nom)
    return seen, request.build_absolute_uri(path)


def _answer(made: Printed, kind: str, structure: VisibleStructure) -> HttpResponse:
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{kind}-{structure.slug or structure.id}.pdf"'
    response["Cache-Control"] = f"private, max-age={_KEPT_S}"
    return response
