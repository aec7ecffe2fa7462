# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of a file as they are meant: one that is laid on its side, a column per structure, is set
upright; those that stand side by side under their titles are read one below the other."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from common.files import Book, Table, open_book
from common.files.book import Row, at_hand, first_of
from common.files.limits import MAX_COLUMNS, MAX_SAMPLE
from data.imports import american, broken, cards, coded, ditto, lines, paired, sites, titled
from data.imports.aligned import chosen_first
from data.imports.targets import BY_KEY, TARGETS
from data.imports.values import text_of
from places.folding import fold

_NAMES_OF_FIELDS = frozenset(name for target in TARGETS for name in target.names)
# So many names of fields down a column, and this share of it, are no structures.
_AT_LEAST, _SHARE = 3, 0.6
TITLE = "Tableau"
ON_ITS_SIDE = "Ce tableau a une colonne par structure : il est lu colonne par colonne."


def open_tables(path: Path) -> Book:
    """The tables of a file, each upright. Raises Unreadable."""
    book = open_book(path)
    # Each reading begins a process; what is looked at here is the beginning of each table, many times.
    share = MAX_SAMPLE // max(1, len(book.tables))
    held = (at_hand(table, share) for table in book.tables)
    whole = (paired.joined(broken.mended(lines.as_rows(table))) for table in held)
    laid = (sites.apart(_below(_upright(cards.as_rows(table)))) for table in whole)
    filled = (american.dated(coded.labelled(ditto.filled(table))) for table in laid)
    read = (titled.under_its_title(table) for table in filled)
    return chosen_first(replace(book, tables=tuple(read)))


def chosen_table(book: Book, settings: Mapping[str, Any]) -> Table:
    """The table that the settings of an import name, else the first; at hand where it is small. Raises
    Unreadable where there is none."""
    return at_hand(book.table(settings.get("table", "")))


def _upright(table: Table) -> Table:
    if table.parted or len(table.headers) < 2 or not _names_a_structure(table.headers[0]):
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


def _below(table: Table) -> Table:
    """Tables side by side, each of the same columns under a title of its own, as one."""
    if table.parted or table.on_its_side or not (groups := _groups(table.headers)):
        return table
    width = len(groups[0][2])

    def rows() -> Iterator[Row]:
        for title, start, _names in groups:
            for number, cells in table.rows():
                part = [*cells[start : start + width]]
                if any(map(text_of, part)):
                    yield number, [*part, *[None] * (width - len(part)), title]

    titles = ", ".join(f"« {title} »" for title, _start, _names in groups)
    return replace(
        table,
        headers=(*groups[0][2], TITLE),
        rows=rows,
        notes=(*table.notes, f"Des tableaux sont côte à côte ({titles}) : ils sont lus l'un après l'autre."),
        parted=True,
        beside={title: start for title, start, _names in groups},
    )


def _groups(headers: tuple[str, ...]) -> list[tuple[str, int, list[str]]]:
    """The title, the place and the columns of each table; none where they are not side by side.

    A column without a name parts them (it has its title alone), and the names of their columns are the same.
    """
    cuts = [
        place
        for place in range(1, len(headers) - 1)
        if headers[place - 1].startswith(f"{headers[place]} ") or headers[place].startswith("Colonne ")
    ]
    edges = [0, *(place + 1 for place in cuts)]
    ends = [*cuts, len(headers)]
    found = []
    for start, end in zip(edges, ends, strict=True):
        names = [header.split(" ") for header in headers[start:end]]
        if len(names) < _AT_LEAST:
            return []
        shared = 0
        while all(len(name) > shared + 1 and name[shared] == names[0][shared] for name in names):
            shared += 1
        found.append((" ".join(names[0][:shared]), start, [" ".join(name[shared:]) for name in names]))
    named = any(map(_names_a_structure, found[0][2])) and all(title for title, _start, _names in found)
    return found if len(found) > 1 and named and all(one[2] == found[0][2] for one in found) else []


def _are_fields(cells: list) -> bool:
    found = sum(map(_is_a_field, map(text_of, cells)))
    distinct = len({fold(text_of(cell)) for cell in cells}) == len(cells)
    return distinct and found >= _AT_LEAST and found >= _SHARE * len(cells)


def _is_a_field(text: str) -> bool:
    return fold(text) in _NAMES_OF_FIELDS


def _names_a_structure(header: str) -> bool:
    return fold(header) in BY_KEY["nom"].names
