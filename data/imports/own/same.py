# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a cell says what an export wrote in it, whatever a spreadsheet made of it on the way.

Opening a text file, a spreadsheet takes « 01000 » and « +33164528900 » for numbers, a SIRET for 7,33E+13,
« 24/7 » for the 24th of July, turns dates to its country's; saving it in an old encoding puts a question mark
for each letter that this encoding has not. None of these is somebody's edit.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from data.exports.columns import safe
from data.imports.values import simple, text_of

# What a cell of a spreadsheet can hold.
LONGEST = 32_767
_EQUAL_DEGREES = 1e-7
# What Windows writes where « UTF-8 » is not asked for.
_OLD = "cp1252"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_SHORT_DATE = re.compile(r"(\d{1,2})[/-](\d{1,2})")
_ROUNDED = re.compile(r"(\d(?:[.,]\d+)?)[eE]\+?(\d+)")
_CALLED = re.compile(r"(?=(?:\D*\d){6})[+(]?\d[\d\s.\-/()]*")
_MONTHS = (
    "janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec",
)  # fmt: skip
_DAY_AND_MONTH = re.compile(r"(\d{1,2})-([a-z]{3,5})\.?(?:-\d{2,4})?")


def untouched(given: Any, exported: Any) -> bool:
    """Whether a cell says what an export wrote in it, however a spreadsheet keeps it."""
    if isinstance(exported, list | tuple):
        return _codes(given) == {str(one) for one in exported}
    if isinstance(exported, bool):
        return given is exported or simple.yes_no(given).value is exported
    if exported is None or exported == "":
        return not text_of(given)
    if isinstance(exported, date | datetime):
        return simple.day(given).value == simple.day(exported).value
    if isinstance(exported, int | float):
        number = _number(text_of(given))
        return number is not None and abs(float(number) - exported) < _EQUAL_DEGREES
    return _same_text(given, str(exported))


def _same_text(given: Any, exported: str) -> bool:
    text, wanted = as_written(given), as_written(exported)
    guarded = safe(exported)
    if (
        text == wanted
        or text_of(given) == text_of(guarded)
        or (len(text) >= LONGEST and wanted.startswith(text))
    ):
        return True
    if not text:
        return False
    if _DAY.fullmatch(wanted):
        return simple.day(given).value == simple.day(wanted).value
    return (
        _same_number(text, wanted)
        or _same_call(text, wanted)
        or _is_its_date(given, text, wanted)
        or _without_letters(text, exported)
        or _without_letters(text_of(given), guarded)
    )


def as_written(cell: Any) -> str:
    """The text of a cell, without the apostrophe that keeps it from being a formula."""
    text = text_of(cell)
    return text[1:] if text.startswith("'") and safe(text[1:]) == text else text


def _codes(cell: Any) -> set[str]:
    if isinstance(cell, list | tuple):
        return {text_of(one) for one in cell}
    return {part.strip() for part in re.split(r"[|,;]", text_of(cell)) if part.strip()}


def _number(text: str) -> Decimal | None:
    text = text.replace(",", ".").replace(" ", "")
    try:
        return Decimal(text) if _NUMBER.fullmatch(text) else None
    except InvalidOperation:
        return None


def _same_number(text: str, wanted: str) -> bool:
    """Digits that a spreadsheet took for a number: zeros lost before, added after, or rounded."""
    if not (wanted.isascii() and wanted.isdigit()):
        return False
    if rounded := _ROUNDED.fullmatch(text):
        shown, power = Decimal(rounded[1].replace(",", ".")), int(rounded[2])
        places = len(rounded[1].partition(".")[2] or rounded[1].partition(",")[2])
        # Half of the last figure that is shown.
        return power < 400 and 2 * abs(Decimal(wanted) - shown.scaleb(power)) <= Decimal(1).scaleb(
            power - places
        )
    return _number(text) == Decimal(wanted)


def _same_call(text: str, wanted: str) -> bool:
    """A telephone number whose « + », zero or spaces a spreadsheet took off."""
    if not _CALLED.fullmatch(wanted):
        return False
    digits = re.sub(r"\D", "", wanted)
    if _CALLED.fullmatch(text) and re.sub(r"\D", "", text).lstrip("0") == digits.lstrip("0"):
        return True
    return _same_number(text, digits)


def _is_its_date(given: Any, text: str, wanted: str) -> bool:
    """« 24/7 », taken for a day of this year."""
    short = _SHORT_DATE.fullmatch(wanted)
    if not short:
        return False
    meant = {(int(short[1]), int(short[2])), (int(short[2]), int(short[1]))}
    folded = "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c)
    )
    if match := _DAY_AND_MONTH.fullmatch(folded):
        months = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(match[2][:3])]
        return any((int(match[1]), month) in meant for month in months)
    day = simple.day(given).value
    return day is not None and (day.day, day.month) in meant


def _without_letters(text: str, exported: str) -> bool:
    """The same text, with a question mark for each letter that the old encoding of Windows has not."""
    if _is_old(exported):
        return False
    pattern = "".join(map(_as_old, unicodedata.normalize("NFC", exported.strip(" \t\r\n"))))
    return re.fullmatch(pattern, text) is not None


def _is_old(text: str) -> bool:
    try:
        text.encode(_OLD)
    except UnicodeEncodeError:
        return False
    return True


def _as_old(char: str) -> str:
    """A pattern of what is left of a character."""
    if char in "\ufeff\u200b\u00ad":
        return r"\??"
    if char.isspace() or unicodedata.category(char) == "Cc":
        return r"[\s?]*"
    if _is_old(char):
        return re.escape(char)
    base = unicodedata.normalize("NFKD", char)[0]
    also = f"|{re.escape(base)}" if base.isascii() and base.isalnum() else ""
    # What is beyond the first plane counts for two.
    return rf"(?:\?{{1,2}}{also})"


def lost_letters(given: Any, exported: Iterable[Any]) -> bool:
    """Whether a text that was edited lost letters on its way through an old encoding.

    Then nobody knows which of its question marks are letters of before.
    """
    asked = text_of(given).count("?")
    return any(
        isinstance(one, str) and not _is_old(one) and asked > one.count("?") and asked > 0 for one in exported
    )
