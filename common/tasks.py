# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of the outbox, done by workers (`python manage.py procrastinate worker`).

When a mail is next tried is said by its row alone: a job that is lost loses nothing.
"""

import uuid

from procrastinate.contrib.django import app

from common import delivery

QUEUE = "mails"


@app.task(name="common.deliver", queue=QUEUE)
def deliver(mail: str) -> None:
    """Make one attempt at a mail. Safe to do again at any time, and several at once."""
    delivery.deliver(uuid.UUID(mail))


@app.periodic(cron="* * * * *")
@app.task(name="common.deliver_due", queue=QUEUE, queueing_lock="deliver-due", lock="deliver-due")
def deliver_due(timestamp: int) -> None:
    """Send what waits from before."""
    delivery.deliver_due()


@app.periodic(cron="17 4 * * *")
@app.task(name="common.purge_mails", queue=QUEUE, queueing_lock="purge-mails")
def purge(timestamp: int) -> None:
    """Forget what is settled since long."""
    delivery.purge()


def ask(key: uuid.UUID, priority: int = 0) -> None:
    """Have a mail sent by a worker, once the transaction is committed."""
    deliver.configure(priority=priority).defer(mail=str(key))
