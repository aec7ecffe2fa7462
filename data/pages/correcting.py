# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows to correct: the workbook that goes out, and the one that comes back."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import at_least
from accounts.roles import Role
from common.costly import FILE, UPLOAD, costly
from common.files import Unreadable
from common.files.limits import MAX_BYTES
from common.files.opening import too_large
from data import tasks
from data.imports import correcting, ownership
from data.models import ImportRun
from data.models.file import store
from data.models.run import Doing
from data.pages.workbook import workbook

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookForm(forms.Form):
    """A workbook of rows that a person corrected."""

    classeur = forms.FileField(
        label=gettext_lazy("Classeur corrigé"),
        error_messages={
            "required": gettext_lazy("Choisissez le classeur corrigé."),
            "empty": gettext_lazy("Ce classeur est vide."),
        },
    )


@at_least(Role.PROFESSIONAL)
@require_safe
@costly(FILE)
def import_workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The refused and doubtful rows, with the columns of the file."""
    run = _run(request, pk)
    if not correcting.can_be_corrected(run):
        raise Http404
    try:
        file = workbook(run)
    except Unreadable as refusal:
        messages.error(request, str(refusal))
        return redirect("import", run.pk)
    answer = FileResponse(file, as_attachment=True, filename=f"a-corriger-{run.pk}.xlsx", content_type=_XLSX)
    patch_cache_control(answer, private=True, no_store=True)
    return answer


@at_least(Role.PROFESSIONAL)
@require_POST
@costly(UPLOAD)
def import_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up the rows of a corrected workbook, and show what they would do."""
    run = _run(request, pk)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("import", run.pk)
    if run.source is None or not ownership.may_use(request.user, run.source):
        messages.error(
            request,
            ownership.refusal(run.source)
            if run.source
            else _("Dites d'abord de quelle source vient ce fichier."),
        )
        return redirect("import", run.pk)
    sent = form.cleaned_data["classeur"]
    if sent.size > MAX_BYTES:
        messages.error(request, too_large(sent.size))
        return redirect("import", run.pk)
    # Read like any file, then let go: what it said is kept with the run.
    file = store(sent.name, sent.chunks())
    try:
        with file.on_disk() as path:
            brought = correcting.bring_back(run, path, request.user)
    except Unreadable as refusal:
        messages.error(request, str(refusal))
        return redirect("import", run.pk)
    finally:
        file.delete()
    _tell(request, brought)
    if brought.corrected:
        tasks.ask(brought.run, Doing.REHEARSE, request.user)
    return redirect("import", brought.run.pk)


def _run(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(ownership.readable(request.user).select_related("source", "file"), pk=pk)


def _tell(request: HttpRequest, brought: correcting.Brought) -> None:
    if brought.corrected:
        words = ngettext(
            "%(n)d ligne corrigée est reprise : voyez ce qu'elle ferait, rien n'est encore écrit.",
            "%(n)d lignes corrigées sont reprises : voyez ce qu'elles feraient, rien n'est encore écrit.",
            brought.corrected,
        )
        messages.success(request, words % {"n": brought.corrected})
    else:
        messages.warning(request, _("Aucune ligne de ce classeur n'a été changée : rien n'est repris."))
    if brought.same and brought.corrected:
        words = ngettext(
            "%(n)d ligne est restée comme elle était.",
            "%(n)d lignes sont restées comme elles étaient.",
            brought.same,
        )
        messages.info(request, words % {"n": brought.same})
    if brought.unknown:
        shown = ", ".join(brought.unknown[:20])
        messages.warning(request, _("Laissées : le fichier n'a pas de ligne %(lines)s.") % {"lines": shown})
