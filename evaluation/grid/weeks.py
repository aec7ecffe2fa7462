# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weeks by their Monday: « 2026-S48 » in an address, « du 23 au 29 novembre 2026 » on a page."""

import re
from datetime import date, timedelta

from common.dates import in_words

# How far back a week may still be filled.
BACK = 60
_WRITTEN = re.compile(r"(20\d\d)-S(\d\d)", re.ASCII)
_WEEK = timedelta(days=7)


def monday(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def read(text: str, today: date) -> date | None:
    """The Monday of a week of an address, this week's where it says none; None where it is no week, one to
    come, or one too far back."""
    this = monday(today)
    if not text:
        return this
    written = _WRITTEN.fullmatch(text)
    if not written:
        return None
    try:
        week = date.fromisocalendar(int(written[1]), int(written[2]), 1)
    except ValueError:
        return None
    return week if this - BACK * _WEEK <= week <= this else None


def code(week: date) -> str:
    """« 2026-S48 »."""
    year, number, _day = week.isocalendar()
    return f"{year}-S{number:02}"


def text(week: date) -> str:
    """« du 23 au 29 novembre 2026 », « du 30 novembre au 6 décembre 2026 »."""
    last = week + timedelta(days=6)
    if week.month == last.month:
        began = "1er" if week.day == 1 else str(week.day)
    elif week.year == last.year:
        began = in_words(week, "MONTH_DAY_FORMAT")
    else:
        began = in_words(week)
    return f"du {began} au {in_words(last)}"


def around(week: date, today: date) -> tuple[str, str]:
    """The codes of the week before and of the one after, empty where it may not be filled."""
    before, after = week - _WEEK, week + _WEEK
    this = monday(today)
    return (code(before) if before >= this - BACK * _WEEK else "", code(after) if after <= this else "")
