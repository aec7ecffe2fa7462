# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs about changes, done by workers (`python manage.py procrastinate worker`)."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from history.batches import carry
from history.models import Batch, BatchState

QUEUE = "history"
# A database that restarts is worth another try; what was done is noted act by act.
AGAIN = RetryStrategy(max_attempts=5, wait=30)
# Of so many acts, whoever asks waits for them.
AT_ONCE = 20


@app.task(name="mapping.undo_batch", queue=QUEUE, retry=AGAIN)
def undo_batch(batch: int) -> None:
    """Take back what is left of a batch. Safe to do again at any time."""
    found = Batch.objects.filter(pk=batch).exclude(state=BatchState.DONE).first()
    if found is not None:
        carry(found)


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
