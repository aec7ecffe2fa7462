# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts with a length, dates, numbers, yes and no."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from data.imports.values.base import Doubt, Reading, text_of
from places.folding import fold

# Day 0 of Excel's calendar, whose 1900 wrongly has a 29 February.
_EXCEL_EPOCH = date(1899, 12, 30)
# 1982 and 2119: what a serial number may be a date of.
_SERIALS = (30_000, 80_000)
_YES = frozenset({"oui", "o", "yes", "y", "vrai", "true", "1", "x", "ok", "checked", "coche", "cochee"})
# What is ticked, in marks that are no letters.
_TICKS, _CROSSED = frozenset("✓✔☑✅"), frozenset("✗✘☐❌")
_NO = frozenset({"non", "n", "no", "faux", "false", "0", "aucun", "aucune", "unchecked"})
# What people write where they mean to write later.
_LATER = frozenset(
    [
        "a completer", "a remplir", "a preciser", "a renseigner", "a definir", "a venir", "a verifier",
        "a demander", "xxx", "xxxx", "xx", "tbd", "todo", "inconnu", "inconnue", "non renseigne",
        "non renseignee", "ne sait pas", "nsp", "je ne sais pas",
    ]
)  # fmt: skip
# « oui, dès 3 mois », « non : rien sur place ».
_ANSWER_AND_MORE = re.compile(r"(?P<answer>[^\W\d]+)[\s,;:.(–-]+(?P<more>.+?)\)?", re.DOTALL)
# What begins the ages of children who are looked after.
_FROM_AN_AGE = re.compile(r"(?:des|a partir de|de|pour les) ?\d")
_FULL = frozenset(
    {"complet", "complete", "plein", "pleine", "plus de place", "plus de places", "aucune place"}
)
# « <b> », « <a href=…> »; « <zoe.modele@exemple.org> » is none.
_TAG = re.compile(r"<(/?)(\w+)(?:\s[^>]*)?/?>")
_FRENCH_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:\s.*)?")
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = "|".join(f"{month}[a-z]*" for month in _ENGLISH_MONTHS)
_DATE_IN_WORDS = re.compile(rf"(?:\w+ )?(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)}) (\d{{4}})")
_COMPACT_DATE = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])")
_ENGLISH_DATE = re.compile(rf"({_ENGLISH}) (\d{{1,2}})(?: (\d{{4}}))(?: \d.*)?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T\s].*)?")


def is_to_be_filled_in(cell: Any) -> bool:
    """Whether a cell says that nobody has filled it in yet: « à compléter », « ? », « xxx »."""
    if not isinstance(cell, str):
        return False
    said = cell.strip()
    return bool(said) and (set(said) <= set("?¿… ") or fold(said) in _LATER)


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


def iso_day(cell: Any) -> Reading:
    """A date as `day` reads it, written as ISO 8601 has it."""
    reading = day(cell)
    return Reading(reading.value.isoformat() if reading.value else None, reading.doubts)


def day(cell: Any) -> Reading:
    """A date: French, in figures or words, ISO, or the days that Excel counts; else None and why."""
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
        if found := _of_a_program(value):
            return Reading(found)
        if match := _DATE_IN_WORDS.fullmatch(fold(value)):
            return Reading(date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1])))
    except ValueError:
        pass
    return Reading(None, (Doubt(f"« {value[:30]} » n'est pas une date : laissé de côté.", lost=True),))


def _of_a_program(value: str) -> date | None:
    """The day of « 20250314 » or « March 14, 2025 4:08 PM », as programs write it; else None."""
    if match := _COMPACT_DATE.fullmatch(value):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _ENGLISH_DATE.fullmatch(fold(value)):
        return date(int(match[3]), _ENGLISH_MONTHS.index(match[1][:3]) + 1, int(match[2]))
    return None


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
    mark = text_of(cell).strip("\ufe0f ")
    if value in _YES or mark in _TICKS:
        return Reading(True)
    if value in _NO or mark in _CROSSED:
        return Reading(False)
    if not value:
        return Reading(None)
    return Reading(None, (Doubt(f"« {text_of(cell)[:30]} » : ni oui ni non, laissé de côté.", lost=True),))


def yes_no_and_more(cell: Any) -> tuple[Reading, str]:
    """« oui, dès 3 mois » as True and « dès 3 mois »; what is neither yes nor no as `yes_no` tells it."""
    whole = yes_no(cell)
    if whole.value is None and (match := _ANSWER_AND_MORE.fullmatch(text_of(cell))):
        answer = yes_no(match["answer"])
        if answer.value is not None:
            return answer, match["more"].strip()
    return whole, ""


def childcare(cell: Any) -> tuple[Reading, str]:
    """The same of children who are looked after; an age alone, « dès 3 mois », says yes."""
    answer, more = yes_no_and_more(cell)
    if answer.value is None and _FROM_AN_AGE.match(fold(text_of(cell))):
        return Reading(True), text_of(cell)
    return answer, more


def answer(cell: Any) -> Reading:
    """Yes or no, what else is said beside it being left out, and that told."""
    found, more = yes_no_and_more(cell)
    if not more:
        return found
    return Reading(found.value, (Doubt(f"« {more[:60]} » : laissé de côté.", lost=True),))


def places_left(cell: Any) -> Reading:
    """How many places are left: « complet » is none; else None, and why where something is written."""
    if fold(text_of(cell)) in _FULL:
        return Reading(0)
    found = number(cell, 0, 100_000)
    if isinstance(found.value, float):
        said = f"« {text_of(cell)[:30]} » n'est pas un nombre entier de places : laissé de côté."
        return Reading(None, (Doubt(said, lost=True),))
    return found
