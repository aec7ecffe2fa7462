# SPDX-License-Identifier: AGPL-3.0-or-later
"""Columns of dates that are written month first, as American software exports them: « 12/28/2025 »."""

import re
from typing import Any

from common.files import Table
from common.files.book import first_of
from data.imports.shapes.rewritten import rewritten
from data.imports.values import text_of

NOTE = "Des dates ont leur mois avant leur jour (%s) : elles sont lues ainsi."
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(\s.*)?")
_CELLS = 3


def dated(table: Table) -> Table:
    """The table, the dates of such columns in ISO's order; itself where there is none."""
    first = [cells for _number, cells in first_of(table.rows())]
    places = [place for place in range(len(table.headers)) if _month_first(first, place)]
    return rewritten(table, places, _year_first, NOTE)


def _year_first(cell: Any) -> Any:
    match = _DATE.fullmatch(text_of(cell))
    return f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}{match[4] or ''}" if match else cell


def _month_first(rows: list[list[Any]], place: int) -> bool:
    """Whether all dates of a column have a month first, and some a day second that is no month."""
    texts = [text for cells in rows if place < len(cells) and (text := text_of(cells[place]))]
    matches = [match for text in texts if (match := _DATE.fullmatch(text))]
    if len(matches) < _CELLS or len(matches) < len(texts):
        return False
    return all(int(match[1]) <= 12 for match in matches) and any(int(match[2]) > 12 for match in matches)
