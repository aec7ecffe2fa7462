# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the same kind of thing whose columns are not called, or not ordered, the same, read as one: the
sheets of a workbook, a theme each, and tables that follow one another on a sheet under headers of their own.

Each column stands under the field that it surely is; those that are none, or not surely, keep their own name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from common.files import Book, Table, Unreadable
from common.files.book import Row, first_of, notes_of
from common.files.limits import MAX_ROWS
from common.files.spreadsheet import SHEET, TOGETHER
from data.imports.columns import recognise
from data.imports.targets import BY_KEY, TARGETS
from data.imports.values import text_of
from places.folding import fold

SHEETS = (
    "Plusieurs feuilles disent la même chose sous d'autres noms de colonnes (%s) : elles sont lues "
    f"ensemble, leur nom dans la colonne « {SHEET} »."
)
SECTIONS = (
    "Plusieurs tableaux se suivent sur cette feuille, dont les colonnes diffèrent : ils sont lus "
    "ensemble, chaque colonne sous ce qu'elle dit."
)
# So many sheets or tables, so many columns of fields that are the same in each.
_MOST, _SHARED = 12, 3
# A header again: so many cells, all of them words, this share of them names of fields, a name's among them.
_CELLS, _NAMES, _LONGEST = 3, 0.5, 40
# So many rows are looked through for another header.
_LOOKED_THROUGH = 2_000
# « structure_id », « numéro de la structure »: the column of a sheet that names rows of another.
_REFERS = re.compile(
    r"\b(?:structure|service|organization|organisation|location|lieu|asso\w*) (?:id|numero|code|ref)\b"
    r"|\b(?:id|numero|code|ref) (?:de la |du |d |l )*(?:structure|service|organi[sz]ation|location)\b"
)
_NAMES_OF_FIELDS = frozenset(name for target in TARGETS for name in target.names)
_PLACED = frozenset({"adresse", "commune", "code_postal", "cp_commune", "telephone", "courriel", "joindre"})


@dataclass(frozen=True, slots=True)
class _Part:
    """A table among those that are read as one: for each column of the whole, its own column or None."""

    table: Table
    columns: tuple[int | None, ...]


def chosen_first(book: Book) -> Book:
    """The book with the table first that an import reads where nobody chose: its sheets together where they
    are of one kind, else the first that names its rows and says where they are."""
    tables = [_sections(table) for table in book.tables]
    shown = [table for table in tables if table.name not in book.hidden]
    if not shown or shown[0].name == TOGETHER:
        return replace(book, tables=tuple(tables))
    if len(shown) == 1 or len(shown) > _MOST:
        return replace(book, tables=tuple(tables))
    if any(_REFERS.search(fold(name)) for table in shown for name in table.headers):
        # Sheets that name each other's rows are of different things.
        return replace(book, tables=tuple(tables))
    fields = [_fields(table) for table in shown]
    alike = [place for place, found in enumerate(fields) if _names_rows(found)]
    first = alike[0] if alike else 0
    others = [place for place in alike[1:] if len(_sure(fields[place]) & _sure(fields[first])) >= _SHARED]
    if others:
        read = [(shown[place], fields[place]) for place in (first, *others)]
        return replace(book, tables=(_together(read), *tables))
    best = shown[first]
    return replace(book, tables=(best, *(table for table in tables if table is not best)))


def _sure(found: Sequence[str]) -> set[str]:
    return set(filter(None, found))


def _names_rows(found: Sequence[str]) -> bool:
    return "nom" in found and bool(_PLACED & set(found))


def _fields(table: Table) -> list[str]:
    """The field that each column surely is; empty where it is none."""
    if len(table.headers) < 2:
        return [""] * len(table.headers)
    return [column.target for column in recognise(table)]


def _together(read: list[tuple[Table, list[str]]]) -> Table:
    headers, parts = _aligned(read)

    def rows() -> Iterator[Row]:
        count = 0
        for part in parts:
            for number, cells in part.table.rows():
                count += 1
                if count > MAX_ROWS:
                    raise Unreadable(
                        "Ce classeur a trop de lignes pour que ses feuilles soient lues ensemble."
                    )
                yield number, [*_set(cells, part), part.table.name]

    named = {part.table.name: part.columns for part in parts}
    titles = ", ".join(f"« {name} »" for name in named)
    notes = notes_of(table for table, _found in read)
    return Table(
        TOGETHER,
        (*headers, SHEET),
        rows,
        read[0][0].header_line,
        (*notes, SHEETS % titles),
        parted=True,
        parts=tuple(named),
        origin=lambda number, cells: [
            None if at is None else (number, at + 1) for at in named[text_of(cells[-1])]
        ],
    )


