# SPDX-License-Identifier: AGPL-3.0-or-later
"""The resources that are to be read again, those of the reader's organisations first."""

from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least, signed_in
from accounts.memberships import organisations_of
from accounts.roles import Role, role_of
from mapping.editing import told
from network.models import Resource
from network.resources import listing
from network.resources.reviewing import to_review

_PER_PAGE = 20


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def resources_to_review(request: HttpRequest) -> HttpResponse:
    """What is to be read again: theirs, then the others', what has waited longest first."""
    user = signed_in(request)
    own = list(organisations_of(user).values_list("pk", flat=True))
    waiting = to_review(Resource.objects.seen_by(role_of(user))).annotate(
        is_own=Case(
            When(organisation__in=own, then=Value(True)), default=Value(False), output_field=BooleanField()
        )
    )
    page = Paginator(waiting.order_by("-is_own", "read_at", "pk"), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    held = list(page.object_list)
    context = {
        "waiting": [
            (line, one, _("la vôtre") if one.is_own else "")
            for line, one in zip(listing.lines(held), held, strict=True)
        ],
        "page": page,
        "pages_query": "",
        # Nothing can be taken back of what it says.
        "said": list(told.said_with(request, lambda act: "")),
    }
    return render(request, "network/resources/review.html", context)
