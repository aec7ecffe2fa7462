# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book read again from its PDF, as a reader would: whether each line of its indexes tells the right page.

Only what the pages show is read (by PDFium), none of the links or labels that they were made with: an entry
is where its number and its name stand together, and a line of an index is its name and the figures after it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2

from publishing.book.content import Book
from publishing.book.indexes import Index, Numbered, indexes, numbered

# Above this, in points from the upper edge of the cut page, stands the running head.
_HEAD_PT = 34.0
# Marks that show nothing, hyphens, which PDFium tells otherwise at the end of a line, and brackets, which it
# turns round beside what is written from the right.
_HYPHENS = "\x02\ufffe\uffff-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
_UNSEEN = dict.fromkeys(
    map(ord, "\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{SOFT HYPHEN}\N{REPLACEMENT CHARACTER}()" + _HYPHENS)
)
# A name goes over so many lines at most.
_MOST_LINES = 4
_FROM_THE_RIGHT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class Read:
    """How many lines the indexes should have, and what is wrong, a sentence each."""

    lines: int
    wrong: list[str]


def read_again(book: Book, content: bytes, unseen: str = "") -> Read:
    """Look up every line of the indexes of a PDF made of `book`; no font has the letters `unseen`."""
    document = pypdfium2.PdfDocument(content)
    try:
        return _Reading(book, document, unseen).read()
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
    def __init__(self, book: Book, document: pypdfium2.PdfDocument, unseen: str) -> None:
        self._book = book
        self._unseen = dict.fromkeys(map(ord, unseen))
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
            seen = self._stands(f"{one.number} {one.entry.name}", r"(?:\n|$)")
            on = [page for page in self._range(one.area) if seen(self._pages[page], 0)]
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
                said = line.name + (f" ({line.beside})" if line.beside else "")
                pages = _told({found[place] for place in line.places if place in found})
                end = self._stands(f"{said} {pages}", r"(?![,–\d])")(text, at)
                if not end or not pages:
                    yield f"{index.title}, {group.title}, {said} : p. {pages or '?'} attendue"
                at = end or at

    def _stands(self, words: str, end: str) -> Callable[[str, int], int]:
        return _stands(words.translate(self._unseen), end)

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
    return "".join(unicodedata.normalize("NFKC", text).translate(_UNSEEN).split())


def _stands(words: str, end: str) -> Callable[[str, int], int]:
    """What finds words in a text, from the beginning of a line at or after a place and going on over others,
    before what `end` says; it answers the place after them, 0 where they do not stand there.

    PDFium tells lines with words from the right from either end: those are found by their letters, in any
    order.
    """
    plain = _plain(words)
    if _FROM_THE_RIGHT.search(plain):
        return lambda text, at: _by_letters(sorted(plain), text, at)
    whole = re.compile(r"(?:^|\n)" + r"\n?".join(re.escape(letter) for letter in plain) + end)

    def found(text: str, at: int) -> int:
        match = whole.search(text, max(at - 1, 0))
        return match.end() if match else 0

    return found


def _by_letters(letters: list[str], text: str, at: int) -> int:
    lines = text[at:].split("\n")
    for first, line in enumerate(lines):
        if not _FROM_THE_RIGHT.search(line):
            continue
        for last in range(first + 1, min(first + _MOST_LINES, len(lines)) + 1):
            if sorted("".join(lines[first:last])) == letters:
                return at + len("\n".join(lines[:last]))
    return 0


def _told(pages: set[int]) -> str:
    """Pages as an index tells them: « 12, 15–17 »."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ",".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs)
