# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that are no record: titles of sections, totals, notes, the names of the columns again.

Each is told with what it holds; none is taken for a structure.
"""

import re
from collections.abc import Sequence
from typing import Any

from common.files.spreadsheet import SHEET
from data.imports.values import text_of
from places.folding import fold

A_TOTAL = "Cette ligne est un total, pas une structure."
HEADERS_AGAIN = "Cette ligne répète les noms des colonnes."
A_TITLE = (
    "Cette ligne ne contient qu'un titre ou une note, pas une structure. Si c'en est une, dites où elle est."
)
_TOTAL = re.compile(r"(?:(?:sous )?tota(?:l|ux)\b|nombre (?:de|total)|nb\b|dont\b).*")
AN_EXAMPLE = "Cette ligne est un exemple de ce qu'il faut écrire, pas une structure."
_EXAMPLE = re.compile(r"(?:ex|exemple|p\.? ?ex)\b\.?\s*:.*", re.IGNORECASE | re.DOTALL)
# Columns that say which part of the file a row is in.
_PARTS = (SHEET, "Tableau")
# A table narrower than this may well have a name and nothing else.
_NARROW = 3


def is_aside(cells: Sequence[Any], headers: Sequence[str]) -> bool:
    """Whether a row says nothing of the columns that it stands in: one text alone, or their names again."""
    filled = _filled(cells, headers)
    if len(headers) >= _NARROW and len({text for _place, text in filled}) == 1:
        return True
    again = sum(1 for place, text in filled if fold(text) == fold(headers[place]))
    first = fold(filled[0][1]) if filled else ""
    return (len(filled) >= 2 and again >= 0.6 * len(filled)) or bool(_TOTAL.fullmatch(first))


def aside(cells: Sequence[Any], headers: Sequence[str], name: str, used: int) -> str:
    """Why a row is no record, in French; empty for one that may be. `used` columns are read as fields."""
    filled = _filled(cells, headers)
    folded = [fold(text) for _place, text in filled]
    again = sum(1 for place, text in filled if fold(text) == fold(headers[place]))
    if len(filled) >= 2 and (again >= 0.6 * len(filled) or _is_one_line_of(filled, headers)):
        return HEADERS_AGAIN
    others = [text for text in folded if not _TOTAL.fullmatch(text)]
    is_total = len(others) < len(folded) and len(filled) <= max(3, len(headers) // 2)
    if is_total and all(
        # « 60 ateliers », « 412 », « structures »: a count, of whatever is counted.
        re.fullmatch(r"\d[\d ]*(?: ?[a-z]+)?|structures?|lignes?|associations?|places?", text)
        for text in others
    ):
        return A_TOTAL
    if filled and all(_EXAMPLE.match(text) for _place, text in filled):
        return AN_EXAMPLE
    if used >= _NARROW and len(set(folded)) == 1 and (name or _heads_the_row(filled)):
        return A_TITLE
    return ""


def _filled(cells: Sequence[Any], headers: Sequence[str]) -> list[tuple[int, str]]:
    """The filled cells of a row with their places, but for the name of the part of the file that it is in."""
    width = len(headers) - 1 if headers and headers[-1] in _PARTS else len(headers)
    return [(place, text) for place, cell in enumerate(cells[:width]) if (text := text_of(cell))]


def _heads_the_row(filled: Sequence[tuple[int, str]]) -> bool:
    """Whether words stand alone in the first column: « ARRONDISSEMENT DE MELUN », under « N° »."""
    place, text = filled[0]
    return place == 0 and bool(re.search(r"[^\W\d]{3}", text))


def _is_one_line_of(filled: Sequence[tuple[int, str]], headers: Sequence[str]) -> bool:
    """Whether a row is one of the two lines of the names of the columns: « Contact » of « Contact Tél »."""
    return all(
        name == text or name.startswith(f"{text} ") or name.endswith(f" {text}")
        for text, name in ((fold(text), fold(headers[place])) for place, text in filled)
    )
