# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of the directory, done by workers (`python manage.py procrastinate worker`)."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from geocoding.models import Run, RunState
from geocoding.providers import configured
from mapping import positions
from mapping.campaigns import asking, moments
from mapping.models import Campaign
from mapping.patrol import tasks as patrol_tasks  # noqa: F401 - workers find jobs here, by application
from mapping.practice import exercise
from mapping.reports import inbox

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


@app.periodic(cron="41 4 * * *")
@app.task(name="mapping.forget_reports", queue=QUEUE, queueing_lock="forget-reports")
def forget_reports(timestamp: int) -> None:
    """Forget what the public wrote, a while after it was answered, and notices that ended long ago."""
    inbox.forget()
    moments.forget()


@app.periodic(cron="53 3 * * *")
@app.task(name="mapping.forget_exercises", queue=QUEUE, queueing_lock="forget-exercises")
def forget_exercises(timestamp: int) -> None:
    """Take away the exercises of two weeks ago. Safe to do again."""
    exercise.forget()


@app.task(name="mapping.send_campaign", queue=QUEUE)
def send_campaign(campaign: int, examples: bool = False) -> None:
    """Ask the structures of a campaign, and those of them that are `examples` on a try. Safe to do again at
    any time."""
    asking.send_campaign(Campaign.objects.get(pk=campaign), examples=examples)


@app.periodic(cron="23 7 * * 1-5")
@app.task(name="mapping.ask_due", queue=QUEUE, queueing_lock="ask-due", lock="ask-due")
def ask_due(timestamp: int) -> None:
    """Ask the structures whose time has come, on working days. Safe to do again."""
    asking.ask_due()


def enqueue(run: Run) -> None:
    """Hand a run to the workers."""
    for _job in range(min(MAX_JOBS, 1 + run.total // ROWS_A_JOB)):
        geocode.defer(run=run.pk)
