# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every kind of file is read as: a book of tables, whose rows come one by one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from common.files.limits import MAX_AT_HAND, MAX_COLUMNS, MAX_ROW, MAX_ROWS, MAX_SAMPLE, MIB, SAMPLE_ROWS

Row = tuple[int, list[Any]]
"""The number of a row in its file, as its readers count it (from 1), and its cells."""


class Unreadable(Exception):
    """A file that cannot be taken in; the message, in French, says why and what would be accepted."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. `rows` begins again at each call; `headers` name the columns, unique.

    `header_line` is the number of the row that held them (0 where the format names its fields);
    `notes` are what had to be mended to read it, in French. The last cell of a `parted` table's rows is
    the part of the file that they are numbered in. The rows of a table `on_its_side` are the columns of the
    file, and are numbered as they are; `beside` has, of the parts of one that stood side by side, how many
    columns of the file are before each. `parts` are the sheets that a table of several holds. `origin` says,
    of a row whose cells stand elsewhere in the file, the row and the column of each (None where it has none).
    `titles` are the texts that stand alone on the rows above the header, with their row, by sheet.
    """

    name: str
    headers: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    header_line: int = 0
    notes: tuple[str, ...] = ()
    parted: bool = False
    on_its_side: bool = False
    beside: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    origin: Callable[[int, Sequence[Any]], Sequence[tuple[int, int] | None]] | None = None
    titles: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """A file that could be read: its kind in words, its tables, and what was told apart on the way.

    `told` are facts that who imports sees first: encoding, separator, sheets. `hidden` are the names of the
    sheets that are not shown.
    """

    kind: str
    tables: tuple[Table, ...]
    told: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()

    def table(self, name: str = "") -> Table:
        """The table of that name, else the first. Raises Unreadable where the file has none."""
        if not self.tables:
            raise Unreadable("Ce fichier ne contient aucun tableau.")
        return next((table for table in self.tables if table.name == name), self.tables[0])


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet of which nothing is supposed: every filled row, titles and notes included."""

    name: str
    rows: Callable[[], Iterator[Row]]


def first_of(rows: Iterator[Row]) -> list[Row]:
    """The first rows, enough to know a table by: `SAMPLE_ROWS`, fewer where they are very long."""
    found, weight = [], 0
    for row in rows:
        found.append(row)
        weight += _weight(row)
        if len(found) == SAMPLE_ROWS or weight > MAX_SAMPLE:
            break
    return found


def _weight(row: Row) -> int:
    """About how many bytes a row holds."""
    return sum(len(cell) if isinstance(cell, str) else 16 for cell in row[1])


def at_hand(table: Table, most: int = MAX_SAMPLE) -> Table:
    """The same table, whose first rows are read from the file once, however often they are asked for.

    They are `MAX_AT_HAND` at most, of some `most` bytes together; what follows is read again each time.
    """
    found: list[Row] = []
    state = {"read": False, "whole": False}

    def read() -> None:
        state["read"], weight = True, 0
        # What cannot be read is told to whoever comes as far.
        with suppress(Unreadable):
            for row in table.rows():
                found.append(row)
                weight += _weight(row)
                if len(found) == MAX_AT_HAND or weight > most:
                    return
            state["whole"] = True

    def rows() -> Iterator[Row]:
        if not state["read"]:
            read()
        for number, cells in found:
            # Whoever reads them may write on them.
            yield number, [*cells]
        if not state["whole"]:
            yield from islice(table.rows(), len(found), None)

    return replace(table, rows=rows)


def too_many_rows() -> str:
    """What to tell who sends a file of more than `MAX_ROWS` rows."""
    most = f"{MAX_ROWS:,}".replace(",", " ")
    return f"Ce fichier a plus de {most} lignes, le plus qui soit accepté : coupez-le en plusieurs."


def too_many_columns(width: int) -> str:
    """What to tell who sends a table of `width` columns, more than `MAX_COLUMNS`."""
    return f"Ce tableau a {width} colonnes ; {MAX_COLUMNS} au plus sont acceptées."


def row_too_long() -> str:
    """What to tell who sends a file with a row of more than `MAX_ROW` bytes."""
    return f"Une ligne de ce fichier pèse plus de {MAX_ROW // MIB} Mo, le plus qui soit accepté."


def unique_headers(cells: list[Any]) -> tuple[tuple[str, ...], list[str]]:
    """The names of columns, told apart where several are the same or empty; and what was said of it."""
    names: list[str] = []
    seen: dict[str, int] = {}
    doubled = []
    for place, cell in enumerate(cells):
        name = " ".join(str(cell if cell is not None else "").split()) or f"Colonne {place + 1}"
        key = name.casefold()
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            doubled.append(name)
            name = f"{name} ({seen[key]})"
        names.append(name[:200])
    notes = []
    if doubled:
        named = ", ".join(f"« {name} »" for name in dict.fromkeys(doubled))
        notes.append(f"Plusieurs colonnes s'appellent {named} : elles sont numérotées.")
    return tuple(names), notes


def notes_of(tables: Iterable[Table]) -> tuple[str, ...]:
    """The notes of tables that are read as one: what not all of them say is said of its own."""
    tables = list(tables)
    all_say = [note for note in dict.fromkeys(tables[0].notes) if all(note in one.notes for one in tables)]
    own = (f"Feuille « {one.name} » : {note}" for one in tables for note in one.notes if note not in all_say)
    return tuple(dict.fromkeys([*all_say, *own]))
