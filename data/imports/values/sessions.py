# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days of a session, as files write them: a date, dates one after the other, from a day to a day.

What has no year, or comes again by itself (« tous les mardis »), is no date here: it is kept as a text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from data.imports.values.base import text_of
from data.imports.values.simple import day
from places.folding import fold

_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_FIGURES = r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
_WORDS = rf"\d{{1,2}}(?:er)? (?:{'|'.join(_MONTHS)}) \d{{4}}"
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim)\.?,? )?"
_ONE = rf"{_WEEKDAY}(?:le )?(?P<day>{_FIGURES}|{_WORDS})"
_DAY = re.compile(_ONE)
# « du 5 janvier au 26 mars 2027 »: the year is said once, of the second.
_SHORT = rf"{_WEEKDAY}(?P<short>\d{{1,2}}(?:er)?(?: (?:{'|'.join(_MONTHS)}))?)"
_SPAN = re.compile(
    rf"(?:du )?(?:{_ONE}|{_SHORT}) ?(?:au|jusqu au|jusqu'au|a|-|–|—|>|→) ?{_ONE.replace('day>', 'last>')}"
)
# « les 5, 12 et 19 janvier 2027 »
_SEVERAL = re.compile(
    rf"(?:les? )?(?P<days>\d{{1,2}}(?:er)?(?:(?: ?, ?| et | & )\d{{1,2}}(?:er)?)+)"
    rf" (?P<month>{'|'.join(_MONTHS)}) (?P<year>\d{{4}})"
)
_BETWEEN = re.compile(r" ?(?:,|;|/(?!\d)|\n|\bet\b|&|\+) ?(?:le |les )?")
_TIME = r"\d{1,2} ?(?:h|:) ?(?:\d{2})?"
_TIMES = re.compile(rf",? ?(?:de |a |à |- |\()?({_TIME}(?: ?(?:-|–|a|à|/) ?{_TIME})?)\)?", re.IGNORECASE)
_ENDS = re.compile(r" ?(?:-|–|\ba\b|à|/) ?")
_CLOCK = re.compile(r"(\d{1,2})(?:(?: ?[h:] ?)(\d{2})?)?(?::\d{2})?(?: ?min)?", re.IGNORECASE)
# How a date and a time come out of a program.
_MIDNIGHT = re.compile(r"^(\d{4}-\d{2}-\d{2})[t ]00:00(?::00)?(?:[.+z].*)?$")
_ISO_TIME = re.compile(r"^(\d{4}-\d{2}-\d{2})[t ](\d{2}:\d{2})(?::00)(?:[.+z].*)?$")
# A longer text is no date.
_LONGEST = 600
# More dates than this in one cell are a calendar, that nobody reads as text.
_MOST = 60


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, and the hours that are said with them, in words."""

    first: date
    last: date
    hours: str = ""


def days(cell: Any) -> list[Days]:
    """The days that a cell says, in its order; none where it is not all understood."""
    if isinstance(cell, datetime):
        return [Days(cell.date(), cell.date(), hour(cell.time()) if cell.time() != time() else "")]
    if isinstance(cell, date):
        return [Days(cell, cell)]
    text = text_of(cell)
    if not text or len(text) > _LONGEST:
        return []
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        found = day(text).value
        return [Days(found, found)] if found else []
    try:
        return _read(_plain(text))
    except ValueError:  # a 31st of February
        return []


def hour(said: Any) -> str:
    """A time as a file has it, in words: « 14 h », « 14 h 30 »; what is no time stays as it is."""
    if isinstance(said, datetime):
        said = said.time()
    if isinstance(said, float) and 0 < said < 1:
        minutes = round(said * 24 * 60)
        said = time(minutes // 60, minutes % 60)
    if isinstance(said, time):
        return f"{said.hour} h" + (f" {said.minute:02}" if said.minute else "")
    text = text_of(said)
    if is_hour(said) and len(ends := _ENDS.split(text.removeprefix("de "))) == 2:
        return " – ".join(hour(one.strip()) for one in ends)
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[1]) > 24:
        return text
    return f"{int(match[1])} h" + (f" {match[2]}" if int(match[2] or 0) else "")


def is_hour(cell: Any) -> bool:
    """Whether a cell is a time of the day, or from one to another."""
    if isinstance(cell, time):
        return True
    if isinstance(cell, datetime | date):
        return False
    if isinstance(cell, float) and 0 < cell < 1:
        return True
    return bool(
        re.fullmatch(rf"(?:de )?{_TIME}(?::\d{{2}})?(?: ?(?:-|–|a|à) ?{_TIME})?", text_of(cell), re.I)
    )


def is_days(cell: Any) -> bool:
    """Whether a cell is a date, or dates."""
    return bool(days(cell))


def _plain(text: str) -> str:
    """The words without accents nor capitals, their marks kept."""
    text = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    text = "".join(char.lower() if char.isascii() or not char.isalpha() else fold(char) for char in text)
    text = _MIDNIGHT.sub(r"\1", _ISO_TIME.sub(r"\1 \2", text))
    return re.sub(r"[ \t]+", " ", text).strip(" .")


def _read(text: str) -> list[Days]:
    if match := _SEVERAL.match(text):
        rest = _hours(text[match.end() :])
        if rest is None:
            return []
        month, year = _MONTHS.index(match["month"]) + 1, int(match["year"])
        numbers = [int(number) for number in re.findall(r"\d+", match["days"])]
        return [Days(one, one, rest) for one in (date(year, month, number) for number in numbers)]
    if match := _SPAN.match(text):
        rest = _hours(text[match.end() :])
        last = _day_of(match["last"])
        first = _day_of(match["day"]) if match["day"] else _before(match["short"], last)
        # The other way round, a slip nobody can set right.
        return [Days(first, last, rest)] if rest is not None and first <= last else []
    return list(_one_by_one(text))


def _one_by_one(text: str) -> Iterator[Days]:
    found: list[Days] = []
    for piece in _BETWEEN.split(text):
        match = _DAY.match(piece)
        rest = _hours(piece[match.end() :]) if match else None
        if match is None or rest is None:
            return
        one = _day_of(match["day"])
        found.append(Days(one, one, rest))
    if len(found) <= _MOST:
        # Hours that are said once, at the end, are those of all.
        hours = found[-1].hours
        alone = all(not one.hours for one in found[:-1])
        yield from (Days(one.first, one.last, hours if alone else one.hours) for one in found)


def _hours(text: str) -> str | None:
    """The hours after a date, in words; None for what is something else."""
    if not text.strip(" ,."):
        return ""
    match = _TIMES.fullmatch(text.strip())
    if match is None:
        return None
    ends = _ENDS.split(match[1])
    return " – ".join(hour(one.strip()) for one in ends if one.strip())


def _day_of(text: str) -> date:
    """Raises ValueError for a day that no calendar has."""
    if match := re.fullmatch(r"(\d{1,2})(?:er)? (\w+) (\d{4})", text):
        return date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    number, month, year = re.split(r"[/.-]", text)
    return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(number))


def _before(short: str, last: date) -> date:
    """The day that is said without its year, or its month, before another; Raises ValueError."""
    number, _space, month = short.partition(" ")
    value = int(number.removesuffix("er"))
    if not month:
        return date(last.year, last.month, value)
    wanted = _MONTHS.index(month) + 1
    return date(last.year - (wanted > last.month), wanted, value)
