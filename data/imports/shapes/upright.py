# SPDX-License-Identifier: AGPL-3.0-or-later
"""A table that is laid on its side, a column per structure, set upright."""

from collections.abc import Iterator
from dataclasses import replace

from common.files import Table
from common.files.book import Row, first_of
from common.files.limits import MAX_COLUMNS
from data.imports.targets import BY_KEY, TARGETS
from data.imports.values import text_of
from places.folding import fold

_NAMES_OF_FIELDS = frozenset(name for target in TARGETS for name in target.names)
# So many names of fields down a column, and this share of it, are no structures.
_AT_LEAST, _SHARE = 3, 0.6
ON_ITS_SIDE = "Ce tableau a une colonne par structure : il est lu colonne par colonne."


def upright(table: Table) -> Table:
    """The table, a structure a row; itself where it is so already."""
    if table.parted or len(table.headers) < 2 or not names_a_structure(table.headers[0]):
        return table
    first = first_of(table.rows())
    if len(first) > MAX_COLUMNS or not _are_fields([cells[0] if cells else "" for _number, cells in first]):
        return table
    if any(map(_is_a_field, table.headers[1:])):
        return table

    def rows() -> Iterator[Row]:
        lines = [cells for _number, cells in table.rows()]
        for place, name in enumerate(table.headers[1:], start=1):
            yield place + 1, [name, *(cells[place] if place < len(cells) else None for cells in lines)]

    names = [table.headers[0], *(text_of(cells[0]) or f"Ligne {number}" for number, cells in first)]
    return replace(
        table, headers=tuple(names), rows=rows, notes=(*table.notes, ON_ITS_SIDE), on_its_side=True
    )


def names_a_structure(header: str) -> bool:
    """Whether a header is a name of the column that names structures."""
    return fold(header) in BY_KEY["nom"].names


def _are_fields(cells: list) -> bool:
    found = sum(map(_is_a_field, map(text_of, cells)))
    distinct = len({fold(text_of(cell)) for cell in cells}) == len(cells)
    return distinct and found >= _AT_LEAST and found >= _SHARE * len(cells)


def _is_a_field(text: str) -> bool:
    return fold(text) in _NAMES_OF_FIELDS
