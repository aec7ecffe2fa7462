# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours of a cell: OpenStreetMap's syntax, French (`mapping.opening.french`), weekday columns and
schema.org's lists. A text is translated whole or not at all: else it stays as it was written, flagged.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from data.imports.values import asides_of_hours, english
from data.imports.values.base import Doubt, Reading, text_of
from mapping.opening import french
from mapping.opening.french import MAX_LENGTH, NotUnderstood
from mapping.opening.osm import APPOINTMENT, FRENCH_DAYS, Span, Week, days_text, is_osm, write
from places.folding import fold

_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

NOT_UNDERSTOOD = "Horaires gardés en toutes lettres : ils ne se traduisent pas en jours et en heures."
DAYS_ASSUMED = "Aucun jour d'ouverture n'est écrit : compris du lundi au vendredi."
NO_DAY = "Horaires gardés en toutes lettres : aucun jour n'est écrit."
_KEPT = (NOT_UNDERSTOOD, NO_DAY)

CROSSED_OUT = "Une croix parmi des heures est comprise comme un jour fermé : %s."
_CROSSES = frozenset({"x", "✗", "✘", "❌", "/", "xx"})
_BY_APPOINTMENT = frozenset(
    {"sur rdv", "sur rendez vous", "rdv", "rendez vous", "uniquement sur rdv", "uniquement sur rendez vous"}
)
_BARE = re.compile(r"(?<!\d)(\d{1,2})(?:\s?[hH:](\d{2})?)?(?!\d)")
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
        if english.is_english(text):
            reading = _read_french(english.as_french(text))
            return Reading(text, (Doubt(NOT_UNDERSTOOD),)) if is_kept(reading) else reading
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
    crossed: list[str] = []
    asked: list[int] = []
    open_days = any(_day_spans(text_of(cell)) for cell in cells.values() if text_of(cell))
    for day, cell in cells.items():
        text = text_of(cell)
        if not text or fold(text) in ("ferme", "fermee", "non"):
            week[day] = []
            continue
        spans = _day_spans(text)
        if spans is None and text.casefold() in _CROSSES and open_days:
            # A cross among hours stands where there are none.
            crossed.append(FRENCH_DAYS[day])
            week[day] = []
            continue
        if spans is None and fold(text) in _BY_APPOINTMENT:
            asked.append(day)
            continue
        if spans is None:
            doubts.append(f"{FRENCH_DAYS[day]} : {text}")
        else:
            week[day] = spans
    if doubts:
        said = " ; ".join(
            f"{FRENCH_DAYS[day]} : {text_of(cell)}" for day, cell in cells.items() if text_of(cell)
        )
        return Reading(said, (Doubt(f"{NOT_UNDERSTOOD} ({' ; '.join(doubts)})"),))
    if not any(week.values()) and not asked:
        return Reading("")
    told = (Doubt(CROSSED_OUT % ", ".join(crossed)),) if crossed else ()
    parts = [write(week, comment), f'{days_text(asked)} "{APPOINTMENT}"' if asked else ""]
    return Reading("; ".join(filter(None, parts)), told)


@lru_cache(maxsize=8192)
def _day_spans(text: str) -> list[Span] | None:
    """The spans of one day's cell; None where they are not understood."""
    try:
        return french.day_spans(text)
    except NotUnderstood:
        return _bare_spans(text)


def _bare_spans(text: str) -> list[Span] | None:
    """The spans of a day's cell that gives hours without their « h »: « 9-12 / 14-17 », « 8h30 à 12 »; None
    where it says anything else, or they are not in order."""
    times = [(int(hour), int(minute or 0)) for hour, minute in _BARE.findall(text)]
    between = _BARE.sub("", text)
    if not times or len(times) % 2 or re.sub(r"(?:et|à|a|de|puis|[-–—/,; ])+", "", between.casefold()):
        return None
    minutes = [hour * 60 + minute for hour, minute in times]
    if sorted(set(minutes)) != minutes or minutes[-1] > 24 * 60 or minutes[0] < 5 * 60:
        return None
    return list(zip(minutes[::2], minutes[1::2], strict=True))


@lru_cache(maxsize=4096)
def _read_french(text: str) -> Reading:
    try:
        found = french.read(text)
    except NotUnderstood:
        if is_osm(text):
            return Reading(text)
        bare, said = asides_of_hours.without(text)
        if said and not is_kept(reading := _read_french(bare)):
            # The room, or advice, changes no hours: they are read, and it is kept as text.
            told = Doubt(f"« {said[:60]} », à côté des horaires : gardé comme texte.")
            return replace(reading, doubts=(*reading.doubts, told), beside=(*reading.beside, text))
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


def together(days: str, start: str, end: str, period: str) -> Reading:
    """The hours of days, hours and a period of the year that stand in columns of their own."""
    start, end = _clock(start), _clock(end)
    base = f"{days} {start}-{end}" if end else f"{days} {start}"
    base = base.strip()
    if not period or fold(period) in _ALL_YEAR:
        return read(base)
    for tried in (f"{_LEADING.sub('', period)} : {base}", f"{base} ; {period}", f"{period} : {base}"):
        reading = read(_with_months(tried))
        if reading.value and not is_kept(reading):
            return reading
    return Reading(f"{base}, {period}", (Doubt(NOT_UNDERSTOOD),))


def of_seasons(said: Sequence[tuple[str, str]]) -> Reading:
    """The hours of seasons, each under a heading with its months: « Horaires d'hiver (octobre à mai) »."""
    if not said:
        return Reading("")
    parts = [(_SEASON.search(heading), text) for heading, text in said]
    if all(season for season, _text in parts):
        reading = read(" ; ".join(f"{season[0]} : {text}" for season, text in parts if season))
        if not is_kept(reading):
            return reading
    whole = " ; ".join(f"{heading} : {text}" for heading, text in said)
    return Reading(whole, (Doubt(NOT_UNDERSTOOD),))


_ALL_YEAR = frozenset({"toute l annee", "annuel", "annuelle", "permanent", "permanente", "a l annee"})
_LEADING = re.compile(r"^(?:de|du|d')\s*(?=[a-zA-Zéûà])")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_SEASON = re.compile(rf"(?:{'|'.join(_MONTHS)})\s*(?:à|a|au|-|–)\s*(?:{'|'.join(_MONTHS)})", re.IGNORECASE)
_DAY_AND_MONTH = re.compile(r"\b(\d{1,2})/(0?[1-9]|1[0-2])\b")


def _with_months(text: str) -> str:
    """« 01/11 » as « 1 novembre »."""
    return _DAY_AND_MONTH.sub(lambda one: f"{int(one[1])} {_MONTHS[int(one[2]) - 1]}", text)


def _clock(text: str) -> str:
    """« 07:00:00 » as « 7h00 »."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text)
    return f"{int(match[1])}h{match[2]}" if match else text
