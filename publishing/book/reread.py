# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book read again from its PDF, as a reader would: whether each line of its indexes tells the right page.

Only what the pages show is read (by PDFium), none of the links or labels that they were made with: an entry
is where its number and its name stand together, and a line of an index is its name and the figures after it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2

from publishing.book.content import Book
from publishing.book.indexes import Index, Numbered, indexes, numbered

# Above this, in points from the upper edge of the cut page, stands the running head.
_HEAD_PT = 34.0
# Marks that show nothing, and hyphens, which PDFium tells otherwise at the end of a line.
_UNSEEN = dict.fromkeys(map(ord, "\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{SOFT HYPHEN}\x02\ufffe\uffff-\N{HYPHEN}‑"))
# Words written from the right come in the order in which they stand on the page, from the left.
_FROM_THE_RIGHT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufefc]+(?:\s+[\u0590-\u08ff\ufb1d-\ufefc]+)*")
_PAGES = r"\n?(\d+(?:[,–]\n?\d+)*)(?:\n|$)"


@dataclass(frozen=True, slots=True)
class Read:
    """How many lines the indexes should have, and what is wrong, a sentence each."""

    lines: int
    wrong: list[str]


def read_again(book: Book, content: bytes) -> Read:
    """Look up every line of the indexes of a PDF that was made of `book`."""
    document = pypdfium2.PdfDocument(content)
    try:
        return _Reading(book, document).read()
    finally:
        document.close()


def pages_of(content: bytes) -> list[str]:
    """The text of each page, as PDFium reads it."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


class _Reading:
    def __init__(self, book: Book, document: pypdfium2.PdfDocument) -> None:
        self._book = book
        self._pages = [_body(page) for page in document]
        self._parts = [
            (str(mark.get_title()), mark.get_dest().get_index()) for mark in document.get_toc(max_depth=1)
        ]

    def read(self) -> Read:
        entries = numbered(self._book)
        found, wrong = self._entries(entries)
        lines = 0
        for index in indexes(self._book, entries):
            lines += sum(len(group.lines) for group in index.groups)
            wrong += self._index(index, found)
        return Read(lines, wrong)

    def _entries(self, entries: list[Numbered]) -> tuple[dict[int, int], list[str]]:
        """The page of each entry, from 1 on, and those that stand on none or on several."""
        found, wrong = {}, []
        for one in entries:
            seen = re.compile(rf"(?:^|\n){one.number}\n?{_spread(one.entry.name)}(?:\n|$)")
            on = [page for page in self._range(one.area) if seen.search(self._pages[page])]
            if len(on) == 1:
                found[one.place] = on[0] + 1
            else:
                wrong.append(f"{one.number} {one.entry.name} ({one.area}) : {len(on)} pages")
        return found, wrong

    def _index(self, index: Index, found: dict[int, int]) -> Iterator[str]:
        text = "\n".join(self._pages[page] for page in self._range(index.title))
        at = 0
        for group in index.groups:
            for line in group.lines:
                said = line.name + (f"({line.beside})" if line.beside else "")
                match = re.compile(rf"(?:^|\n){_spread(said)}{_PAGES}").search(text, max(at - 1, 0))
                told = _expanded(match[1]) if match else set()
                if told != {found.get(place) for place in line.places}:
                    where = f"page {match[1]}" if match else "absente"
                    yield f"{index.title}, {group.title}, {said} : {where}"
                at = match.end() if match else at

    def _range(self, title: str) -> range:
        """The pages of a part, by its bookmark."""
        for number, (name, first) in enumerate(self._parts):
            if name == title:
                after = self._parts[number + 1][1] if number + 1 < len(self._parts) else len(self._pages)
                return range(first, after)
        return range(0)


def _body(page: pypdfium2.PdfPage) -> str:
    """The text of a page under its running head, in lines."""
    left, bottom, right, top = page.get_trimbox()
    text = page.get_textpage().get_text_bounded(left, bottom, right, top - _HEAD_PT)
    return "\n".join(_plain(line) for line in text.splitlines())


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text).translate(_UNSEEN)
    ordered = _FROM_THE_RIGHT.sub(lambda words: " ".join(sorted(words[0].split())), composed)
    return "".join(ordered.split())


def _spread(text: str) -> str:
    """A pattern of a text that may go from one line to the next anywhere."""
    return r"\n?".join(re.escape(letter) for letter in _plain(text))


def _expanded(pages: str) -> set[int]:
    told: set[int] = set()
    for part in pages.replace("\n", "").split(","):
        first, _dash, last = part.partition("–")
        told.update(range(int(first), int(last or first) + 1))
    return told
