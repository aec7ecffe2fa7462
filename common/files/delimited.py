# SPDX-License-Identifier: AGPL-3.0-or-later
"""CSV and its kin: the encoding and the separator told apart, lines read one by one.

Encodings are told by the bytes that French text leaves: the general detectors take Windows' French
for Central European more often than not. Lines of another encoding than their file's are read in
their own, since files are often pasted together.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from common.files.book import (
    Book,
    Grid,
    Row,
    Table,
    Unreadable,
    first_of,
    row_too_long,
    too_many_columns,
    too_many_rows,
)
from common.files.header import find_header
from common.files.limits import HEADER_DEPTH, MAX_CELL, MAX_COLUMNS, MAX_ROW, MAX_ROWS, MAX_SAMPLE

SEPARATORS = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre verticale"}
# What é è ê à ç ô ’ are in each encoding that is not Unicode.
_FRENCH_BYTES = {
    "cp1252": frozenset(b"\xe9\xe8\xea\xe0\xe7\xf4\x92\xc9\xe2\xee\xf9\xfb"),
    "mac_roman": frozenset(b"\x8e\x8f\x90\x88\x8d\x99\xd5\x83\x89\x94\x9d\x9e"),
    "cp850": frozenset(b"\x82\x8a\x88\x85\x87\x93\x90\x83\x8c\x97\x96"),
}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows (CP1252)",
    "mac_roman": "Macintosh",
    "cp850": "DOS (CP850)",
}
_SAMPLE = 1024 * 1024
# A spreadsheet exports 16,384 columns, nearly all empty, for a stray cell; a text may be full of commas.
_MAX_SEPARATORS = 50_000


def read_csv(path: Path) -> Book:
    """The table of a CSV file. Raises Unreadable."""
    encoding, separator = _told_apart(path)
    mended: Counter = Counter()
    first_rows = first_of(_rows(path, encoding, separator, mended))
    header_line, headers, notes = find_header(first_rows)
    mended.clear()
    for _row in _rows(path, encoding, separator, mended):
        pass  # read whole once: its limits, its lines of another encoding, its quotes
    if mended["other"]:
        notes.append(
            f"{mended['other']} lignes sont dans un autre encodage que le reste du fichier : "
            "lues dans le leur."
        )
    if mended["nul"]:
        notes.append(f"{mended['nul']} lignes contenaient des octets nuls : ils ont été enlevés.")

    def rows() -> Iterator[Row]:
        for number, cells in _rows(path, encoding, separator, Counter()):
            if number > header_line:
                yield number, cells

    told = {"Encodage": ENCODINGS[encoding], "Séparateur": SEPARATORS[separator]}
    return Book("CSV", (Table("", headers, rows, header_line, tuple(notes)),), told)


def csv_grid(path: Path, name: str = "") -> Grid:
    """Every filled row of a CSV file; reading them may raise Unreadable, as this does for an empty file."""
    encoding, separator = _told_apart(path)
    return Grid(name, lambda: _rows(path, encoding, separator, Counter()))


def _told_apart(path: Path) -> tuple[str, str]:
    """The encoding and the separator of a file."""
    encoding = _encoding(path)
    return encoding, _separator(_lines(path, encoding, Counter()))


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # Latin letters in UTF-16 leave a NUL in every other byte.
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and odd > 4 * even:
        return "utf-16-le"
    if even > len(head) // 5 and even > 4 * odd:
        return "utf-16-be"
    right = wrong = 0
    others: Counter = Counter()
    with path.open("rb") as file:
        for line in _of_bounded_length(file):
            if line.isascii():
                continue
            try:
                line.decode()
                right += 1
            except UnicodeDecodeError:
                wrong += 1
                if wrong <= 20_000:
                    others.update(byte for byte in line if byte > 127)
    if right >= wrong:
        return "utf-8"
    return max(_FRENCH_BYTES, key=lambda name: sum(others[byte] for byte in _FRENCH_BYTES[name]))


def _lines(path: Path, encoding: str, mended: Counter) -> Iterator[str]:
    """Decoded lines. Where one is not of its file's encoding, it is read as Windows' or Unicode's."""
    if encoding.startswith("utf-16"):
        with open(path, encoding=encoding, errors="replace", newline="") as file:
            for text in _of_bounded_length(file):
                yield _without_nul(text, mended)
        return
    with path.open("rb") as file:
        for place, line in enumerate(_of_bounded_length(file)):
            if place == 0 and encoding == "utf-8-sig":
                line = line.removeprefix(b"\xef\xbb\xbf")
            try:
                text = (
                    line.decode("utf-8")
                    if encoding.startswith("utf-8")
                    else _decode_other(line, encoding, mended)
                )
            except UnicodeDecodeError:
                mended["other"] += 1
                text = line.decode("cp1252", errors="replace")
            yield _without_nul(text, mended)


