# SPDX-License-Identifier: AGPL-3.0-or-later
"""« C’est la même : compléter », on a run's page: row by row, and for all that resemble one alone."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from data.imports import completing, ownership
from data.models import ImportRun
from data.models.run import RunState

# The key of the row that is answered of, or ALL; and what is said of it.
ASKED, ANSWER = "meme", "reponse"
ALL, AGAIN = "toutes", "encore"


def asked(user: Any, run: ImportRun) -> dict[str, Any]:
    """What a run's page asks of rows that resemble a structure: the numbers of these rows (`rows`), how many
    there are (`n`), and those of which it was said (`said`); nothing for who may not answer."""
    if run.state != RunState.REHEARSED or run.source is None or not ownership.may_use(user, run.source):
        return {}
    rows = set(completing.questions(run).values_list("pk", flat=True))
    said = set(completing.answers(run).values_list("pk", flat=True))
    return {"rows": rows, "n": len(rows), "said": said}


def answered(request: HttpRequest, run: ImportRun) -> bool:
    """Keep what is said of a row, or of all; whether anything is, so that the file is to be read again.
    Raises Http404 for who may not answer."""
    if run.source is None or not ownership.may_use(request.user, run.source):
        raise Http404
    if run.doing:
        return False
    key, said = request.POST[ASKED], request.POST.get(ANSWER, "")
    if said == AGAIN:
        kept = completing.take_back(run, key)
    elif run.state != RunState.REHEARSED:
        kept = False
    elif said == ALL:
        return _all_of(request, run)
    else:
        kept = completing.answer(run, key)
    if not kept:
        messages.error(request, _("Cela n'est plus demandé de ce fichier : rien n'est retenu."))
    return kept


def _all_of(request: HttpRequest, run: ImportRun) -> bool:
    kept, left = completing.answer_for_all(run)
    told = ngettext("%(n)d ligne complète une fiche.", "%(n)d lignes complètent une fiche.", kept) % {
        "n": kept
    }
    if left:
        told += " " + ngettext(
            "%(n)d autre peut être plusieurs fiches, ou une fiche déjà prise : dites-le sur sa ligne.",
            "%(n)d autres peuvent être plusieurs fiches, ou une fiche déjà prise : dites-le ligne par ligne.",
            left,
        ) % {"n": left}
    messages.success(request, told)
    return bool(kept)
