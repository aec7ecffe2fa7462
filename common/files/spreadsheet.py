"""Workbooks (.xlsx, .xls, .ods), read by python-calamine in a bounded process.

Before it is opened, a compressed workbook is looked through: what it unpacks to, cells put at the
far end of a sheet to make it huge, and XML that declares entities of its own.
"""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from common.files.book import Book, Row, Table, Unreadable
from common.files.header import find_header
from common.files.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_RATIO,
    MAX_ROWS,
    MAX_UNPACKED,
    MIB,
    READER_MEMORY,
    READER_SECONDS,
    SAMPLE_ROWS,
)
from common.files.text import too_many_rows

TOGETHER = "Toutes les feuilles"
SHEET = "Feuille"
_ROOT = Path(__file__).resolve().parents[2]
_REFERENCE = re.compile(rb'\br="\$?([A-Z]{1,3})\$?(\d{1,7})"')
_ENTITY = re.compile(rb"<!\s*(?:ENTITY|DOCTYPE)", re.IGNORECASE)
# A grid of more cells than this is not a directory.
_MAX_GRID = 20_000_000
_BROKEN = (
    "Ce classeur ne peut pas être lu : il est abîmé, ou n'est pas un classeur. "
    "Ouvrez-le et enregistrez-le de nouveau."
)
_BOMB = (
    f"Ce classeur, une fois ouvert, dépasse {MAX_UNPACKED // MIB} Mo : il n'est pas lu. "
    "Enregistrez seulement la feuille utile, en CSV par exemple."
)


def read_spreadsheet(path: Path, kind: str) -> Book:
    """Every sheet that holds something, those that are shown first. Raises Unreadable."""
    if zipfile.is_zipfile(path):
        _look_through(path)
    sheets = next(_ask(path, ""), [])
    filled = [sheet for sheet in sheets if sheet["height"]]
    tables, notes = [], []
    for sheet in sorted(filled, key=lambda sheet: sheet["hidden"]):
        try:
            tables.append(_table(path, sheet))
        except Unreadable as refusal:
            notes.append(f"Feuille « {sheet['name']} » : {refusal}")
    if not tables:
        raise Unreadable("; ".join(notes) or "Ce classeur est vide : aucune feuille n'est remplie.")
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
    return Book(kind, tuple(tables), told, tuple(notes))


def _together(tables: list[Table]) -> Table | None:
    """The sheets that have the columns of the first, as one table; None where it is alone."""
    alike = [
        table
        for table in tables
        if list(map(str.casefold, table.headers)) == list(map(str.casefold, tables[0].headers))
    ]
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

    notes = tuple(dict.fromkeys(note for table in alike for note in table.notes))
    return Table(TOGETHER, (*tables[0].headers, SHEET), rows, tables[0].header_line, notes, parted=True)


def _table(path: Path, sheet: dict) -> Table:
    if sheet["height"] > MAX_ROWS + SAMPLE_ROWS:
        raise Unreadable(too_many_rows())
    first_rows = list(islice(_rows(path, sheet["name"]), SAMPLE_ROWS))
    index, headers, notes = find_header(first_rows)
    header_line = first_rows[index][0]
    # A cell merged over several rows says the same of each of them.
    merged = [
        (tuple(start), tuple(end)) for start, end in sheet["merged"] if end[0] > start[0] >= header_line
    ]
    if merged:
        notes.append("Des cellules fusionnées couvrent plusieurs lignes : leur valeur vaut pour chacune.")

    def rows() -> Iterator[Row]:
        held: dict[tuple[int, int], Any] = {}
        count = 0
        for number, cells in _rows(path, sheet["name"]):
            if number <= header_line:
                continue
            for start, end in merged:
                if start[0] <= number - 1 <= end[0]:
                    if number - 1 == start[0]:
                        held[start] = cells[start[1]] if start[1] < len(cells) else None
                    for column in range(start[1], min(end[1] + 1, len(cells))):
                        cells[column] = held.get(start) if column == start[1] else cells[column]
            if any(cell not in ("", None) for cell in cells):
                count += 1
                if count > MAX_ROWS:
                    raise Unreadable(too_many_rows())
                yield number, cells

    return Table(sheet["name"], headers, rows, header_line, tuple(notes))


def _rows(path: Path, sheet: str) -> Iterator[Row]:
    for number, cells in _ask(path, sheet):
        yield number, [_cell(cell) for cell in cells[: MAX_COLUMNS + 1]]


def _cell(cell: Any) -> Any:
    if isinstance(cell, dict):
        text = cell["date"]
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    if isinstance(cell, str):
        return cell[:MAX_CELL].replace("\0", "")
    return cell


def _ask(path: Path, sheet: str) -> Iterator[Any]:
    """The lines of the reader. Raises Unreadable when it cannot go on."""
    command = [sys.executable, "-m", "common.files.worker", str(path), sheet]
    reader = subprocess.Popen(
        [*command, str(READER_MEMORY), str(READER_SECONDS)],
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert reader.stdout is not None
        for line in reader.stdout:
            yield json.loads(line)
        code = reader.wait()
    finally:
        if reader.poll() is None:
            reader.kill()
            reader.wait()
        if reader.stdout:
            reader.stdout.close()
    if code == 3:
        raise Unreadable("Ce classeur est protégé par un mot de passe : enregistrez-le sans mot de passe.")
    if code == 4:
        raise Unreadable(_BROKEN)
    if code:
        raise Unreadable(_BOMB)


def _look_through(path: Path) -> None:
    """Refuse what would be too large once unpacked, or declares XML entities. Raises Unreadable."""
    packed = max(path.stat().st_size, 1)
    unpacked = 0
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > 5000 or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise Unreadable(_BOMB)
            for member in members:
                is_xml = member.filename.endswith((".xml", ".rels"))
                is_sheet = "worksheets/" in member.filename
                rows = columns = 0
                tail = b""
                with archive.open(member) as file:
                    beginning = True
                    while chunk := file.read(MIB):
                        unpacked += len(chunk)
                        if unpacked > MAX_UNPACKED or unpacked > max(MAX_RATIO * packed, 20 * MIB):
                            raise Unreadable(_BOMB)
                        if beginning and is_xml and _ENTITY.search(chunk.replace(b"\0", b"")):
                            raise Unreadable(
                                "Ce classeur déclare des entités XML, ce qu'aucun tableur n'écrit : "
                                "il n'est pas lu."
                            )
                        beginning = False
                        if is_sheet:
                            text = tail + chunk
                            for letters, digits in _REFERENCE.findall(text):
                                rows = max(rows, int(digits))
                                columns = max(columns, _column(letters))
                            tail = text[-16:]
                if rows * columns > _MAX_GRID:
                    raise Unreadable(
                        f"Une feuille de ce classeur s'étend sur {rows} lignes et {columns} colonnes : "
                        "effacez ce qui traîne loin du tableau, puis enregistrez-le de nouveau."
                    )
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_BROKEN) from None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
