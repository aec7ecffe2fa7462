# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a book's content to its PDF."""

from pathlib import Path

from publishing import typesetting
from publishing.book.content import Book, Paper
from publishing.book.laid import laid
from publishing.typesetting import Printed

_TEMPLATES = Path(__file__).parent / "typst"
# What a printer cuts off beyond the edge.
BLEED_MM = 3


def pdf(book: Book, paper: Paper = Paper.A5, for_printer: bool = False) -> Printed:
    """The book in pages of `paper`. Its maps are drawn from the outlines of the official places.

    For a screen: tagged (PDF/UA-1), with bookmarks and links. `for_printer`: PDF/A-2a, 3 mm of bleed beyond
    the box of the cut page. Black is black alone in both (docs/publishing.md). Raises
    `typesetting.Unprintable` with an emblem that cannot be read, and `typesetting.TooLong` for a book beyond
    the limits.
    """
    data, pictures = laid(book, paper)
    data["bleed"] = BLEED_MM if for_printer else 0
    templates = [_TEMPLATES / name for name in ("book.typ", "prose.typ")]
    standards = typesetting.PRINTER if for_printer else typesetting.SCREEN
    return typesetting.typeset(templates, data, pictures, book.made_on, standards)
