# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that are no record: titles of sections, totals, notes, the names of the columns again.

Each is told with what it holds; none is taken for a structure.
"""

import re
from collections.abc import Sequence
from typing import Any

from data.imports.values import text_of
from places.folding import fold

A_TOTAL = "Cette ligne est un total, pas une structure."
HEADERS_AGAIN = "Cette ligne répète les noms des colonnes."
A_TITLE = (
    "Cette ligne ne contient qu'un titre ou une note, pas une structure. Si c'en est une, dites où elle est."
)
_TOTAL = re.compile(r"(?:(?:sous )?tota(?:l|ux)\b|nombre (?:de|total)|nb de structures).*")
# A table narrower than this may well have a name and nothing else.
_NARROW = 3


def is_aside(cells: Sequence[Any], headers: Sequence[str]) -> bool:
    """Whether a row says nothing of the columns that it stands in: one text alone, or their names again."""
    filled = [(place, text) for place, cell in enumerate(cells[: len(headers)]) if (text := text_of(cell))]
    if len(headers) >= _NARROW and len({text for _place, text in filled}) == 1:
        return True
    again = sum(1 for place, text in filled if fold(text) == fold(headers[place]))
    first = fold(filled[0][1]) if filled else ""
    return (len(filled) >= 2 and again >= 0.6 * len(filled)) or bool(_TOTAL.fullmatch(first))


def aside(cells: Sequence[Any], headers: Sequence[str], name: str, used: int) -> str:
    """Why a row is no record, in French; empty for one that may be. `used` columns are read as fields."""
    filled = [(place, text) for place, cell in enumerate(cells[: len(headers)]) if (text := text_of(cell))]
    folded = [fold(text) for _place, text in filled]
    again = sum(1 for place, text in filled if fold(text) == fold(headers[place]))
    if len(filled) >= 2 and again >= 0.6 * len(filled):
        return HEADERS_AGAIN
    others = [text for text in folded if not _TOTAL.fullmatch(text)]
    is_total = len(others) < len(folded) and len(filled) <= max(3, len(headers) // 2)
    if is_total and all(
        # « 60 ateliers », « 412 », « structures »: a count, of whatever is counted.
        re.fullmatch(r"\d[\d ]*(?: ?[a-z]+)?|structures?|lignes?|associations?|places?", text)
        for text in others
    ):
        return A_TOTAL
    if used >= _NARROW and len(set(folded)) == 1 and name:
        return A_TITLE
    return ""
