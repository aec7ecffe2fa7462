# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs about changes, done by workers (`python manage.py procrastinate worker`)."""

from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from history.batches import carry
from history.models import Batch, BatchState

QUEUE = "history"
# A database that restarts is worth another try; what was done is noted act by act.
TRIES = 5
AGAIN = RetryStrategy(max_attempts=TRIES, wait=30)
# Of so many acts, whoever asks waits for them.
AT_ONCE = 20


@app.task(name="mapping.undo_batch", queue=QUEUE, retry=AGAIN, pass_context=True)
def undo_batch(context: Any, batch: int) -> None:
    """Take back what is left of a batch. Safe to do again at any time; after the last try, staff are told
    that it stopped."""
    found = Batch.objects.filter(pk=batch).exclude(state=BatchState.DONE).first()
    if found is None:
        return
    try:
        carry(found)
    except Exception:
        if context.job.attempts + 1 >= TRIES:
            Batch.objects.filter(pk=batch).update(state=BatchState.STOPPED)
        raise


@app.periodic(cron="40 5 * * *")
@app.task(name="mapping.tell_owners", queue=QUEUE, queueing_lock="tell-owners", lock="tell-owners")
def tell_owners(timestamp: int) -> None:
    """Write to those who hold structures what others changed of them since the day before."""
    from mapping.patrol import letters

    letters.tell_owners()


def start(batch: Batch) -> None:
    """Do a small batch at once, hand a large one to the workers."""
    if batch.acts <= AT_ONCE:
        carry(batch)
    else:
        undo_batch.defer(batch=batch.pk)
