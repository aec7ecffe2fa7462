# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of the territory, done by workers (`python manage.py procrastinate worker`)."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from territory import country

QUEUE = "territory"
_NAME = "territory.measure_country"


@app.periodic(cron="30 3 * * *")
@app.task(name=_NAME, queue=QUEUE, queueing_lock="territory-country", lock="territory-country")
def measure_country(timestamp: int | None = None) -> int:
    """Work out what is missing or stale of the whole country: each night, and when staff ask for it."""
    return country.work_out_stale()


def ask() -> bool:
    """Hand the country to the workers; whether it was not waiting already."""
    try:
        with transaction.atomic():
            measure_country.defer()
    except AlreadyEnqueued:
        return False
    return True


def state() -> str:
    """« doing » while a worker is at it, « todo » while one is awaited, else empty."""
    jobs = ProcrastinateJob.objects.filter(task_name=_NAME, status__in=("todo", "doing"))
    return min(jobs.values_list("status", flat=True), default="")
