# SPDX-License-Identifier: AGPL-3.0-or-later
"""What applying a run would do, shown; and doing it, once more or less of that is agreed to."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from common.files import Unreadable
from data.imports import apply as applying
from data.imports import closing, confidential, losses, ownership, plan
from data.imports.communes import COMMUNES
from data.imports.progress import Tell, silent
from data.imports.runs.files import file_of
from data.imports.runs.reading import locator_of, read
from data.imports.shapes import open_tables
from data.models import ImportRun
from data.models.run import RunState
from search import words_of_here

COMPARING = _("Comparaison avec l'annuaire")


def rehearse(run: ImportRun, tell: Tell = silent) -> plan.Plan:
    """Read the file into the run's rows and work out what applying would do of each.

    Raises Unreadable when the file, read further, cannot be taken in.
    """
    if run.source is None:
        raise Unreadable("Dites d'abord de quelle source vient ce fichier.")
    if not ownership.may_use(run.user, run.source):
        raise Unreadable(ownership.refusal(run.source))
    watch, closed = confidential.watch_of(run), closing.watch_of(run)
    words_of_here.begin()
    try:
        with file_of(run).on_disk() as path, transaction.atomic():
            book = open_tables(path)
            locator = locator_of(run)
            run.rows_read = read(run, book, locator, watch, closed, tell)
            run.settings[COMMUNES] = locator.met.kept()
            watch.check()
            closed.check()
            run.settings.pop(confidential.CLUES, None)
            run.settings.pop(closing.CLUES, None)
            run.save()
            tell(COMPARING, run.rows_read, run.rows_read)
            return plan.rehearse(run)
    except confidential.Undecided:
        run.settings[confidential.CLUES], run.settings[closing.CLUES] = watch.clues, closed.clues
        ImportRun.objects.filter(pk=run.pk).update(settings=run.settings, state=RunState.RECEIVED)
        raise


def accept(run: ImportRun, user: Any = None) -> None:
    """Keep that prefecture staff (None: at a terminal) said yes to what the rehearsal shows and loses now."""
    losses.accept(run, user)
    run.accepted_by, run.accepted_digest = user, run.plan_digest
    run.save(update_fields=["accepted_by", "accepted_digest"])


def apply(run: ImportRun, tell: Tell = silent) -> ImportRun:
    """Write what was rehearsed. When the directory changed meanwhile, rehearse again and say so.

    Raises NotApplied (PlanChanged in that case).
    """
    try:
        return applying.apply(run.pk, tell)
    except applying.PlanChanged:
        plan.rehearse(run)
        raise
