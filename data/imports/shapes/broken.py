# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that a page broke in two, as in tables taken out of a PDF: the street on one row, its postcode and
town on the next, with the end of whatever else was too long. They are put together again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from common.files import Table
from common.files.book import Row, first_of
from data.imports.values import contacts, text_of
from data.imports.values.identifiers import postcode_and_city

NOTE = "Des lignes sont coupées en deux (la rue, puis le code postal et la ville) : elles sont réunies."
_AT_LEAST, _SHARE = 3, 0.6
_HAS_CODE = re.compile(r"\b\d{5}\b")


def mended(table: Table) -> Table:
    """A table whose broken rows are whole; itself where they are not broken."""
    if table.parted or table.origin or len(table.headers) < 3:
        return table
    first = first_of(table.rows())
    place = next((at for at in range(len(table.headers)) if _is_broken(first, at)), None)
    if place is None:
        return table

    def rows() -> Iterator[Row]:
        held: Row | None = None
        for number, cells in table.rows():
            if held and _goes_on(held, (number, cells), place):
                yield held[0], [_joined(one, other) for one, other in _side_by_side(held[1], cells)]
                held = None
                continue
            if held:
                yield held
            held = (number, cells)
        if held:
            yield held

    return replace(table, rows=rows, notes=(*table.notes, NOTE))


def _is_broken(rows: Sequence[Row], place: int) -> bool:
    """Whether most postcodes of a column stand on a row of their own below a street."""
    towns = [at for at, (_number, cells) in enumerate(rows) if postcode_and_city(_at(cells, place))]
    below = sum(1 for at in towns if at and _goes_on(rows[at - 1], rows[at], place))
    return below >= _AT_LEAST and below >= _SHARE * len(towns)


def _goes_on(one: Row, other: Row, place: int) -> bool:
    street, town = _at(one[1], place), _at(other[1], place)
    if other[0] != one[0] + 1 or not postcode_and_city(town):
        return False
    if not street or _HAS_CODE.search(street):
        return False
    # What goes on has no telephone and no e-mail of its own.
    texts = [text_of(cell) for at, cell in enumerate(other[1]) if at != place]
    return not any("@" in text or (len(text) >= 10 and contacts.as_written(text)) for text in texts)


def _at(cells: Sequence[Any], place: int) -> str:
    return text_of(cells[place]) if place < len(cells) else ""


def _side_by_side(one: Sequence[Any], other: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    for at in range(max(len(one), len(other))):
        yield one[at] if at < len(one) else None, other[at] if at < len(other) else None


def _joined(one: Any, other: Any) -> Any:
    if not text_of(other):
        return one
    return f"{text_of(one)} {text_of(other)}".strip()