def _aligned(read: Sequence[tuple[Table, list[str]]]) -> tuple[list[str], list[_Part]]:
    """The names of the columns of the whole, and the place of each in every table."""
    keys: list[tuple[str, str, int]] = []
    headers: list[str] = []
    places: list[dict[int, int]] = []
    for table, found in read:
        said: dict[tuple[str, str], int] = {}
        mine: dict[int, int] = {}
        for place, name in enumerate(table.headers):
            # Several columns of one field stay several.
            one = ("field", found[place]) if found[place] else ("name", fold(name))
            said[one] = said.get(one, 0) + 1
            key = (*one, said[one])
            if key not in keys:
                keys.append(key)
                headers.append(_unused(name, headers))
            mine[keys.index(key)] = place
        places.append(mine)
    width = range(len(keys))
    return headers, [
        _Part(table, tuple(mine.get(at) for at in width))
        for (table, _found), mine in zip(read, places, strict=True)
    ]


def _unused(name: str, names: Sequence[str]) -> str:
    """A name of a column that no other has."""
    tried = (name, *(f"{name} ({count})" for count in range(2, len(names) + 3)))
    folded = {one.casefold() for one in names}
    return next(one for one in tried if one.casefold() not in folded)


def _set(cells: Sequence[Any], part: _Part) -> list[Any]:
    return [cells[at] if at is not None and at < len(cells) else None for at in part.columns]


def _sections(table: Table) -> Table:
    """A table under which others follow with headers of their own, as one; itself where none does."""
    if table.parted or table.on_its_side or table.origin or len(table.headers) < _CELLS:
        return table
    starts = [
        (number, cells)
        for number, cells in islice(table.rows(), _LOOKED_THROUGH)
        if _is_another_header(cells, table.headers)
    ]
    if not starts or len(starts) > _MOST:
        return table
    edges = [table.header_line, *(number for number, _cells in starts)]
    read = []
    for place, edge in enumerate(edges):
        end = edges[place + 1] if place + 1 < len(edges) else None
        headers = table.headers if place == 0 else _names(starts[place - 1][1], len(table.headers))
        part = Table(table.name, headers, _between(table, edge, end), edge)
        # A title alone names nothing.
        found = [column.target for column in recognise(replace(part, rows=_filled(part)))]
        if not _names_rows(found):
            return table
        read.append((part, found))
    names, parts = _aligned(read)

    def rows() -> Iterator[Row]:
        for part in parts:
            for number, cells in part.table.rows():
                yield number, _set(cells, part)

    def origin(number: int, _cells: Sequence[Any]) -> list[tuple[int, int] | None]:
        part = max(
            (one for one in parts if one.table.header_line < number), key=lambda one: one.table.header_line
        )
        return [None if at is None else (number, at + 1) for at in part.columns]

    return replace(table, headers=tuple(names), rows=rows, notes=(*table.notes, SECTIONS), origin=origin)


def _between(table: Table, start: int, end: int | None) -> Any:
    def rows() -> Iterator[Row]:
        for number, cells in table.rows():
            if number > start and (end is None or number < end):
                yield number, cells

    return rows


def _filled(part: Table) -> Any:
    rows = [row for row in first_of(part.rows()) if sum(1 for cell in row[1] if text_of(cell)) > 1]
    return lambda: iter(rows)


def _names(cells: Sequence[Any], width: int) -> tuple[str, ...]:
    found: list[str] = []
    for place in range(width):
        text = text_of(cells[place]) if place < len(cells) else ""
        found.append(_unused(text.replace("\n", " ") or f"Colonne {place + 1}", found))
    return tuple(found)


def _is_another_header(cells: Sequence[Any], headers: Sequence[str]) -> bool:
    """Whether a row names the columns of another table: names of fields, and not the header again."""
    texts = [text for cell in cells if (text := text_of(cell))]
    if len(texts) < _CELLS or any(len(text) > _LONGEST for text in texts):
        return False
    folded = [fold(text) for text in texts]
    if not any(name in BY_KEY["nom"].names for name in folded):
        return False
    known = sum(1 for name in folded if name in _NAMES_OF_FIELDS)
    again = len({*folded} & {fold(name) for name in headers})
    return known >= _NAMES * len(texts) and len({*folded}) == len(texts) and again < 0.6 * len(texts)
