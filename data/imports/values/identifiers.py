# SPDX-License-Identifier: AGPL-3.0-or-later
"""SIRET, postcodes and INSEE codes, as they come out of spreadsheets."""

import re
from typing import Any

from data.imports.values.base import Doubt, Reading, text_of

# The establishments of La Poste do not follow Luhn's formula: their digits add up to a multiple of 5.
LA_POSTE = "356000000"
# « 77000 MELUN », « Melun (77000) »
_POSTCODE_AND_CITY = re.compile(
    r"(?P<postcode>\d{5})[\s,–-]+(?P<city>[^\W\d].*)|(?P<city_first>[^\W\d]{2}[^\d]*?)[\s,(-]+(?P<postcode_last>\d{5})\)?",
    re.DOTALL,
)
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")


def siret(cell: Any) -> Reading:
    """The SIRET of a cell when its key is right, else nothing and why.

    A number that a spreadsheet rounded (3,67E+13, or many zeros at its end) cannot be mended.
    """
    if isinstance(cell, float) and cell.is_integer() and cell < 1e15:
        cell = int(cell)
    text = text_of(cell)
    # The national schema of places has no empty SIRET: fourteen zeros say that there is none.
    if not text or re.fullmatch(r"0|0{14}", text):
        return Reading("")
    if _SCIENTIFIC.fullmatch(text):
        return _lost(f"« {text} » est un nombre arrondi par un tableur, plus un SIRET : laissé de côté.")
    digits = re.sub(r"[\s\u00a0.\-]", "", text)
    if re.fullmatch(r"W\d{9}", digits, re.I):
        return _lost(f"« {text} » est un numéro d'association (RNA), pas un SIRET : laissé de côté.")
    if digits.isascii() and digits.isdigit() and 11 <= len(digits) <= 13:
        # Numbers lose their leading zeros; the key says whether these were all.
        digits = digits.zfill(14)
    if not (digits.isascii() and digits.isdigit() and len(digits) == 14):
        return _lost(f"« {text[:40]} » n'a pas les 14 chiffres d'un SIRET : laissé de côté.")
    if is_siret(digits):
        return Reading(digits)
    if digits.endswith("0000"):
        return _lost(f"« {text} » est un SIRET arrondi par un tableur : laissé de côté.")
    return _lost(f"« {text} » n'est pas un SIRET : sa clé est fausse. Laissé de côté.")


def is_siret(digits: str) -> bool:
    """Whether 14 digits make a SIRET: Luhn's formula (INSEE), but for La Poste's establishments."""
    if not re.fullmatch(r"[0-9]{14}", digits) or digits == "0" * 14:
        return False
    if digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return True
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def code_postal(cell: Any) -> Reading:
    """Five digits, with the zero that a spreadsheet drops from 01000; else nothing and why."""
    return _code(cell, r"\d{5}", "un code postal")


def postcode_and_city(text: str) -> tuple[str, str] | None:
    """The five digits and the town that a text is made of, in either order; None for any other text."""
    match = _POSTCODE_AND_CITY.fullmatch(text)
    if match is None:
        return None
    return match["postcode"] or match["postcode_last"], match["city"] or match["city_first"]


def zone(cell: Any) -> Reading:
    """The official codes of the area that a service is for; others are told and left out."""
    given = cell if isinstance(cell, list) else re.split(r"[\s|;,]+", text_of(cell))
    found, lost = [], []
    for text in filter(None, map(text_of, given)):
        code = "france" if text.casefold() == "france" else text.upper()
        if re.fullmatch(r"france|\d{9}|\d{5}|2[AB]\d{3}|\d{2,3}|2[AB]|99[0-5]\d{2}", code, re.ASCII):
            found.append(code)
        else:
            lost.append(text)
    doubts = (Doubt(f"« {', '.join(lost)[:80]} » : pas des codes officiels.", True),) if lost else ()
    return Reading(list(dict.fromkeys(found)), doubts)


def code_insee(cell: Any) -> Reading:
    """The five characters of a commune's code (2A004, 01053), mended the same way."""
    return _code(cell, r"(?:\d{5}|2[AB]\d{3})", "un code INSEE de commune")


def _code(cell: Any, pattern: str, what: str) -> Reading:
    text = re.sub(r"\s", "", text_of(cell)).upper()
    if not text:
        return Reading("")
    text = re.sub(r"^F(?:R)?-", "", text)
    if re.fullmatch(r"\d{4}", text):
        text = f"0{text}"
    if re.fullmatch(pattern, text, re.ASCII):
        return Reading(text)
    return _lost(f"« {text[:20]} » n'est pas {what} : laissé de côté.")


def _lost(message: str) -> Reading:
    return Reading("", (Doubt(message, lost=True),))
