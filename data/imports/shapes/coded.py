# SPDX-License-Identifier: AGPL-3.0-or-later
"""Columns whose values each have their code before them, as a software exports them: « P03 - Femmes »,
« 1 - Oui », « FR - Français|AR - Arabe ». Their labels are read; the codes say nothing more."""

import re
from typing import Any

from common.files import Table
from common.files.book import first_of
from data.imports.shapes.rewritten import rewritten
from data.imports.values import text_of

NOTE = "Des valeurs ont leur code devant elles (%s) : leur libellé est lu."
_ITEM = re.compile(r"([A-Za-z]{0,4}\d{1,4}|[A-Z]{1,3})\s*[-–—:]\s+([^\W\d].*)", re.DOTALL)
_BETWEEN = re.compile(r"[|;\n]")
# So many cells, of which this share is made of coded values, each code coming so many times.
_CELLS, _CODED, _COME_AGAIN = 5, 0.9, 1.5


def labelled(table: Table) -> Table:
    """The table, the cells of its columns of coded values without their codes; itself where there is none."""
    first = [cells for _number, cells in first_of(table.rows())]
    places = [place for place in range(len(table.headers)) if _is_coded(_texts(first, place))]
    return rewritten(table, places, lambda cell: _label(cell) if isinstance(cell, str) else cell, NOTE)


def _texts(rows: list[list[Any]], place: int) -> list[str]:
    return [text for cells in rows if place < len(cells) and (text := text_of(cells[place]))]


def _is_coded(texts: list[str]) -> bool:
    """Whether most cells are made of codes and labels, a label for each code, that come again."""
    if len(texts) < _CELLS:
        return False
    labels: dict[str, set[str]] = {}
    found = items = 0
    for text in texts:
        matches = [_ITEM.fullmatch(item.strip()) for item in _BETWEEN.split(text)]
        if all(matches):
            found += 1
            for match in filter(None, matches):
                items += 1
                labels.setdefault(match[1], set()).add(match[2].strip())
    one_each = all(len(said) == 1 for said in labels.values())
    return found >= _CODED * len(texts) and one_each and items >= _COME_AGAIN * len(labels)


def _label(text: str) -> str:
    def one(item: str) -> str:
        match = _ITEM.fullmatch(item.strip())
        return match[2].strip() if match else item.strip()

    return " ; ".join(map(one, _BETWEEN.split(text)))
