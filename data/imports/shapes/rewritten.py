# SPDX-License-Identifier: AGPL-3.0-or-later
"""Columns whose cells are written in a way of their own, read as others are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from common.files import Table
from common.files.book import Row

# As many columns as are named.
_NAMED = 6


def rewritten(table: Table, places: Sequence[int], as_others: Callable[[Any], Any], note: str) -> Table:
    """The table, each cell of the columns at `places` being what `as_others` makes of it, with a note that
    names these columns; the table itself where there are none."""
    if not places:
        return table

    def rows() -> Iterator[Row]:
        for number, cells in table.rows():
            cells = list(cells)
            for place in places:
                if place < len(cells):
                    cells[place] = as_others(cells[place])
            yield number, cells

    named = ", ".join(f"« {table.headers[place]} »" for place in places[:_NAMED])
    return replace(table, rows=rows, notes=(*table.notes, note % named))
