# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page before an import is written: what of the file would be lost, and who says yes to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import at_least
from accounts.roles import Role, role_of
from data.imports import agreeing, correcting, losses, ownership
from data.models import ImportRun
from data.models.run import RunState
from data.pages import becoming
from data.pages.presentation import makes


def may_apply(user: Any, run: ImportRun) -> bool:
    """Whether this person is offered to write the import: what is held is prefecture staff's to write."""
    return run.state == RunState.REHEARSED and (not run.held_because or role_of(user) is Role.STAFF)


@at_least(Role.PROFESSIONAL)
@require_safe
def import_gate(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be lost by writing the import, each with the rows that show it."""
    run = get_object_or_404(ownership.readable(request.user).select_related("source", "file"), pk=pk)
    if run.doing or not may_apply(request.user, run):
        return redirect("import", run.pk)
    context = {
        "run": run,
        "makes": makes(run),
        "becomes": becoming.of(run),
        "of_file": losses.lines(run),
        "losses": losses.of(run),
        "unread": run.losses.get("columns", []),
        "why": losses.WHY_IT_BLOCKS
        % {"few": losses.FEW, "percent": run.losses.get("percent", 0), "lost": losses.LOST_PERCENT},
        "correctable": correcting.can_be_corrected(run),
    }
    return render(request, "data/gate.html", context)


def is_agreed(request: HttpRequest, run: ImportRun) -> bool:
    """Whether what blocks the import was said yes to, which is kept; who did not is told."""
    lost = {name.removeprefix("perdre-") for name in request.POST if name.startswith("perdre-")}
    try:
        agreeing.agree(request.user, run, "accepter" in request.POST, lost)
    except agreeing.AwaitsStaff:
        messages.error(request, _("Cet import attend l'accord de la préfecture : rien n'est écrit."))
        return False
    except agreeing.AwaitsLosses as refusal:
        messages.error(
            request,
            _("Rien n'est écrit. Cochez ce que vous acceptez de perdre : %(said)s.") % {"said": refusal},
        )
        return False
    return True