def _of_bounded_length(file: IO) -> Iterator:
    """The lines of a file, none of which fills the memory. Raises Unreadable."""
    while line := file.readline(MAX_ROW):
        if len(line) == MAX_ROW:
            raise Unreadable(row_too_long())
        yield line


def _decode_other(line: bytes, encoding: str, mended: Counter) -> str:
    if not line.isascii():
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            mended["other"] += 1
            return text
    return line.decode(encoding, errors="replace")


def _without_nul(text: str, mended: Counter) -> str:
    if "\0" in text:
        mended["nul"] += 1
        return text.replace("\0", "")
    return text


def _separator(lines: Iterator[str]) -> str:
    """The separator that cuts the first lines most evenly into the most columns."""
    sample, weight = [], 0
    for line in islice((line for line in lines if line.strip()), 2 * HEADER_DEPTH):
        sample.append(line)
        weight += len(line)
        if weight > MAX_SAMPLE:
            break
    if not sample:
        raise Unreadable("Ce fichier est vide.")
    # « sep=; » is how Excel is told the separator.
    if (told := sample[0].strip().casefold()).startswith("sep=") and told[4:5] in SEPARATORS:
        return told[4]
    best, best_score = ",", (0.0, 0)
    beyond = None
    for separator in SEPARATORS:
        try:
            widths = Counter(len(row) for row in _Records(sample, separator))
        except csv.Error:
            continue
        except Unreadable as refusal:
            beyond = refusal
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = (count / sum(widths.values()), width)
        if width > 1 and score > best_score:
            best, best_score = separator, score
    if beyond and best_score == (0.0, 0):
        raise beyond
    return best


class _Records:
    """The records of lines, as `csv.reader` has them, none of which has cells without end.

    A record's cells are made before its width is known: the separators are counted on the way in.
    """

    def __init__(self, lines: Iterable[str], separator: str) -> None:
        self._separators = 0
        self._reader = csv.reader(self._counted(lines, separator), delimiter=separator)

    def __iter__(self) -> "_Records":
        return self

    def __next__(self) -> list[str]:
        self._separators = 0
        return next(self._reader)

    @property
    def line_num(self) -> int:
        return self._reader.line_num

    def _counted(self, lines: Iterable[str], separator: str) -> Iterator[str]:
        for line in lines:
            self._separators += line.count(separator)
            if self._separators > _MAX_SEPARATORS:
                raise Unreadable(too_many_columns(self._separators + 1))
            yield line


def _without_empty_end(cells: list[str]) -> list[str]:
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return cells[:width]


def _rows(path: Path, encoding: str, separator: str, mended: Counter) -> Iterator[Row]:
    """Rows with the number of the line they end on. Raises Unreadable."""
    csv.field_size_limit(MAX_CELL)
    reader = _Records(_lines(path, encoding, mended), separator)
    count = 0
    previous = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(
                f"À partir de la ligne {previous + 1}, une cellule dépasse {MAX_CELL} caractères : "
                "un guillemet est sans doute ouvert et jamais refermé."
            ) from None
        first, previous = previous + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > MAX_COLUMNS:
            cells = _without_empty_end(cells)
            if len(cells) > MAX_COLUMNS:
                raise Unreadable(too_many_columns(len(cells)))
        if first == 1 and cells[0].casefold().startswith("sep="):
            continue
        count += 1
        if count > MAX_ROWS + HEADER_DEPTH:
            raise Unreadable(too_many_rows())
        yield first, cells
