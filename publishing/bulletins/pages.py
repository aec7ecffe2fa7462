# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/bulletins/<id>.pdf`: for who reads the bulletin, what its page says today."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common import pdf
from common.costly import FILE, costly
from network.bulletins.content import content_of
from network.bulletins.pages import bulletin_of
from network.models import Bulletin
from publishing.bulletins import sheets


@require_safe
@costly(FILE)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF. Raises Http404 for a bulletin that the reader may not know of."""
    held = bulletin_of(request, pk)
    day = timezone.localdate(held.sent_at) if held.sent_at else timezone.localdate()
    made = sheets.bulletin(content_of(held), day)
    response = pdf.answer(made.content, _name_of(held), shown=True)
    response["Cache-Control"] = "private, max-age=60"
    return response


def _name_of(held: Bulletin) -> str:
    """« bulletin-de-novembre-2026-seine-et-marne.pdf »."""
    slug = held.slug or str(held.pk)
    return f"{slug}.pdf" if "bulletin" in slug.split("-") else f"bulletin-{slug}.pdf"
