# SPDX-License-Identifier: AGPL-3.0-or-later
"""A code of commune in a cell, and the words that say that a line is no commune."""

import re
from typing import Any

from places.text import fold

_CODE = re.compile(r"(?:\d\d|2[AB])\d{3}", re.ASCII)
# What Insee writes where the commune is not known, or is several: « 77ZZZ ».
_LOOSE = re.compile(r"[0-9A-Z]{2}[0-9A-Z]{3}", re.ASCII)
_WIDER = re.compile(r"(?:D|DEP|R|REG)?-?(?:\d{1,3}|2[AB])|FR|FRA|FRANCE|METRO", re.ASCII)
_TOTAL = re.compile(r"(?:sous )?(?:total|totaux|ensemble|somme|france)\b.*", re.ASCII)


def text_of(cell: Any) -> str:
    """A cell as a text; a spreadsheet's whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def code_of(cell: Any) -> str | None:
    """The code of commune in a cell, with the first zero that a spreadsheet took from 01004, or None."""
    code = _bare(cell)
    if len(code) == 4 and code.isascii() and code.isdigit():
        code = f"0{code}"
    return code if _CODE.fullmatch(code) else None


def loose_code(cell: Any) -> str | None:
    """What stands in a cell in the place of a code, for people whose commune is not told: « 77ZZZ »."""
    code = _bare(cell)
    return code if (_LOOSE.fullmatch(code) and code[2:] == "ZZZ") or code == "ZZZZZ" else None


def is_wider(cell: Any) -> bool:
    """Whether a cell has the code of a département, a région or the country."""
    return bool(_WIDER.fullmatch(_bare(cell)))


def says_total(cell: Any) -> bool:
    """Whether a cell says that its line adds others up: « Total », « Ensemble », « France entière »."""
    return isinstance(cell, str) and bool(_TOTAL.fullmatch(fold(cell)))


def says_all(cell: Any) -> bool:
    """Whether a cell says that its line is of everyone in its commune, the others being parts."""
    return isinstance(cell, str) and fold(cell) in ("total", "ensemble", "les deux sexes", "tous")


def _bare(cell: Any) -> str:
    # ="01004" is how a spreadsheet is told that a code is a text.
    text = text_of(cell).strip("='\" ").upper()
    return text[:-2] if text.endswith((".0", ",0")) else text
