# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours of a cell: OpenStreetMap's syntax, French (`mapping.opening.french`), weekday columns and
schema.org's lists. A text is translated whole or not at all: else it stays as it was written, flagged.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from data.imports.values.base import Doubt, Reading, text_of
from mapping.opening import french
from mapping.opening.french import MAX_LENGTH, NotUnderstood
from mapping.opening.osm import FRENCH_DAYS, Span, Week, is_osm, write
from places.folding import fold

_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

NOT_UNDERSTOOD = "Horaires gardés en toutes lettres : ils ne se traduisent pas en jours et en heures."
DAYS_ASSUMED = "Aucun jour d'ouverture n'est écrit : compris du lundi au vendredi."
NO_DAY = "Horaires gardés en toutes lettres : aucun jour n'est écrit."
_KEPT = (NOT_UNDERSTOOD, NO_DAY)

_SIMPLE_RULE = re.compile(
    r"((?:Mo|Tu|We|Th|Fr|Sa|Su)(?:[-,](?:Mo|Tu|We|Th|Fr|Sa|Su))*) "
    r"(\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)"
)
_MENTIONS_DAY = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\b|24/7|\"")


def read(cell: Any, *, standard: bool = False) -> Reading:
    """The hours that a cell says, as OpenStreetMap's syntax, else as they were written with a doubt.

    `standard` says that the file's own standard asks for OpenStreetMap's syntax, where hours
    without a day mean every day; elsewhere nobody knows, and they stay as they are. « 9h-12h sauf
    mercredi » is of an office's week, and that is said.
    """
    if isinstance(cell, list | dict):
        found = _schema_org(cell)
        if found:
            return Reading(found)
    text = text_of(cell)
    if not text:
        return Reading("")
    if len(text) <= MAX_LENGTH:
        if (standard or _MENTIONS_DAY.search(text)) and is_osm(text):
            return Reading(text)
        return _read_french(text)
    return Reading(text, (Doubt(NOT_UNDERSTOOD),))


def is_kept(reading: Reading) -> bool:
    """Whether what was read is the words themselves, which say no hours that could be understood."""
    return any(doubt.message.startswith(_KEPT) for doubt in reading.doubts)


def read_days(cells: Mapping[int, Any], comment: str = "") -> Reading:
    """The hours of a week from one cell per day (Monday is 0); an empty cell is a closed day.

    Where a day is not understood, the whole is kept in words. Without one open day, nothing is
    said. `comment` is added in words to every rule (« sur rendez-vous »).
    """
    week: Week = {}
    doubts = []
    for day, cell in cells.items():
        text = text_of(cell)
        if not text or fold(text) in ("ferme", "fermee", "non"):
            week[day] = []
            continue
        spans = _day_spans(text)
        if spans is None:
            doubts.append(f"{FRENCH_DAYS[day]} : {text}")
        else:
            week[day] = spans
    if doubts:
        said = " ; ".join(
            f"{FRENCH_DAYS[day]} : {text_of(cell)}" for day, cell in cells.items() if text_of(cell)
        )
        return Reading(said, (Doubt(f"{NOT_UNDERSTOOD} ({' ; '.join(doubts)})"),))
    if not any(week.values()):
        return Reading("")
    return Reading(write(week, comment))


@lru_cache(maxsize=8192)
def _day_spans(text: str) -> list[Span] | None:
    """The spans of one day's cell; None where they are not understood."""
    try:
        return french.day_spans(text)
    except NotUnderstood:
        return None


@lru_cache(maxsize=4096)
def _read_french(text: str) -> Reading:
    try:
        found = french.read(text)
    except NotUnderstood:
        if is_osm(text):
            return Reading(text)
        return Reading(text, (Doubt(NOT_UNDERSTOOD),))
    if found.days_assumed and not found.days_named:
        return Reading(text, (Doubt(NO_DAY),))
    return Reading(found.hours, (Doubt(DAYS_ASSUMED),) if found.days_assumed else ())


def _schema_org(cell: Any) -> str:
    """Hours of schema.org: « Mo-Fr 09:00-12:00 » lists, or OpeningHoursSpecification objects."""
    items = cell if isinstance(cell, list) else [cell]
    week: Week = {}
    for item in items:
        if isinstance(item, dict):
            days, spans = _specification(item)
        elif isinstance(item, str) and (match := _SIMPLE_RULE.fullmatch(item.strip())):
            days = french.days(match[1])
            spans = french.day_spans(match[2])
        else:
            return ""
        if not days or not spans:
            return ""
        for day in days:
            week[day] = sorted({*week.get(day, []), *spans})
    return write(week)


def _specification(item: dict) -> tuple[set[int], list[Span]]:
    given = item.get("dayOfWeek") or []
    names = given if isinstance(given, list) else [given]
    days = set()
    for name in names:
        word = str(name).rsplit("/", 1)[-1].casefold()
        if word in _ENGLISH_DAYS:
            days.add(_ENGLISH_DAYS.index(word))
    try:
        spans = french.day_spans(" ".join(str(item.get(edge, ""))[:5] for edge in ("opens", "closes")))
    except NotUnderstood:
        return set(), []
    return days, spans
