# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of a run and may take a while: said on the run, done here, by whoever comes to it.

A small file is done while its page waits. A larger one is a job for the workers (`data.tasks`), and
its page shows how far it is. Doing a thing again does no harm: what a killed process left is taken up
from the directory as it was, since nothing of it was written.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.files import Unreadable
from data.imports import runs
from data.imports.apply import NotApplied
from data.imports.limits import MAX_BYTES_AT_ONCE, MAX_ROWS_AT_ONCE
from data.imports.progress import Progress, Stopped, Tell
from data.models import ImportRun, RunProgress
from data.models.run import Doing

_CLASS = 7_702_008
# Seconds after which a job that nobody took is said to wait in vain.
_PATIENCE = 20


def ask(run: ImportRun, doing: Doing, user: Any = None) -> bool:
    """Note what is asked of a run, and by whom; False when something is under way already."""
    with transaction.atomic():
        asked = ImportRun.objects.filter(pk=run.pk, doing="").update(
            doing=doing, asked_at=timezone.now(), asked_by=user, problem=""
        )
        if asked:
            RunProgress.objects.update_or_create(
                run_id=run.pk, defaults={"phase": "", "done": 0, "total": 0, "told_at": None, "stop": False}
            )
    run.refresh_from_db()
    return bool(asked)


def is_small(run: ImportRun, doing: Doing) -> bool:
    """Whether a person can wait for it: a second or two."""
    if doing == Doing.REHEARSE:
        return run.file is None or run.file.size <= MAX_BYTES_AT_ONCE
    return run.rows_read <= MAX_ROWS_AT_ONCE


def is_forgotten(run: ImportRun) -> bool:
    """Whether nobody has taken up what was asked: no worker runs, or all are busy."""
    if not run.doing or run.asked_at is None or (timezone.now() - run.asked_at).total_seconds() < _PATIENCE:
        return False
    return RunProgress.objects.filter(run=run, told_at=None).exists()


def perform(run_id: int) -> None:
    """Do what was asked of a run, and nothing when it is done, or being done elsewhere.

    What prevented it is a sentence in `problem`. Raises what nobody foresaw, once it is noted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_CLASS, run_id])
        if not cursor.fetchone()[0]:
            return
    try:
        run = (
            ImportRun.objects.select_related("source", "file", "asked_by")
            .filter(pk=run_id)
            .exclude(doing="")
            .first()
        )
        if run:
            _perform(run)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_CLASS, run_id])


def _perform(run: ImportRun) -> None:
    problem = ""
    try:
        with Progress(run.pk) as progress:
            _ACTIONS[Doing(run.doing)](run, progress.tell)
    except (Unreadable, NotApplied, runs.NotUndone) as refusal:
        problem = str(refusal)
    except Stopped:
        problem = _("Arrêté à votre demande : rien n'a été écrit.")
    except Exception:
        problem = _("Une erreur inattendue a tout arrêté : rien n'est écrit. Réessayez, ou signalez-la.")
        raise
    finally:
        ImportRun.objects.filter(pk=run.pk).update(doing="", problem=problem)


def stop(run: ImportRun) -> bool:
    """Ask for what is being done of a run to be given up; whether it has still to notice.

    What nobody has begun is given up here.
    """
    RunProgress.objects.filter(run=run).update(stop=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_CLASS, run.pk])
        if not cursor.fetchone()[0]:
            return True
    try:
        ImportRun.objects.filter(pk=run.pk).exclude(doing="").update(
            doing="", problem=_("Arrêté à votre demande : rien n'a été écrit.")
        )
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_CLASS, run.pk])
    return False


def _apply(run: ImportRun, tell: Any) -> None:
    runs.apply(run, tell)


def _undo(run: ImportRun, tell: Any) -> None:
    runs.undo(run.pk, tell, run.asked_by)


def _redo(run: ImportRun, tell: Any) -> None:
    runs.redo(run.pk, tell, run.asked_by)


_ACTIONS: dict[Doing, Callable[[ImportRun, Tell], object]] = {
    Doing.REHEARSE: runs.rehearse,
    Doing.APPLY: _apply,
    Doing.UNDO: _undo,
    Doing.REDO: _redo,
}
