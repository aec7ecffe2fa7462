# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of the directory, done by workers (`python manage.py procrastinate worker`)."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from geocoding.models import Run, RunState
from geocoding.providers import configured
from mapping import positions
from mapping.patrol import tasks as patrol_tasks

__all__ = ["enqueue", "geocode", "patrol_tasks", "take_up_again"]  # workers find jobs here, by application

QUEUE = "geocoding"
# More rows, more workers may take some at the same time.
ROWS_A_JOB, MAX_JOBS = 1000, 8
# A service that does not answer is tried again every ten minutes, for about a day.
AGAIN = RetryStrategy(max_attempts=150, wait=600)


class ProviderDown(Exception):
    """The service did not answer: the job is tried again later."""


@app.task(name="mapping.geocode", queue=QUEUE, retry=AGAIN)
def geocode(run: int) -> None:
    """Geocode what is left of a run. Safe to do again at any time, and several at once."""
    state = positions.work(Run.objects.get(pk=run), configured.provider())
    if state is RunState.PAUSED:
        raise ProviderDown


@app.periodic(cron="* * * * *")
@app.task(name="mapping.take_up_again", queue=QUEUE, pass_context=True, queueing_lock="take-up-again")
async def take_up_again(context, timestamp: int) -> None:
    """Give the jobs of workers that are gone (killed, unplugged) to those that are there."""
    stalled = await context.app.job_manager.get_stalled_jobs()
    for job in stalled:
        await context.app.job_manager.retry_job(job)


def enqueue(run: Run) -> None:
    """Hand a run to the workers."""
    for _job in range(min(MAX_JOBS, 1 + run.total // ROWS_A_JOB)):
        geocode.defer(run=run.pk)
