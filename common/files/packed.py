# SPDX-License-Identifier: AGPL-3.0-or-later
"""Archives and workbooks, opened: in the bounded process alone (`common.files.worker`).

Before a workbook is read it is looked through: what it unpacks to, cells put at the far end of a sheet to
make it huge, and XML that declares entities of its own.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from common.files.book import Unreadable
from common.files.limits import ACCEPTED, MAX_CELL, MAX_COLUMNS, MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED, MIB

XLSX, ODS = "Excel (.xlsx)", "LibreOffice (.ods)"
_MAX_CSV = 100
_PIECE = 256 * 1024
# What these unpack comes piece by piece; the other methods give all that a piece holds, however much it is.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_REFERENCE = re.compile(rb'\br="\$?([A-Z]{1,3})\$?(\d{1,7})"')
_ENTITY = re.compile(rb"<!\s*(?:ENTITY|DOCTYPE)", re.IGNORECASE)
# A grid of more cells than this is not a directory.
_MAX_GRID = 20_000_000
_BROKEN = (
    "Ce classeur ne peut pas être lu : il est abîmé, ou n'est pas un classeur. "
    "Ouvrez-le et enregistrez-le de nouveau."
)


def kind(path: Path) -> str:
    """What wrote a workbook; empty for an archive of CSV files. Raises Unreadable for any other."""
    with _opened(path, "Ce classeur est abîmé : ouvrez-le et enregistrez-le de nouveau.") as archive:
        names = archive.namelist()
    if any(name.startswith("xl/workbook") for name in names):
        return XLSX
    if "content.xml" in names:
        return ODS
    if any(map(_is_csv, names)):
        return ""
    raise Unreadable(f"Cette archive n'est pas un classeur : {ACCEPTED} sont acceptés.")


def unpack(path: Path, folder: Path, left: int) -> Iterator[list[str]]:
    """Write the CSV files of an archive in a folder, `left` bytes of them at most: [file, its name] each.

    Raises Unreadable.
    """
    most = left // MIB
    with _opened(path, "Cette archive est abîmée, ou protégée par un mot de passe.") as archive:
        members = [member for member in archive.infolist() if _is_csv(member.filename)]
        if len(members) > _MAX_CSV:
            raise Unreadable(f"Cette archive contient plus de {_MAX_CSV} fichiers CSV.")
        for number, member in enumerate(members):
            file = folder / f"{number}.csv"
            with archive.open(member) as packed, file.open("wb") as written:
                while piece := packed.read(_PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise Unreadable(f"Cette archive, une fois ouverte, dépasse {most} Mo.")
                    written.write(piece)
            yield [file.name, member.filename]


def sheets(path: Path) -> Iterator[dict]:
    """The sheets of a workbook, once it is looked through. Raises Unreadable."""
    if zipfile.is_zipfile(path):
        _look_through(path)
    with _calamine(path) as book:
        for meta in book.sheets_metadata:
            if meta.typ == SheetTypeEnum.WorkSheet:
                rows = book.get_sheet_by_name(meta.name)
                merged = getattr(rows, "merged_cell_ranges", None) or []
                yield {
                    "name": meta.name,
                    "hidden": meta.visible != SheetVisibleEnum.Visible,
                    "height": rows.total_height,
                    "merged": [[list(start), list(end)] for start, end in merged[:2000]],
                }


def rows(path: Path, sheet: str) -> Iterator[list]:
    """The rows of a sheet from its first filled one: [number, cells]. Raises Unreadable."""
    with _calamine(path) as book:
        found = book.get_sheet_by_name(sheet)
        first = (found.start or (0, 0))[0]
        for number, cells in enumerate(found.to_python(skip_empty_area=False), start=1):
            if number > first:
                yield [number, [_cell(cell) for cell in cells[: MAX_COLUMNS + 1]]]


def plain(value: Any) -> Any:
    """A cell that JSON has no word for."""
    if isinstance(value, datetime | date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return str(value)


def _cell(value: Any) -> Any:
    return value[:MAX_CELL] if isinstance(value, str) else value


def _is_csv(name: str) -> bool:
    return name.casefold().endswith(".csv")


@contextmanager
def _calamine(path: Path) -> Iterator[CalamineWorkbook]:
    try:
        yield CalamineWorkbook.from_path(path)
    except PasswordError:
        raise Unreadable(
            "Ce classeur est protégé par un mot de passe : enregistrez-le sans mot de passe."
        ) from None
    except (CalamineError, ValueError, OSError):
        raise Unreadable(_BROKEN) from None


@contextmanager
def _opened(path: Path, broken: str) -> Iterator[zipfile.ZipFile]:
    """An archive whose members are not too many and are unpacked piece by piece. Raises Unreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise Unreadable(f"Cette archive contient plus de {MAX_MEMBERS} fichiers.")
            if any(member.compress_type not in _METHODS for member in members):
                raise Unreadable(
                    "Cette archive est compressée d'une façon inhabituelle : enregistrez-la de nouveau."
                )
            yield archive
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise Unreadable(broken) from None


def _too_large(most: int) -> Unreadable:
    return Unreadable(
        f"Ce classeur, une fois ouvert, dépasse {most // MIB} Mo : il n'est pas lu. "
        "Enregistrez seulement la feuille utile, en CSV par exemple."
    )


def _look_through(path: Path) -> None:
    """Refuse what would be too large once unpacked, or declares XML entities. Raises Unreadable."""
    most = min(MAX_UNPACKED, max(MAX_RATIO * path.stat().st_size, 20 * MIB))
    with _opened(path, _BROKEN) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise _too_large(MAX_UNPACKED)
        left = most
        for member in members:
            left -= _look_at(archive, member, left)
            if left < 0:
                raise _too_large(most)


def _look_at(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    """Look through one member of a workbook, until it is over `most` bytes; how many it has unpacked."""
    unpacked = 0
    is_sheet = "worksheets/" in member.filename
    beginning = member.filename.endswith((".xml", ".rels"))
    height = width = 0
    tail = b""
    with archive.open(member) as file:
        while chunk := file.read(MIB):
            unpacked += len(chunk)
            if unpacked > most:
                break
            if beginning and _ENTITY.search(chunk.replace(b"\0", b"")):
                raise Unreadable(
                    "Ce classeur déclare des entités XML, ce qu'aucun tableur n'écrit : il n'est pas lu."
                )
            beginning = False
            if is_sheet:
                text = tail + chunk
                for found in _REFERENCE.finditer(text):
                    height = max(height, int(found[2]))
                    width = max(width, _column(found[1]))
                tail = text[-16:]
    if height * width > _MAX_GRID:
        raise Unreadable(
            f"Une feuille de ce classeur s'étend sur {height} lignes et {width} colonnes : "
            "effacez ce qui traîne loin du tableau, puis enregistrez-le de nouveau."
        )
    return unpacked


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
