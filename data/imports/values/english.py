# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hours in English, as customer software exports them, in French words that the one reader of hours knows:
« Mon 9:00 AM - 12:00 PM, 1:30 PM - 5:00 PM »."""

import re

_DAYS = {
    "mon": "lundi", "tue": "mardi", "wed": "mercredi", "thu": "jeudi", "fri": "vendredi", "sat": "samedi",
    "sun": "dimanche",
}  # fmt: skip
_DAY = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|sday|nesday|rsday|urday|day|r|rs)?\b\.?", re.IGNORECASE
)
# « Tue, Fri 14:00-16:00 »
_DAY_AND_HOUR = re.compile(
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|sday|nesday|rsday|urday|day|r|rs)?\b\.?\s*(?:[,:&–-]|to\b|and\b|\d{1,2}:\d\d)"
)
_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\b\.?", re.IGNORECASE)
_WORDS = (
    (re.compile(r"\bclosed\b", re.IGNORECASE), "fermé"),
    (re.compile(r"\bby appointment(?: only)?\b", re.IGNORECASE), "sur rendez-vous"),
    (re.compile(r"\b(?:to|through|until)\b", re.IGNORECASE), "-"),
    (re.compile(r"\band\b|\s*&\s*", re.IGNORECASE), " et "),
)


def is_english(text: str) -> bool:
    """Whether days are in English, and hours are written with AM and PM or stand right after them."""
    return bool(_DAY.search(text) and _CLOCK.search(text)) or bool(_DAY_AND_HOUR.search(text))


def as_french(text: str) -> str:
    """The same hours in French.

    >>> as_french("Mon 9:00 AM - 12:00 PM; Tue 1:30 PM - 5:00 PM")
    'lundi 9h00 - 12h00; mardi 13h30 - 17h00'
    """
    text = _CLOCK.sub(_hour, _DAY.sub(lambda day: _DAYS[day[1].lower()], text))
    for words, french in _WORDS:
        text = words.sub(french, text)
    return text


def _hour(match: re.Match[str]) -> str:
    hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
    return f"{hour}h{match[2] or '00'}"
