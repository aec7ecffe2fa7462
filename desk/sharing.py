# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sending a search to somebody: its link by message, by mail, and as a QR code."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import qr
from mapping import presentation
from search import filters
from search.question import Search


@dataclass(frozen=True, slots=True)
class Share:
    """The ways to send a search: its absolute link, a text message, a mail, and where its QR code is."""

    url: str
    sms: str
    mail: str
    qr: str


def of_search(asked: Search, request: HttpRequest, place: str) -> Share:
    """How to send `asked`, a search around `place`, from its first page."""
    query, url = _link(asked, request)
    subject = _("Structures près de chez vous : %(place)s") % {"place": place}
    lines = [subject, url]
    return Share(
        url=url,
        sms=presentation.sms_link(lines),
        mail=presentation.mail_link(subject, lines),
        qr=f"{reverse('search-qr')}?{query}",
    )


@require_safe
def search_qr(request: HttpRequest) -> HttpResponse:
    """The QR code of a search's link, as an image: of what the filter understands, and of nothing else."""
    _query, url = _link(filters.parse(request.GET).search, request)
    response = HttpResponse(qr.image(url), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=300"
    return response


def _link(asked: Search, request: HttpRequest) -> tuple[str, str]:
    """The query string of a search from its first page, and its absolute link."""
    query = asked.from_the_start().query().urlencode(safe=",")
    return query, request.build_absolute_uri(f"{reverse('home')}?{query}")
