"""What a file is, told by its first bytes."""

import zipfile
from pathlib import Path

from common.files.archive import holds_csv, read_archive
from common.files.book import Book, Unreadable
from common.files.documents import read_json
from common.files.limits import MAX_BYTES, MIB
from common.files.spreadsheet import read_spreadsheet
from common.files.text import read_csv

ACCEPTED = ".xlsx, .xls, .ods, .csv, .json, .geojson"
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
    if head.startswith(_OLE):
        return read_spreadsheet(path, "Excel (.xls)")
    if head.startswith(b"PK"):
        kind = _workbook_kind(path)
        return read_spreadsheet(path, kind) if kind else read_archive(path)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"{", b"[")):
        return read_json(path)
    if text.startswith(b"<"):
        raise Unreadable(f"Ce fichier est une page web ou du XML, pas un tableau : {ACCEPTED} sont acceptés.")
    return read_csv(path)


def too_large(size: int) -> str:
    most = MAX_BYTES // MIB
    return f"Ce fichier fait {size // MIB} Mo ; {most} Mo au plus sont acceptés. Coupez-le en plusieurs."


def _workbook_kind(path: Path) -> str:
    """What wrote a workbook; empty for an archive of CSV files."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        raise Unreadable("Ce classeur est abîmé : ouvrez-le et enregistrez-le de nouveau.") from None
    if "xl/workbook.xml" in names or any(name.startswith("xl/workbook") for name in names):
        return "Excel (.xlsx)"
    if "content.xml" in names:
        return "LibreOffice (.ods)"
    if holds_csv(names):
        return ""
    raise Unreadable(f"Cette archive n'est pas un classeur : {ACCEPTED} sont acceptés.")
