# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of the room, done by workers (`python manage.py procrastinate worker`)."""

from procrastinate.contrib.django import app

from evaluation import closing

QUEUE = "evaluation"


# Each night, so that one that is missed is made up for the next.
@app.periodic(cron="23 3 * * *")
@app.task(name="evaluation.close_months", queue=QUEUE, queueing_lock="close-months", lock="close-months")
def close_months(timestamp: int) -> None:
    """Close the months that are over, and forget what is too old. Safe to do again at any time."""
    from evaluation.satisfaction import closing as satisfaction

    closing.close_months()
    closing.forget()
    satisfaction.close()
    satisfaction.forget()


@app.periodic(cron="40 7 * * *")
@app.task(name="evaluation.labels", queue=QUEUE, queueing_lock="ends-of-labels", lock="ends-of-labels")
def remind_of_labels(timestamp: int) -> None:
    """Each day, tell whose quality label ends soon. Safe to do again."""
    from evaluation.charter import telling

    telling.remind()


@app.periodic(cron="10 7 * * 1")
@app.task(name="evaluation.remind", queue=QUEUE, queueing_lock="remind-of-grids", lock="remind-of-grids")
def remind(timestamp: int) -> None:
    """On Monday, remind of the grids of the week before; forget what pages sent long ago."""
    from evaluation.grid import numbers, reminding

    reminding.remind()
    numbers.forget()


# Mails leave in the morning; what is missed one day is made up for the next.
@app.periodic(cron="20 7 * * *")
@app.task(name="evaluation.surveys", queue=QUEUE, queueing_lock="surveys", lock="surveys")
def surveys(timestamp: int) -> None:
    """Close the surveys that are over; write to those who are asked. Safe to do again at any time."""
    from evaluation.surveys import mailing

    mailing.close_ended()
    mailing.write()
