# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stopping what an import is doing, dropping one that was never written, putting one back that was undone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import at_least
from accounts.roles import Role, role_of
from common.costly import UPLOAD, costly
from common.required import required
from data import tasks
from data.imports import jobs, ownership, runs
from data.models import ImportRun
from data.models.run import Doing, RunState


@at_least(Role.PROFESSIONAL)
@require_POST
def import_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up what is being done: nothing of it is written."""
    run = _run(request, pk)
    if run.doing and _is_theirs(request, run):
        messages.info(
            request, _("L'arrêt est demandé.") if jobs.stop(run) else _("C'est arrêté : rien n'est écrit.")
        )
    return redirect("import", run.pk)


@at_least(Role.PROFESSIONAL)
@require_POST
def import_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop an import that was never written, its rows and its file."""
    run = _run(request, pk)
    if not _is_theirs(request, run):
        return redirect("import", run.pk)
    try:
        runs.forget(run)
    except runs.NotForgotten as refusal:
        messages.error(request, str(refusal))
        return redirect("import", run.pk)
    messages.success(request, _("L'import est supprimé, avec son fichier. L'annuaire n'a pas changé."))
    return redirect("imports")


@at_least(Role.PROFESSIONAL)
@require_POST
@costly(UPLOAD)
def import_redo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what an import had written, once it was undone."""
    run = _run(request, pk)
    if not _is_theirs(request, run):
        return redirect("import", run.pk)
    tasks.ask(run, Doing.REDO, request.user)
    if run.state == RunState.APPLIED and run.left_by_undo:
        words = ngettext(
            "L'import est remis en place, sauf %(n)d fiche, listée ci-dessous.",
            "L'import est remis en place, sauf %(n)d fiches, listées ci-dessous.",
            len(run.left_by_undo),
        )
        messages.warning(request, words % {"n": len(run.left_by_undo)})
    elif run.state == RunState.APPLIED:
        messages.success(request, _("L'import est remis en place."))
    return redirect("import", run.pk)


@at_least(Role.STAFF)
@require_POST
def import_watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Be written to after each scheduled import of the source, or no more."""
    run = _run(request, pk)
    if run.source is None:
        return redirect("import", run.pk)
    watchers = run.source.watchers
    if "arreter" in request.POST:
        watchers.remove(required(request.user.pk))
        messages.success(request, _("Vous ne serez plus prévenu des relevés de cette source."))
    else:
        watchers.add(required(request.user.pk))
        messages.success(request, _("Un courriel vous dira ce que chaque relevé de cette source a changé."))
    return redirect("import", run.pk)


def watching(user: Any, run: ImportRun) -> bool | None:
    """Whether this person is written to of the scheduled imports of the run's source; None where that is not
    theirs to ask, or there are none."""
    if run.source is None or not run.source.url or role_of(user) is not Role.STAFF:
        return None
    return run.source.watchers.filter(pk=user.pk).exists()


def _run(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(ownership.readable(request.user).select_related("source", "file"), pk=pk)


def _is_theirs(request: HttpRequest, run: ImportRun) -> bool:
    """Whether the run is of who asks, or of a source that they may use; who is refused is told."""
    if run.user_id == request.user.pk or (run.source and ownership.may_use(request.user, run.source)):
        return True
    if run.source:
        messages.error(request, ownership.refusal(run.source))
    return False
