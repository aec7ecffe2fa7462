# SPDX-License-Identifier: AGPL-3.0-or-later
"""The places of a structure side by side on its row, « Site 1 – Adresse », « Site 2 – Adresse »: each is read
as a row of its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from common.files import Table
from common.files.book import Row
from data.imports import headings
from data.imports.targets import BY_KEY
from data.imports.values import text_of
from places.folding import fold

SITE = "Site n°"
NOTE = "Plusieurs lieux sont côte à côte sur la ligne de leur structure : chacun est lu comme une ligne."
_TWIN = re.compile(r"\s\(\d{1,2}\)$")
_NUMBER = re.compile(r"\d+")
_AT_LEAST, _MOST = 2, 12


def apart(table: Table) -> Table:
    """A table with one row per place; itself where places are not side by side."""
    starts = _starts(table.headers)
    if not starts or table.parted or table.origin or table.beside:
        return table
    width = starts[1] - starts[0]
    shared = [at for at in range(len(table.headers)) if not starts[0] <= at < starts[-1] + width]

    def rows() -> Iterator[Row]:
        for number, cells in table.rows():
            for nth, start in enumerate(starts):
                here = [_at(cells, at) for at in range(start, start + width)]
                if nth == 0 or any(map(text_of, here)):
                    yield number, [*(_at(cells, at) for at in shared), *here, f"{nth + 1}"]

    def origin(number: int, cells: Sequence[Any]) -> list[tuple[int, int] | None]:
        start = starts[int(text_of(cells[-1]) or 1) - 1] if cells else starts[0]
        return [(number, at + 1) for at in [*shared, *range(start, start + width)]]

    names = [table.headers[at] for at in shared]
    names += [_bare(name) for name in table.headers[starts[0] : starts[0] + width]]
    if len({name.casefold() for name in names}) < len(names):
        return table
    return replace(
        table, headers=(*names, SITE), rows=rows, notes=(*table.notes, NOTE), origin=origin, parted=False
    )


def _starts(headers: Sequence[str]) -> list[int]:
    """Where the columns of each place begin; none where they are not so many alike."""
    by_name: dict[str, list[int]] = {}
    for at, name in enumerate(headers):
        if _NUMBER.search(_TWIN.sub("", name)):
            by_name.setdefault(_alike(name), []).append(at)
    for places in by_name.values():
        steps = {later - earlier for earlier, later in pairwise(places)}
        if not _AT_LEAST <= len(places) <= _MOST or len(steps) != 1:
            continue
        width = steps.pop()
        groups = [[_alike(name) for name in headers[at : at + width]] for at in places]
        if (
            width > 1
            and all(group == groups[0] for group in groups)
            and _has_a_street(headers, places[0], width)
        ):
            return places
    return []


def _has_a_street(headers: Sequence[str], start: int, width: int) -> bool:
    return any(
        headings.said(_bare(name), BY_KEY["adresse"]) >= headings.PART / 2
        for name in headers[start : start + width]
    )


def _alike(name: str) -> str:
    return fold(_NUMBER.sub(" ", _TWIN.sub("", name)))


def _bare(name: str) -> str:
    return re.sub(r"\s+", " ", _NUMBER.sub("", _TWIN.sub("", name))).strip()


def _at(cells: Sequence[Any], place: int) -> Any:
    return cells[place] if place < len(cells) else None
