# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates in words, as the reader's language says them."""

import re
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import get_language

# A day of the month that is the first, before the month's name.
_FIRST = re.compile(r"(?<!\d)1(?=[ \u00a0][a-zéû]{3})")


def in_words(day: date, form: str = "DATE_FORMAT") -> str:
    """A day by one of Django's formats: « 1er août 2026 » in French, where Django says « 1 août 2026 »."""
    return first_of_month(formats.date_format(day, form))


def first_of_month(told: str) -> str:
    """The same date in words, with its « 1er »: French alone says the first of a month so."""
    return _FIRST.sub("1er", told) if (get_language() or "").split("-")[0] == "fr" else told


def day_of_json(text: str) -> date:
    """The day, here, of a date or a moment as PostgreSQL's JSON writes them: « 2026-11-30 »,
    « 2026-11-30T11:13:26.25966+00:00 ». Raises ValueError for anything else."""
    if "T" not in text:
        return date.fromisoformat(text)
    return timezone.localtime(datetime.fromisoformat(text)).date()
