# SPDX-License-Identifier: AGPL-3.0-or-later
"""The communes that rows of an import do not say for sure: one press answers for all that say the same.

What is answered is remembered by the source, as its other words are, and is taken back from the same page.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import at_least
from accounts.roles import Role
from common.costly import UPLOAD, costly
from common.files import Unreadable
from common.required import required
from data import tasks
from data.imports import communes, correcting, lessons, ownership
from data.imports.geocode import Locator
from data.models import ImportRow, ImportRun, Lesson
from data.models.run import Action, Doing, RunState
from data.models.source import Kind

# So many are shown at a time: the next follow once these are answered.
_SHOWN = 20
_STATES = (RunState.REHEARSED, RunState.APPLIED)


def summary(run: ImportRun, user: Any) -> dict[str, Any]:
    """What a run's page asks of its communes, and what was answered; nothing for who may not teach its
    source, or where there is neither."""
    if run.source is None or run.state not in _STATES or not ownership.may_use(user, run.source):
        return {}
    met = communes.met_in(run.settings)
    lines = met["asked"]
    said = list(Lesson.objects.filter(source=run.source, what=Lesson.What.PLACE))
    known = {lesson.said for lesson in said}
    rows = {one["key"]: one["rows"] for one in lines} | met["used"]
    of_file = [lesson for lesson in said if lesson.said in rows]
    names = lessons.places_in_words(of_file)
    answered = [
        {"lesson": lesson, "commune": names[lesson.pk], "rows": rows[lesson.said]} for lesson in of_file
    ]
    left = [one for one in lines if one["key"] not in known]
    if not left and not answered:
        return {}
    label = Locator("").labelled
    questions = [{**one, "choices": [(code, label(code)) for code in one["codes"]]} for one in left[:_SHOWN]]
    return {"questions": questions, "more": len(left) - len(questions), "answered": answered}


@at_least(Role.PROFESSIONAL)
@require_POST
@costly(UPLOAD)
def import_communes(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the commune that was pressed for all rows of the same words, or forget one; then read again."""
    runs = ownership.readable(request.user).select_related("source", "file", "user", "profile")
    run = get_object_or_404(runs.exclude(source=None).filter(state__in=_STATES), pk=pk)
    if not ownership.may_use(request.user, required(run.source)):
        raise Http404
    if run.doing:
        return redirect("import", run.pk)
    if "oublier" in request.POST:
        return _forget(request, run)
    words = request.POST.get("mots")
    line = next((one for one in communes.met_in(run.settings)["asked"] if one["key"] == words), None)
    code = request.POST.get("commune", "")
    if line is None or code not in line["codes"]:
        messages.error(request, _("Choisissez une des communes proposées : rien n'est retenu."))
        return redirect("import", run.pk)
    lesson = lessons.teach_commune(required(run.source), line["words"], line["postcode"], code, request.user)
    if run.state == RunState.APPLIED:
        return _rows_again(request, run, lesson)
    tasks.ask(run, Doing.REHEARSE)
    _say(request, lesson, line["rows"])
    return redirect("import", run.pk)


def _say(request: HttpRequest, lesson: Lesson, rows: int) -> None:
    words = ngettext(
        "« %(words)s » : %(commune)s, pour %(rows)d ligne.",
        "« %(words)s » : %(commune)s, pour %(rows)d lignes.",
        rows,
    )
    said = {"words": lesson.written, "commune": lessons.in_words(lesson), "rows": rows}
    messages.success(request, words % said)


def _rows_again(request: HttpRequest, run: ImportRun, lesson: Lesson) -> HttpResponse:
    """Of an import that is written: a run of these rows alone, read with what was said, to be written."""
    rows = ImportRow.objects.filter(run=run, kind=Kind.STRUCTURE, number__gt=0).exclude(action=Action.REFUSE)
    numbers = {
        (row.table, row.number)
        for row in rows.only("table", "number", "payload").iterator()
        if communes.key_of(
            row.payload.get("commune_nom") or row.payload.get("adresse") or "",
            row.payload.get("code_postal") or "",
        )
        == lesson.said
    }
    try:
        again = correcting.read_again(run, numbers, request.user)
    except Unreadable as refusal:
        messages.error(request, str(refusal))
        return redirect("import", run.pk)
    tasks.ask(again, Doing.REHEARSE, request.user)
    _say(request, lesson, len(numbers))
    messages.info(request, _("Voyez ce que feraient ces lignes, puis écrivez-les : rien n'est encore écrit."))
    return redirect("import", again.pk)


def _forget(request: HttpRequest, run: ImportRun) -> HttpResponse:
    number = request.POST["oublier"]
    found = Lesson.objects.filter(source=run.source, what=Lesson.What.PLACE)
    lesson = found.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
    if lesson is None:
        messages.info(request, _("C'était déjà oublié."))
        return redirect("import", run.pk)
    lessons.forget(required(run.source), [lesson.pk])
    if run.state == RunState.REHEARSED:
        tasks.ask(run, Doing.REHEARSE)
        messages.success(request, _("« %(words)s » : oublié, c'est à dire.") % {"words": lesson.written})
    else:
        text = _(
            "« %(words)s » : oublié pour les prochains fichiers. Ce qui est écrit s'annule avec l'import."
        )
        messages.success(request, text % {"words": lesson.written})
    return redirect("import", run.pk)
