# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a book costs before it is printed: pages, copies, the price of a page."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from common.required import required
from publishing.book import reckoning
from publishing.book.content import Book, Paper
from publishing.book.reckoning import sheets
from publishing.editions.models import Edition, Printing, PrintingState
from publishing.editions.scope import scope_of

# Pages of an entry, and pages of every book (covers, directions, table, indexes), until its content is read:
# measured on the benchmark's and on one of an EPCI.
_A_BOOK = {Paper.A5: (0.165, 8), Paper.A4: (0.11, 10)}
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Price:
    """A number of pages, and what printing all the copies costs in euros: None where no copies or no price
    are said. `is_known` says that the pages were counted in a book that was made."""

    pages: int
    euros: Decimal | None
    is_known: bool

    @property
    def words(self) -> str:
        """« 1 234,50 € »; empty where it is not known."""
        return "" if self.euros is None else euros_text(self.euros)


def euros_text(amount: Decimal) -> str:
    """« 1 234,50 € », with the spaces of French."""
    told = f"{amount.quantize(_CENT, ROUND_HALF_UP):,.2f}"
    return told.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",") + "\N{NO-BREAK SPACE}€"


def page_text(edition: Edition) -> str:
    """What a page costs, as it was typed: « 0,012 € »; empty where it is not said."""
    if edition.price_page is None:
        return ""
    return f"{edition.price_page.normalize():f}".replace(".", ",") + "\N{NO-BREAK SPACE}€"


def of_printing(printing: Printing) -> Price:
    """The price of a book that was made, at what its edition says today of copies and of a page."""
    pages = printing.pages or 0
    return Price(pages, _euros(printing.edition, pages), is_known=True)


def foreseen(edition: Edition, entries: int) -> Price:
    """The price of a book before it is made, without reading what it would hold: its pages are those of the
    last one of this edition, where it told of the same on the same paper, else reckoned from how many entries
    it has."""
    pages = sheets(_pages(edition, entries))
    return Price(pages, _euros(edition, pages), is_known=False)


def reckoned(edition: Edition, book: Book) -> Price:
    """The price of a book before it is made, whose content was read: its pages are counted line by line."""
    pages = reckoning.pages(book, Paper(edition.paper))
    return Price(pages, _euros(edition, pages), is_known=False)


def _pages(edition: Edition, entries: int) -> int:
    each, every = _A_BOOK[Paper(edition.paper)]
    made = edition.printings.filter(
        state=PrintingState.DONE, paper=edition.paper, entries_count__gt=0, pages__isnull=False
    )
    last = made.order_by("-made_at", "-pk").first()
    if last and last.scope == scope_of(edition):
        return required(last.pages) - last.blank + round(each * (entries - required(last.entries_count)))
    return round(every + each * entries)


def _euros(edition: Edition, pages: int) -> Decimal | None:
    if edition.price_page is None or not edition.copies:
        return None
    return (edition.price_page * edition.copies * pages).quantize(_CENT, ROUND_HALF_UP)
