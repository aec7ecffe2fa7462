# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of imports, done by workers (`python manage.py procrastinate worker`)."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from data.imports import jobs, scheduled
from data.models import ImportRun, Source
from data.models.run import Doing
from data.models.source import due
from data.same_place import of_import, proposing

QUEUE = "imports"
# A database that restarts is worth another try; what a file holds is told on its run instead.
AGAIN = RetryStrategy(max_attempts=3, wait=10)
# Seconds after which what an import wrote is looked through again, while its positions are looked for; what
# is found later still is told by the night's search.
_WAITS = (15, 60, 300, 1200, 3600)


@app.task(name="data.carry", queue=QUEUE)
def carry(run: int) -> None:
    """Rehearse, apply or undo a run, as was asked. Safe to do again at any time."""
    jobs.perform(run)


@app.task(name="data.fetch", queue=QUEUE, retry=AGAIN)
def fetch(source: int) -> None:
    """Fetch a source and take what is new as far as its settings allow."""
    found = Source.objects.filter(pk=source, enabled=True).first()
    if found:
        scheduled.fetch_source(found)


@app.periodic(cron="*/5 * * * *")
@app.task(name="data.fetch_due", queue=QUEUE, queueing_lock="fetch-due")
def fetch_due(timestamp: int) -> None:
    """Hand the sources whose hour has come to the workers, each once."""
    for number in due().order_by("pk").values_list("pk", flat=True):
        # One that still waits from the last time is not asked for twice.
        with suppress(AlreadyEnqueued), transaction.atomic():
            fetch.configure(queueing_lock=f"fetch-{number}", lock=f"fetch-{number}").defer(source=number)


@app.periodic(cron="35 3 * * *")
@app.task(name="data.find_duplicates", queue=QUEUE, queueing_lock="find-duplicates")
def find_duplicates(timestamp: int) -> None:
    """Every night, look through the directory for the same place twice: what was edited or placed since."""
    proposing.search_all()


@app.task(name=of_import.TASK, queue=QUEUE, retry=AGAIN)
def look_through(run: int, turn: int = 0) -> None:
    """Look for the same place twice among what an import wrote; again once its positions are found. Safe to
    do again at any time."""
    if not of_import.look(run) and turn < len(_WAITS):
        look_through.configure(schedule_in={"seconds": _WAITS[turn]}).defer(run=run, turn=turn + 1)


def look_for_duplicates() -> proposing.Proposed | None:
    """Search the directory for the same place twice now, and say what was found; of a long one, hand it to
    the workers (once) and return None."""
    if proposing.is_short():
        return proposing.search_all()
    with suppress(AlreadyEnqueued), transaction.atomic():
        find_duplicates.configure().defer(timestamp=0)
    return None


def ask(run: ImportRun, doing: Doing, user: Any = None) -> None:
    """Do what is asked of a run at once where it is small, or hand it to the workers."""
    at_once = jobs.is_small(run, doing)
    with transaction.atomic():
        asked = jobs.ask(run, doing, user)
        if asked and not at_once:
            carry.defer(run=run.pk)
    if asked and at_once:
        jobs.perform(run.pk)
        run.refresh_from_db()
