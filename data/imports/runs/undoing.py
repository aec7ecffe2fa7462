# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs taken back, and put back, whatever was edited since."""

from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from common.deadlocks import again_after_deadlock, someone_writes
from data.imports import apply as applying
from data.imports import order
from data.imports.geocode import ask_positions_again
from data.imports.progress import Tell, silent
from data.models import ImportRun
from data.models.run import RunState
from geocoding import runs as geocoding
from history.models import Event

TAKING_BACK = _("Annulation")


class NotUndone(Exception):
    """Nothing was taken back; the message, in French, says why."""


def undo(run_id: int, tell: Tell = silent, user: Any = None) -> ImportRun:
    """Take a run back, even after others edited; `left_by_undo` of the run that is returned lists what was
    left.

    Raises NotUndone when the run was not applied, or someone else writes there for longer than this waits.
    """
    return _once_nobody_writes(lambda: _undo(run_id, tell, user))


def redo(run_id: int, tell: Tell = silent, user: Any = None) -> ImportRun:
    """Do again what a run did, once it was undone; as `undo`, whose undoing it is."""
    return _once_nobody_writes(lambda: _redo(run_id, tell, user))


def _once_nobody_writes(act: Callable[[], ImportRun]) -> ImportRun:
    """Do it, again after a deadlock. Raises NotUndone where someone writes for longer than this waits."""
    try:
        return again_after_deadlock(act)
    except OperationalError as error:
        if not someone_writes(error):
            raise
        raise NotUndone(str(applying.BUSY)) from error


@transaction.atomic
def _undo(run_id: int, tell: Tell, user: Any) -> ImportRun:
    run = _locked(run_id)
    if run.state == RunState.UNDONE:
        return run
    if run.state != RunState.APPLIED:
        raise NotUndone("Cet import n'est pas appliqué : il n'y a rien à annuler.")
    if run.geocoding:
        geocoding.cancel(run.geocoding)
    order.undo(run, _Count(run, tell).add, user)
    run.state, run.undone_at = RunState.UNDONE, timezone.now()
    run.geocoding = ask_positions_again(run)
    run.save(update_fields=["left_by_undo", "state", "undone_at", "geocoding"])
    order.settle(run, user)
    run.refresh_from_db()
    return run


@transaction.atomic
def _redo(run_id: int, tell: Tell, user: Any) -> ImportRun:
    run = _locked(run_id)
    if run.state == RunState.APPLIED:
        return run
    if run.state != RunState.UNDONE:
        raise NotUndone("Cet import n'a pas été annulé : il n'y a rien à refaire.")
    order.redo(run, _Count(run, tell).add, user)
    run.state, run.redone_at = RunState.APPLIED, timezone.now()
    run.save(update_fields=["left_by_undo", "state", "redone_at"])
    order.settle(run, user)
    run.refresh_from_db()
    return run


def _locked(run_id: int) -> ImportRun:
    """The run, once no other import, merge or undoing is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [applying.ADVISORY_LOCK])
    return ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)


class _Count:
    """Records taken back so far, told as they are."""

    def __init__(self, run: ImportRun, tell: Tell) -> None:
        self._tell, self._done = tell, 0
        self._total = Event.objects.filter(act__run=run.pk).count() if tell is not silent else 0

    def add(self, count: int) -> None:
        self._done += count
        self._tell(TAKING_BACK, self._done, max(self._total, self._done))
