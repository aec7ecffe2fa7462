# SPDX-License-Identifier: AGPL-3.0-or-later
"""Resources as a feed (Atom, RFC 4287): what visitors may read, the last changed first."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role
from network.models import Resource
from network.paths import path_of
from network.resources import asking

_ENTRIES = 50


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The fifty resources that were changed last among those that the address asks for. A reader of feeds
    signs in nowhere: whoever asks, what only professionals read is not in it."""
    asked = asking.read(request.GET)
    chips = ", ".join(chip.label for chip in asked.chips())
    here = request.build_absolute_uri(reverse("resources"))
    query = asked.query()
    written = Atom1Feed(
        title=_("Fiches pratiques : %(what)s") % {"what": chips} if chips else _("Fiches pratiques"),
        link=f"{here}?{query}" if query else here,
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    found = asked.among(Resource.objects.seen_by(Role.VISITOR)).order_by("-updated_at", "-pk")
    for one in found[:_ENTRIES]:
        link = request.build_absolute_uri(path_of(one))
        written.add_item(
            title=one.title,
            link=link,
            description=one.summary,
            unique_id=request.build_absolute_uri(reverse("resource-short", args=[one.pk])),
            pubdate=one.created_at,
            updateddate=one.updated_at,
            categories=[str(one.get_kind_display())],
        )
    response = HttpResponse(content_type=written.content_type)
    written.write(response, "utf-8")
    return response
