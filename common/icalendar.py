# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every calendar of the site has in common (iCalendar, RFC 5545): its beginning and its end, moments in
local time, time zones told by their changes of hour."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from common.content_lines import escape, written
from common.days import each_day

__all__ = ["END", "begin", "in_utc", "local", "on_days", "zone_lines"]

END = "END:VCALENDAR\r\n"


def begin(product: str, name: str = "") -> str:
    """The head of a calendar that a product of the site writes (« Annuaire »), with the name that a diary
    shows."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Repères//{product}//FR", "CALSCALE:GREGORIAN"]
    if name:
        lines += [f"NAME:{escape(name)}", f"X-WR-CALNAME:{escape(name)}"]
    return written(lines)


def local(name: str, zone: str, moments: Iterable[datetime]) -> str:
    """A property of moments told by the clock of a zone: « DTSTART;TZID=Europe/Paris:20260106T140000 »."""
    return f"{name};TZID={zone}:{','.join(f'{moment:%Y%m%dT%H%M%S}' for moment in moments)}"


def on_days(name: str, days: Iterable[date]) -> str:
    """A property of whole days: « DTSTART;VALUE=DATE:20260106 »."""
    return f"{name};VALUE=DATE:{','.join(f'{day:%Y%m%d}' for day in days)}"


def in_utc(moment: datetime) -> str:
    """An aware moment in universal time: « 20260106T130000Z »."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


@lru_cache(maxsize=64)
def zone_lines(zone: ZoneInfo, first: int, last: int) -> tuple[str, ...]:
    """The VTIMEZONE of a zone from a year to another: its offset when the first begins, and each change."""
    begins = datetime(first, 1, 1, tzinfo=zone)
    offset = begins.utcoffset() or timedelta()
    said = ["BEGIN:VTIMEZONE", f"TZID:{zone.key}", *_part(begins, offset, offset)]
    for day in each_day(begins.date(), date(last, 12, 31)):
        morning = datetime.combine(day, time.min, zone)
        evening = datetime.combine(day + timedelta(days=1), time.min, zone)
        after = evening.utcoffset() or timedelta()
        if after != offset:
            # The first minute of the new hour, by the clock of before.
            at = next(
                morning.replace(tzinfo=None) + timedelta(minutes=minute)
                for minute in range(1440)
                if ((morning.astimezone(UTC) + timedelta(minutes=minute)).astimezone(zone)).utcoffset()
                == after
            )
            said += _part(at, offset, after)
            offset = after
    return (*said, "END:VTIMEZONE")


def _part(at: datetime, before: timedelta, after: timedelta) -> list[str]:
    kind = "DAYLIGHT" if after > before else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{at:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_offset(before)}",
        f"TZOFFSETTO:{_offset(after)}",
        f"END:{kind}",
    ]


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
