# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening and closing in two columns, day by day: « Lundi ouv. » and « Lundi ferm. », read as « Lundi »."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from common.files import Table
from common.files.book import Row
from data.imports.targets import DAYS
from data.imports.values import text_of
from places.folding import fold

NOTE = "L'ouverture et la fermeture de chaque jour ont une colonne chacune : elles sont lues ensemble."
_OPENS = frozenset({"ouv", "ouvre", "ouverture", "debut", "de", "opens", "open", "from", "arrivee"})
_CLOSES = frozenset({"ferm", "ferme", "fermeture", "fin", "a", "closes", "close", "to", "depart"})
_TWIN = re.compile(r"\s\(\d{1,2}\)$")
_AT_LEAST = 3


def joined(table: Table) -> Table:
    """A table with one column of hours a day where it had two; itself where it has no such pairs."""
    pairs = dict(_pairs(table.headers))
    if len(pairs) < _AT_LEAST or table.origin or table.beside:
        return table
    kept = [at for at in range(len(table.headers)) if at - 1 not in pairs]

    def rows() -> Iterator[Row]:
        for number, cells in table.rows():
            yield number, [_both(cells, at) if at in pairs else _at(cells, at) for at in kept]

    def origin(number: int, _cells: Sequence[Any]) -> list[tuple[int, int] | None]:
        return [(number, at + 1) for at in kept]

    names = tuple(pairs.get(at, table.headers[at]) for at in kept)
    if len({name.casefold() for name in names}) < len(names):
        return table
    return replace(
        table, headers=names, rows=rows, notes=(*table.notes, NOTE), origin=None if table.parted else origin
    )


def _pairs(headers: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The first column of each pair, and what both are of."""
    for at in range(len(headers) - 1):
        one, other = (fold(_TWIN.sub("", name)).split() for name in headers[at : at + 2])
        if (
            len(one) > 1
            and one[-1] in _OPENS
            and other[-1:]
            and other[-1] in _CLOSES
            and one[:-1] == other[:-1]
            and any(word in DAYS for word in one)
        ):
            yield at, " ".join(headers[at].split()[:-1])


def _at(cells: Sequence[Any], place: int) -> Any:
    return cells[place] if place < len(cells) else None


def _both(cells: Sequence[Any], place: int) -> Any:
    opens, closes = text_of(_at(cells, place)), text_of(_at(cells, place + 1))
    return f"{opens} - {closes}" if opens and closes else opens or closes or None
