# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file is, told by its first bytes."""

from pathlib import Path

from common.files.archive import archive_grids, read_archive
from common.files.book import Book, Grid, Unreadable
from common.files.bounded import READER, ask
from common.files.documents import read_json
from common.files.limits import ACCEPTED, MAX_BYTES, MIB
from common.files.spreadsheet import read_spreadsheet, sheet_grids
from common.files.text import csv_grid, read_csv

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED = {
    b"%PDF": "un PDF",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"Rar!": "une archive RAR",
    b"7z\xbc\xaf": "une archive 7z",
    b"\x1f\x8b": "un fichier compressé",
    b"MZ": "un programme",
    b"\x7fELF": "un programme",
}


def open_book(path: Path) -> Book:
    """The tables of a file, whatever its name says it is. Raises Unreadable with what is accepted."""
    head = _head(path)
    if head.startswith(_OLE):
        return read_spreadsheet(path, "Excel (.xls)")
    if head.startswith(_ZIP):
        kind = _kind(path)
        return read_spreadsheet(path, kind) if kind else read_archive(path)
    return read_json(path) if _is_json(head) else read_csv(path)


def open_grids(path: Path) -> tuple[Grid, ...]:
    """The rows of a file's sheets, of which nothing is supposed. Raises Unreadable, as reading them may."""
    head = _head(path)
    if head.startswith(_OLE) or (head.startswith(_ZIP) and _kind(path)):
        return sheet_grids(path)
    if head.startswith(_ZIP):
        return archive_grids(path)
    if _is_json(head):
        raise Unreadable("Ce fichier est du JSON : un tableau (.xlsx, .xls, .ods, .csv) est attendu.")
    return (csv_grid(path),)


def _head(path: Path) -> bytes:
    """The beginning of a file that may be one of ours. Raises Unreadable."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("Ce fichier est vide.")
    if size > MAX_BYTES:
        raise Unreadable(too_large(size))
    with path.open("rb") as file:
        head = file.read(4096)
    for beginning, what in _REFUSED.items():
        if head.startswith(beginning):
            raise Unreadable(f"Ce fichier est {what} : {ACCEPTED} sont acceptés.")
    if _text(head).startswith(b"<"):
        raise Unreadable(f"Ce fichier est une page web ou du XML, pas un tableau : {ACCEPTED} sont acceptés.")
    return head


def _text(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()


def _is_json(head: bytes) -> bool:
    return _text(head).startswith((b"{", b"["))


def _kind(path: Path) -> str:
    """What wrote a workbook; empty for an archive of CSV files. Raises Unreadable."""
    return next(ask(READER, "kind", str(path)))


def too_large(size: int) -> str:
    """What to tell who sends a file of `size` bytes, more than `MAX_BYTES`."""
    most = MAX_BYTES // MIB
    return f"Ce fichier fait {size // MIB} Mo ; {most} Mo au plus sont acceptés. Coupez-le en plusieurs."
