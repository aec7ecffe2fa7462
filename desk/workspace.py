# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where professionals start."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least
from accounts.roles import Role, role_of
from geocoding import runs
from mapping import permissions, protection, review

RUNS_SHOWN = 20


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def workspace(request: HttpRequest) -> HttpResponse:
    """Where professionals start: what waits for them."""
    followed = permissions.followed(request.user)
    return render(
        request,
        "desk/workspace.html",
        {
            "waiting": review.waiting_for(request).count(),
            "runs": [{"run": run, "counts": runs.counts(run)} for run in followed[:RUNS_SHOWN]],
            "watches": protection.watches(request.user),
            "is_staff": role_of(request.user) is Role.STAFF,
        },
    )
