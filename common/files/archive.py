# SPDX-License-Identifier: AGPL-3.0-or-later
"""An archive of CSV files as one book: a table for each, as HSDS 3 is exchanged in tables."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from common.files.book import Book, Grid, Row, Table, Unreadable
from common.files.bounded import READER, ask
from common.files.limits import MAX_RATIO, MAX_UNPACKED, MIB
from common.files.text import csv_grid, read_csv


def read_archive(path: Path) -> Book:
    """The CSV files of an archive, named without folder nor extension. Raises Unreadable."""
    folder = _folder()
    tables: list[Table] = []
    notes: list[str] = []
    for file, name in _unpacked(path, folder):
        try:
            table = read_csv(file).table()
        except Unreadable as refusal:
            notes.append(f"{name} : {refusal}")
            continue
        tables.append(
            Table(_short(name), table.headers, _Rows(table.rows, folder), table.header_line, table.notes)
        )
    return Book(
        "Archive de fichiers CSV",
        tuple(tables),
        {"Tableaux": ", ".join(t.name for t in tables)},
        tuple(notes),
    )


def archive_grids(path: Path) -> tuple[Grid, ...]:
    """Every filled row of the CSV files of an archive. Raises Unreadable."""
    folder = _folder()
    grids = [csv_grid(file, _short(name)) for file, name in _unpacked(path, folder)]
    return tuple(Grid(grid.name, _Rows(grid.rows, folder)) for grid in grids)


def _folder() -> tempfile.TemporaryDirectory:
    # It lives as long as the tables that read it.
    return tempfile.TemporaryDirectory(prefix="import-")


def _unpacked(path: Path, folder: tempfile.TemporaryDirectory) -> Iterator[tuple[Path, str]]:
    left = min(MAX_UNPACKED, max(MAX_RATIO * path.stat().st_size, 20 * MIB))
    for file, name in list(ask(READER, "unpack", str(path), folder.name, str(left))):
        yield Path(folder.name) / file, name


def _short(name: str) -> str:
    return Path(name).stem.casefold()


class _Rows:
    """The rows of a table, keeping its folder meanwhile."""

    def __init__(self, rows: Callable[[], Iterator[Row]], folder: tempfile.TemporaryDirectory):
        self._rows, self._folder = rows, folder

    def __call__(self) -> Iterator[Row]:
        return self._rows()
