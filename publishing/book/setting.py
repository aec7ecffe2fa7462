# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a book's content to its PDF."""

from dataclasses import replace
from pathlib import Path

from publishing import typesetting
from publishing.book.boxes import with_bleed_box
from publishing.book.content import Book, Paper
from publishing.book.indexes import numbered
from publishing.book.laid import laid
from publishing.typesetting import Printed

# What the template labels its entries with, before their place.
_ENTRY = "e"
_NOTES = "notes"
_TEMPLATES = Path(__file__).parent / "typst"
# What a printer cuts off beyond the edge, and the room for crop marks beyond that.
BLEED_MM, SLUG_MM = 3, 7


def pdf(book: Book, paper: Paper = Paper.A5, for_printer: bool = False) -> Printed:
    """The book in pages of `paper`. Its maps are drawn from the outlines of the official places.

    For a screen: tagged (PDF/UA-1), with bookmarks and links. `for_printer`: PDF/A-2a, 3 mm of bleed beyond
    the box of the cut page, and crop marks beyond these. Black is black alone in both
    (docs/publishing.md). Raises `typesetting.Unprintable` with an emblem that cannot be read, and
    `typesetting.TooLong` for a book beyond the limits.
    """
    data, pictures = laid(book, paper)
    data["bleed"], data["slug"] = (BLEED_MM, SLUG_MM) if for_printer else (0, 0)
    templates = [_TEMPLATES / name for name in ("book.typ", "prose.typ")]
    standards = typesetting.PRINTER if for_printer else typesetting.SCREEN
    made = typesetting.typeset(templates, data, pictures, book.made_on, standards)
    return replace(made, content=with_bleed_box(made.content, SLUG_MM)) if for_printer else made


def pages_of(book: Book, made: Printed) -> dict[int, int]:
    """The page on which each structure stands first in a book that was made, by the structure's number."""
    found: dict[int, int] = {}
    for one in numbered(book):
        page = made.labels.get(f"{_ENTRY}{one.place}")
        if page is not None:
            found.setdefault(one.entry.key, page)
    return found


def blank_of(made: Printed) -> int:
    """How many pages of a book are left for notes, so that its sheets are whole."""
    first = made.labels.get(_NOTES)
    return made.pages - first if first else 0
