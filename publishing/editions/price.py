# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a book costs before it is printed: pages, copies, the price of a page."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from common.required import required
from publishing.book.content import Paper
from publishing.editions.models import Edition, Printing, PrintingState

# Pages of an entry, and pages of every book (cover, directions, table, chapters, indexes), until a book of
# this site says better: measured on the benchmark's.
_A_BOOK = {Paper.A5: (0.17, 10), Paper.A4: (0.075, 8)}
# Fewer entries say little of what one takes.
_ENOUGH = 50
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


def of_printing(printing: Printing) -> Price:
    """The price of a book that was made, at what its edition says today of copies and of a page."""
    pages = printing.pages or 0
    return Price(pages, _euros(printing.edition, pages), is_known=True)


def foreseen(edition: Edition, entries: int) -> Price:
    """The price of a book before it is made: its pages are reckoned from books of this site on the same
    paper, else from the benchmark's."""
    pages = _pages(edition, entries)
    return Price(pages, _euros(edition, pages), is_known=False)


def _pages(edition: Edition, entries: int) -> int:
    paper = Paper(edition.paper)
    each, every = _A_BOOK[paper]
    made = Printing.objects.filter(
        state=PrintingState.DONE, paper=paper.value, entries_count__gte=_ENOUGH, pages__isnull=False
    )
    last = made.order_by("-made_at", "-pk").values_list("pages", "entries_count").first()
    if last:
        pages, counted = required(last[0]), required(last[1])
        each = max(pages - every, 1) / counted
    return round(every + each * entries)


def _euros(edition: Edition, pages: int) -> Decimal | None:
    if edition.price_page is None or not edition.copies:
        return None
    return (edition.price_page * edition.copies * pages).quantize(_CENT, ROUND_HALF_UP)
