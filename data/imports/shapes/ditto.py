# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells that say « the same as above »: they have what the cell above has, and say where it comes from."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from common.files import Table
from common.files.book import Row, first_of
from data.imports.values import text_of

AS_ABOVE = "Des cellules disent « idem » : elles valent ce que dit celle du dessus."
_MARKS = frozenset(
    [
        "″",
        '"',
        "''",
        "´´",
        "’’",
        "〃",
        "„",
        "“",
        "”",
        "«",
        "»",
        '""',
        "//",
        "-//-",
        '-"-',
        "idem",
        "idem.",
        "id",
        "id.",
    ]
)
_WORDS = (
    "idem",
    "ibid",
    "ibidem",
    "ditto",
    "id.",
    "même chose",
    "voir ci-dessus",
    "cf. ci-dessus",
    "comme ci-dessus",
)


class Carried(str):
    """What a cell has from a row above: the text of that cell, the `mark` that stood for it, and the number
    of the `line` that says it."""

    mark: str
    line: int

    @classmethod
    def of(cls, cell: Any, mark: str, line: int) -> "Carried":
        """A cell as it is carried to the row that repeats it."""
        one = cls(text_of(cell))
        one.mark = mark.strip()
        one.line = cell.line if isinstance(cell, Carried) else line
        return one


def filled(table: Table) -> Table:
    """The table, each mark of repetition being what it repeats; itself where the first rows have none."""
    if not any(_repeats(cell) for _number, cells in first_of(table.rows()) for cell in cells):
        return table

    def rows() -> Iterator[Row]:
        above: list[Any] = []
        line, part = 0, None
        for number, cells in table.rows():
            if table.parted and cells and cells[-1] != part:
                above, part = [], cells[-1]
            cells = [
                Carried.of(above[place], cell, line)
                if _repeats(cell) and place < len(above) and text_of(above[place])
                else cell
                for place, cell in enumerate(cells)
            ]
            if sum(1 for cell in cells if text_of(cell)) > 1:
                # A title between two rows is nothing that is repeated.
                above, line = cells, number
            yield number, cells

    return replace(table, rows=rows, notes=(*table.notes, AS_ABOVE))


def _repeats(cell: Any) -> bool:
    if not isinstance(cell, str):
        return False
    text = " ".join(cell.split()).casefold()
    return text in _MARKS or text.strip("-–—. ()") in _WORDS
