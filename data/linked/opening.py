# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours as schema.org has them: only those that it says exactly.

schema.org knows a week, public holidays and dates. It knows nothing of appointments, of one week in two, of
the third Friday of the month or of the school holidays: hours that say so are left out whole, because a week
with one day less would tell that the place is closed on that day.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from mapping.opening.grid import DAY, Dated, Grid, Stretch, grid_of
from mapping.opening.osm import clock

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The convention of those who read schema.org, for a day without hours and for a whole day.
_CLOSED = {"opens": "00:00", "closes": "00:00"}
_END_OF_DAY = "23:59"


def week(text: str) -> list[dict[str, Any]]:
    """The `OpeningHoursSpecification`s of a text of hours (OpenStreetMap's syntax), days of the same hours
    together; none where the text says what schema.org cannot, or nothing."""
    grid = _exactly(text)
    if grid is None:
        return []
    alike: dict[Stretch, list[str]] = {}
    for day, name in zip(grid.days, _DAYS, strict=True):
        for stretch in day.stretches:
            alike.setdefault(stretch, []).append(name)
    told = [_specification(_times(stretch), dayOfWeek=_one(days)) for stretch, days in alike.items()]
    if told and grid.closed_on_public_holidays:
        told.append(_specification(_CLOSED, dayOfWeek="PublicHolidays"))
    return told


def dates(
    text: str, closures: Iterable[tuple[date, date]], today: date | None = None
) -> list[dict[str, Any]]:
    """The dates to come that are otherwise than the week: those of a text of hours that schema.org says
    exactly, and closures (first and last day, both included)."""
    today = today or timezone.localdate()
    grid = _exactly(text)
    told = [
        specification
        for one in (grid.dated if grid else ())
        if one.last >= today
        for specification in _dated(one)
    ]
    return told + [_closed(first, last) for first, last in sorted(closures) if last >= today]


def _exactly(text: str) -> Grid | None:
    grid = grid_of(text)
    if grid is None or grid.says_nothing or grid.on_appointment or grid.closed_in_school_holidays:
        return None
    stretches = [one for day in grid.days for one in day.stretches]
    stretches += [one for dated in grid.dated for one in dated.stretches]
    says_more = any(day.weeks for day in grid.days) or any(one.every_year for one in grid.dated)
    return None if says_more or any(one.appointment for one in stretches) else grid


def _dated(one: Dated) -> list[dict[str, Any]]:
    if not one.stretches:
        return [_closed(one.first, one.last)]
    return [_specification(_times(stretch), **_valid(one.first, one.last)) for stretch in one.stretches]


def _closed(first: date, last: date) -> dict[str, Any]:
    return _specification(_CLOSED, **_valid(first, last))


def _valid(first: date, last: date) -> dict[str, str]:
    return {"validFrom": first.isoformat(), "validThrough": last.isoformat()}


def _times(one: Stretch) -> dict[str, str]:
    """Hours that end after midnight close earlier than they open, which is how schema.org says it."""
    closes = _END_OF_DAY if one.end % DAY == 0 else clock(one.end % DAY)
    return {"opens": clock(one.start), "closes": closes}


def _specification(times: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"@type": "OpeningHoursSpecification", **more, **times}


def _one(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
