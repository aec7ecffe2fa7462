# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many pages a book will have, reckoned from its content in no time: every text is counted in lines of
its column, every line in pages, as the template sets them. Setting the book tells the number itself."""

from dataclasses import dataclass
from math import ceil

from publishing.book.content import Book, Chapter, Entry, Paper
from publishing.book.indexes import Index, indexes, numbered

# A booklet's sheets have four pages.
SHEET = 4


@dataclass(frozen=True, slots=True)
class _Room:
    """What a page holds: letters on a line of a column of entries and of an index, lines in the columns of a
    page of each, letters on a line and lines of a page that is read, lines of a table of contents."""

    letters: int
    lines: int
    index_letters: int
    index_lines: int
    read_letters: int
    read_lines: int
    contents: int


_ROOMS = {
    Paper.A5: _Room(47, 112, 42, 116, 78, 44, 28),
    Paper.A4: _Room(60, 146, 38, 222, 100, 56, 38),
}
# Of the first page of a part, what its map leaves to its entries.
_LEFT_BY_MAP = 0.42
# Lines that the room around an entry, and around a service of it, takes; columns end before they are full.
_AROUND_ENTRY, _AROUND_OFFER, _FULL = 1.5, 0.35, 0.95
_HEADING, _DATED, _MARK = 2.4, 1.6, 3


def sheets(pages: int) -> int:
    """The pages of whole sheets that hold so many."""
    return SHEET * ceil(pages / SHEET)


def pages(book: Book, paper: Paper) -> int:
    """The pages of a book as it is printed: whole sheets, both covers in them."""
    room = _ROOMS[paper]
    # The cover, the directions, the back cover.
    count = 3 + _whole(2 + len(book.areas) + len(book.opening) + len(book.sheets), room.contents)
    count += sum(_chapter(one, room) for one in (*book.opening, *book.sheets))
    for area in book.areas:
        if area.entries:
            lines = sum(_entry(one, room) for one in area.entries)
            count += ceil(lines / room.lines / _FULL + ((1 - _LEFT_BY_MAP) if area.communes else 0.05))
    if book.season:
        told = (_DATED + 3 + _lines(one.note, room.read_letters) for one in book.season)
        count += _whole(3 + sum(told), room.read_lines)
    if book.errata:
        changed = (1.4 + sum(_lines(line, room.read_letters) for line in one.words) for one in book.errata)
        count += _whole(3 + sum(changed), room.read_lines)
    count += sum(_index(index, room) for index in indexes(book, numbered(book)))
    return sheets(count)


def _index(index: Index, room: _Room) -> int:
    lines = 4 + _HEADING * len(index.groups)
    for group in index.groups:
        said = (f"{line.name} ({line.beside}) 100" for line in group.lines)
        lines += sum(_lines(one, room.index_letters) for one in said)
    return _whole(lines, room.index_lines)


def _entry(entry: Entry, room: _Room) -> float:
    reach = " · ".join(part for part in (entry.phone, entry.email, entry.website) if part)
    said = (
        f"{entry.kind} · {', '.join(entry.networks)}" if entry.networks else entry.kind,
        f"{entry.commune} – {entry.address}",
        reach and f"Tél. {reach}",
        entry.hours,
        entry.access,
    )
    lines = _AROUND_ENTRY + 1.15 * _lines(entry.name, int(room.letters * 0.8))
    lines += sum(_lines(one, room.letters) for one in said)
    for offer in entry.offers:
        text = " · ".join((offer.name, *offer.facts))
        lines += _AROUND_OFFER + max(1, ceil((len(text) + _MARK * len(offer.themes)) / (room.letters - 2)))
    return lines


def _chapter(chapter: Chapter, room: _Room) -> int:
    written = (line for line in chapter.markdown.splitlines() if line.strip())
    return _whole(3 + sum(0.7 + _lines(line, room.read_letters) for line in written), room.read_lines)


def _lines(text: str, letters: int) -> int:
    return ceil(len(text) / letters)


def _whole(lines: float, room: int) -> int:
    return max(1, ceil(lines / room))
