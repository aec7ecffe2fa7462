# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts with a length, dates, numbers, yes and no."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from data.imports.values.base import Doubt, Reading, text_of
from places.text import fold

# Day 0 of Excel's calendar, whose 1900 wrongly has a 29 February.
_EXCEL_EPOCH = date(1899, 12, 30)
# 1982 and 2119: what a serial number may be a date of.
_SERIALS = (30_000, 80_000)
_YES = frozenset({"oui", "o", "yes", "y", "vrai", "true", "1", "x", "ok"})
_NO = frozenset({"non", "n", "no", "faux", "false", "0", "aucun", "aucune"})
_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
_FRENCH_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:\s.*)?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T\s].*)?")


def text(cell: Any, max_length: int) -> Reading:
    """One clean text; what is beyond `max_length` characters is cut at a word, and that is told."""
    value = text_of(cell)
    if "<" in value:
        value = text_of(
            _TAG.sub(lambda tag: "\n" if tag[2].lower() in ("br", "p", "li", "div") else "", value)
        )
    if len(value) <= max_length:
        return Reading(value)
    cut = value[: max_length - 1].rsplit(" ", 1)[0] + "…"
    return Reading(cut, (Doubt(f"Texte de {len(value)} caractères, coupé à {max_length}.", lost=True),))


def day(cell: Any) -> Reading:
    """A date: French, ISO, or the number of days that Excel counts; else None and why."""
    if isinstance(cell, datetime):
        return Reading(cell.date())
    if isinstance(cell, date):
        return Reading(cell)
    value = text_of(cell)
    if not value:
        return Reading(None)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", value) and _SERIALS[0] <= float(value) <= _SERIALS[1]:
        return Reading(_EXCEL_EPOCH + timedelta(days=int(float(value))))
    try:
        if match := _ISO_DATE.fullmatch(value):
            return Reading(date(int(match[1]), int(match[2]), int(match[3])))
        if match := _FRENCH_DATE.fullmatch(value):
            year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
            return Reading(date(year, int(match[2]), int(match[1])))
    except ValueError:
        pass
    return Reading(None, (Doubt(f"« {value[:30]} » n'est pas une date : laissé de côté.", lost=True),))


def number(cell: Any, minimum: float = 0, maximum: float = 1e9) -> Reading:
    """A number written with a point or a comma, between two bounds; else None and why."""
    value = text_of(cell)
    if not value:
        return Reading(None)
    match = re.fullmatch(
        r"(-?\d+(?:[.,]\d+)?)(?:\s*[a-zà-ü%].*)?", value.replace("\u202f", "").replace("\xa0", ""), re.I
    )
    if match:
        found = float(match[1].replace(",", "."))
        if minimum <= found <= maximum:
            return Reading(int(found) if found.is_integer() else found)
    return Reading(
        None, (Doubt(f"« {value[:30]} » n'est pas un nombre attendu ici : laissé de côté.", lost=True),)
    )


def yes_no(cell: Any) -> Reading:
    """True, False, or None where nothing is said; anything else is None and why."""
    value = fold(text_of(cell))
    if value in _YES:
        return Reading(True)
    if value in _NO:
        return Reading(False)
    if not value:
        return Reading(None)
    return Reading(None, (Doubt(f"« {text_of(cell)[:30]} » : ni oui ni non, laissé de côté.", lost=True),))
