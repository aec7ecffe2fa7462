# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours worked out ahead, so that SQL can tell what is open at a moment.

A text of hours is shared by many services: it is worked out once, into multiranges of local time
from yesterday to two months ahead. New texts are marked by the triggers of the search's rows and
worked out by the first search that asks about a moment, or by `manage.py work_out_schedules`.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from psycopg.types.multirange import Multirange, TimestampMultirange
from psycopg.types.range import Range

from mapping.timetable import PARIS, State, read, zone_of
from search.models import Schedule
from search.opening import HORIZON_DAYS

_BATCH = 500
# Any number that nothing else in the project locks.
_LOCK = 7_203_411


def pending(day: date) -> bool:
    """Whether some hours are not worked out as far as `day`, that day included."""
    return Schedule.objects.exclude(known_until__gte=day).exists()


def work_out(now: datetime, day: date | None = None) -> int:
    """Work out what is not known as far as `day` (by default, the horizon); how many texts that was.

    Two at once take turns. Interrupted, it goes on where it was.
    """
    today = now.astimezone(PARIS).date()
    until = max(day or today, today + timedelta(days=HORIZON_DAYS + 2))
    done = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            batch = list(Schedule.objects.exclude(known_until__gte=day or until).order_by("pk")[:_BATCH])
            if not batch:
                return done
            cursor.executemany(
                "UPDATE mapping_schedule SET timezone = %s, readable = %s, opened = %s, appointment = %s,"
                " uncertain = %s, known_until = %s WHERE id = %s",
                [_row(schedule, today - timedelta(days=1), until) for schedule in batch],
            )
            done += len(batch)


def _row(schedule: Schedule, first: date, until: date) -> tuple:
    timetable = read(schedule.hours, schedule.area or None)
    zone = zone_of(schedule.area)
    stretches: defaultdict[State, list[Range]] = defaultdict(list)
    if timetable:
        start, end = (datetime.combine(day, time.min, zone) for day in (first, until + timedelta(days=1)))
        for span in timetable.spans(start, end):
            # Local times without a zone: an hour that winter time repeats is one hour here.
            opens, closes = span.start.replace(tzinfo=None), span.end.replace(tzinfo=None)
            if opens < closes:
                stretches[span.state].append(Range(opens, closes))
    return (
        str(zone),
        timetable is not None,
        _multirange(stretches[State.OPEN]),
        _multirange(stretches[State.APPOINTMENT]),
        _multirange(stretches[State.UNKNOWN]),
        until,
        schedule.pk,
    )


def _multirange(ranges: list[Range]) -> Multirange:
    return TimestampMultirange(ranges)
