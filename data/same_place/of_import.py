# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an import wrote and the directory has twice: searched by the workers, told on its page."""

from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app

from data.models import ImportRow, ImportRun
from data.models.run import Action, RunState
from data.models.source import Kind
from data.same_place import proposing
from mapping.models import Status, Structure

# The job that looks; the workers' queue has it by this name.
TASK = "data.look_through"


def ask(run_id: int) -> None:
    """Have what an import wrote looked through by the workers, in the transaction that writes it."""
    app.configure_task(TASK, queue="imports").defer(run=run_id)


def look(run_id: int) -> bool:
    """Search for other records of what an import wrote, and propose those found; whether that was the last
    time, every position of it being found, or the import being taken back."""
    run = ImportRun.objects.select_related("geocoding").filter(pk=run_id, state=RunState.APPLIED).first()
    if run is None:
        return True
    is_last = run.geocoding is None or run.geocoding.is_over
    open_ones = Structure.objects.exclude(status=Status.CLOSED).filter(is_example=False)
    written = open_ones.filter(pk__in=_written(run)).order_by().values_list("pk", flat=True)
    proposing.search(written, run.pk)
    return is_last


def pairs_of(run: ImportRun) -> Q:
    """Which pairs are of what an import created or changed."""
    return Q(first_id__in=_written(run)) | Q(second_id__in=_written(run))


def is_searching(run: ImportRun) -> bool:
    """Whether more may be found yet: positions of what the import wrote are still looked for."""
    return run.state == RunState.APPLIED and run.geocoding is not None and not run.geocoding.is_over


def _written(run: ImportRun) -> QuerySet[ImportRow, int | None]:
    rows = ImportRow.objects.filter(
        run=run, kind=Kind.STRUCTURE, action__in=(Action.CREATE, Action.CHANGE), target__isnull=False
    )
    return rows.order_by().values_list("target", flat=True)
