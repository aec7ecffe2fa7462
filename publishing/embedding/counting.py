# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many times a widget is loaded: one number a widget and day, and nothing of who loaded it."""

import logging
from datetime import date, timedelta

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from publishing.embedding.models import Widget, WidgetDay

logger = logging.getLogger(__name__)

_COUNT = """
INSERT INTO publishing_widgetday AS kept (widget_id, day, loads) VALUES (%s, %s, 1)
ON CONFLICT (widget_id, day) DO UPDATE SET loads = kept.loads + 1
"""
SHOWN_DAYS = 30
_FRAMES = frozenset({"iframe", "frame"})


def is_a_load(request: HttpRequest) -> bool:
    """Whether a request is the frame of a page of somebody else's site, for the first time (Fetch Metadata).

    Not the page opened by itself, a program, or another search, language or page asked in it. A browser
    that says nothing of it is not counted; one that goes on to refuse the frame is: nothing tells it.
    """
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Dest", "") in _FRAMES
        and request.headers.get("Sec-Fetch-Site", "") != "same-origin"
    )


def count(widget: Widget) -> None:
    """Count one load of today. Where it cannot be written, the page is shown all the same."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_COUNT, [widget.pk, timezone.localdate()])
    except DatabaseError:
        logger.warning("A load could not be counted", exc_info=True)


def weeks(days: list[tuple[date, int]]) -> tuple[int, int]:
    """The loads of this week, from Monday on, and those of the week before, out of `last_days`."""
    last = days[0][0]
    monday = last - timedelta(days=last.weekday())
    before = monday - timedelta(days=7)
    this_week = sum(loads for day, loads in days if day >= monday)
    return this_week, sum(loads for day, loads in days if before <= day < monday)


def last_days(widget: Widget, today: date | None = None) -> list[tuple[date, int]]:
    """The loads of each of the last thirty days, the last first; 0 where there were none."""
    last = today or timezone.localdate()
    found = WidgetDay.objects.filter(widget=widget, day__gt=last - timedelta(days=SHOWN_DAYS))
    loads = dict(found.values_list("day", "loads"))
    days = [last - timedelta(days=back) for back in range(SHOWN_DAYS)]
    return [(day, loads.get(day, 0)) for day in days]
