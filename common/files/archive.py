"""An archive of CSV files as one book: a table for each, as HSDS 3 is exchanged in tables."""

import tempfile
import zipfile
from pathlib import Path

from common.files.book import Book, Table, Unreadable
from common.files.limits import MAX_RATIO, MAX_UNPACKED, MIB
from common.files.text import read_csv

_MAX_MEMBERS = 100
_PIECE = 256 * 1024


def holds_csv(names: list[str]) -> bool:
    return any(name.casefold().endswith(".csv") for name in names)


def read_archive(path: Path) -> Book:
    """The CSV files of an archive, named without folder nor extension. Raises Unreadable."""
    # The folder lives as long as the tables that read it.
    folder = tempfile.TemporaryDirectory(prefix="import-")
    tables: list[Table] = []
    notes: list[str] = []
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if holds_csv([member.filename])]
        if len(members) > _MAX_MEMBERS:
            raise Unreadable(f"Cette archive contient plus de {_MAX_MEMBERS} fichiers CSV.")
        left = min(MAX_UNPACKED, max(MAX_RATIO * path.stat().st_size, 20 * MIB))
        for number, member in enumerate(members):
            file = Path(folder.name) / f"{number}.csv"
            left = _unpack(archive, member, file, left)
            name = Path(member.filename).stem.casefold()
            try:
                table = read_csv(file).table()
            except Unreadable as refusal:
                notes.append(f"{member.filename} : {refusal}")
                continue
            tables.append(Table(name, table.headers, _Rows(table, folder), table.header_line, table.notes))
    return Book(
        "Archive de fichiers CSV",
        tuple(tables),
        {"Tableaux": ", ".join(t.name for t in tables)},
        tuple(notes),
    )


class _Rows:
    """The rows of a table, keeping its folder meanwhile."""

    def __init__(self, table: Table, folder: tempfile.TemporaryDirectory):
        self._table, self._folder = table, folder

    def __call__(self):
        return self._table.rows()


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: Path, left: int) -> int:
    """Write one member beside; how many bytes may still be unpacked. Raises Unreadable beyond."""
    try:
        with archive.open(member) as packed, file.open("wb") as written:
            while piece := packed.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise Unreadable(f"Cette archive, une fois ouverte, dépasse {MAX_UNPACKED // MIB} Mo.")
                written.write(piece)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        raise Unreadable("Cette archive est abîmée, ou protégée par un mot de passe.") from None
    return left
