# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links that do not answer any more, and the resources that lead there: for professionals."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least
from accounts.roles import Role
from network.links.found_in import holding
from network.models import LinkCheck
from network.resources import listing
from network.resources.listing import Line

_PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Dead:
    """An address that does not answer, and the resources that lead there."""

    check: LinkCheck
    lines: list[Line]


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def links(request: HttpRequest) -> HttpResponse:
    """The dead links, those that do not answer since longest first."""
    page = Paginator(LinkCheck.objects.dead(), _PER_PAGE).get_page(request.GET.get("page"))
    held = holding(check.url for check in page.object_list)
    lines = {
        one.id: one for one in listing.lines({of.pk: of for each in held.values() for of in each}.values())
    }
    dead = [Dead(check, [lines[of.pk] for of in held[check.url]]) for check in page.object_list]
    checked = LinkCheck.objects.order_by("-checked_at").first()
    context = {
        "dead": [one for one in dead if one.lines],
        "page": page,
        "pages_query": "",
        "known": LinkCheck.objects.count(),
        "checked": checked,
    }
    return render(request, "network/links.html", context)
