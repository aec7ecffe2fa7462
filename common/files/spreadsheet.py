# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workbooks (.xlsx, .xls, .ods) as tables; the bounded process opens them."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from common.files.book import Book, Grid, Row, Table, Unreadable, first_of, notes_of, too_many_rows
from common.files.bounded import READER, ask
from common.files.header import find_header
from common.files.limits import MAX_ROWS, SAMPLE_ROWS

TOGETHER = "Toutes les feuilles"
SHEET = "Feuille"
# A row and a column, from 0.
_At = tuple[int, int]
_EMPTY = "Ce classeur est vide : aucune feuille n'est remplie."


def read_spreadsheet(path: Path, kind: str) -> Book:
    """Every sheet that holds something, those that are shown first. Raises Unreadable."""
    filled = _filled(path)
    tables, notes = [], []
    for sheet in sorted(filled, key=lambda sheet: sheet["hidden"]):
        try:
            tables.append(_table(path, sheet))
        except Unreadable as refusal:
            notes.append(f"Feuille « {sheet['name']} » : {refusal}")
    if not tables:
        raise Unreadable("; ".join(notes) or _EMPTY)
    hidden = [sheet["name"] for sheet in filled if sheet["hidden"]]
    if hidden:
        notes.append(f"Feuilles masquées, lues seulement si vous les choisissez : {', '.join(hidden)}.")
    told = {"Feuilles": ", ".join(table.name for table in tables)}
    shown = {sheet["name"] for sheet in filled if not sheet["hidden"]}
    if together := _together([table for table in tables if table.name in shown]):
        tables.insert(0, together)
        notes.append(
            "Plusieurs feuilles ont les mêmes colonnes : elles sont lues ensemble, leur nom dans la colonne "
            f"« {SHEET} »."
        )
    return Book(kind, tuple(tables), told, tuple(notes), frozenset(hidden))


def sheet_grids(path: Path) -> tuple[Grid, ...]:
    """Every filled row of the sheets that are shown. Raises Unreadable."""
    shown = [sheet for sheet in _filled(path) if not sheet["hidden"]]
    if not shown:
        raise Unreadable(_EMPTY)
    return tuple(_grid(path, sheet) for sheet in shown)


def _grid(path: Path, sheet: dict) -> Grid:
    if sheet["height"] > MAX_ROWS + SAMPLE_ROWS:
        raise Unreadable(too_many_rows())
    return Grid(sheet["name"], lambda: _filled_rows(path, sheet["name"]))


def _filled_rows(path: Path, sheet: str) -> Iterator[Row]:
    for number, cells in _rows(path, sheet):
        if any(cell not in ("", None) for cell in cells):
            yield number, cells


def _filled(path: Path) -> list[dict]:
    return [sheet for sheet in ask(READER, "sheets", str(path)) if sheet["height"]]


def _together(tables: list[Table]) -> Table | None:
    """The sheets that have the same columns, the most of them, as one table; None where none do."""
    if not tables:
        return None
    by_columns: dict[tuple[str, ...], list[Table]] = {}
    for table in tables:
        by_columns.setdefault(tuple(map(str.casefold, table.headers)), []).append(table)
    alike = max(by_columns.values(), key=len)
    if len(alike) < 2:
        return None

    def rows() -> Iterator[Row]:
        count = 0
        for table in alike:
            width = len(table.headers)
            for number, cells in table.rows():
                count += 1
                if count > MAX_ROWS:
                    raise Unreadable(too_many_rows())
                yield number, [*cells[:width], *[None] * (width - len(cells)), table.name]

    titles = {name: lines for table in alike for name, lines in table.titles.items()}
    return Table(
        TOGETHER,
        (*alike[0].headers, SHEET),
        rows,
        alike[0].header_line,
        notes_of(alike),
        parted=True,
        titles=titles,
    )


def _table(path: Path, sheet: dict) -> Table:
    if sheet["height"] > MAX_ROWS + SAMPLE_ROWS:
        raise Unreadable(too_many_rows())
    first_rows = first_of(_rows(path, sheet["name"]))
    header_line, headers, notes = find_header(first_rows)
    # A cell merged over several rows says the same of each of them.
    merged = [
        (tuple(start), tuple(end)) for start, end in sheet["merged"] if end[0] > start[0] >= header_line
    ]
    if merged:
        notes.append("Des cellules fusionnées couvrent plusieurs lignes : leur valeur vaut pour chacune.")

    def rows() -> Iterator[Row]:
        count = 0
        below = (row for row in _rows(path, sheet["name"]) if row[0] > header_line)
        for number, cells in _spread(below, merged):
            if any(cell not in ("", None) for cell in cells):
                count += 1
                if count > MAX_ROWS:
                    raise Unreadable(too_many_rows())
                yield number, cells

    titles = {sheet["name"]: _titles(first_rows, header_line)}
    return Table(sheet["name"], headers, rows, header_line, tuple(notes), titles=titles)


def _titles(rows: list[Row], header_line: int) -> tuple[tuple[int, str], ...]:
    """The texts that stand alone on their row above the header."""
    found = []
    for number, cells in rows:
        filled = [cell for cell in cells if cell not in ("", None)]
        if number < header_line and len(filled) == 1 and isinstance(filled[0], str):
            found.append((number, " ".join(filled[0].split())))
    return tuple(found)


def _spread(rows: Iterator[Row], merged: list[tuple[_At, _At]]) -> Iterator[Row]:
    """The rows, each that a merged cell covers having its value in the cell's first column."""
    held: dict[_At, Any] = {}
    for number, cells in rows:
        for start, end in merged:
            if not start[0] <= number - 1 <= end[0]:
                continue
            first = start[1]
            if number - 1 == start[0]:
                held[start] = cells[first] if first < len(cells) else None
            if first < len(cells):
                cells[first] = held.get(start)
        yield number, cells


def _rows(path: Path, sheet: str) -> Iterator[Row]:
    for number, cells in ask(READER, "rows", str(path), sheet):
        yield number, [_cell(cell) for cell in cells]


def _cell(cell: Any) -> Any:
    if isinstance(cell, dict):
        text = cell["date"]
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    if isinstance(cell, str):
        return cell.replace("\0", "")
    return cell
