# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which printed books a structure stands, as its page tells everyone. Who prints them says so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InBook:
    """A published book that a structure stands in: its name, the page (None where nobody noted it), where it
    is read, opened at that page."""

    book: str
    page: int | None
    url: str


Teller = Callable[[int], Iterable[InBook]]
_tellers: list[Teller] = []


def told_by(teller: Teller) -> None:
    """Declare who tells the books of a structure, by its number; meant for the `ready` of an app."""
    if teller not in _tellers:
        _tellers.append(teller)


def books_of(structure: int) -> list[InBook]:
    """The published books that a structure stands in."""
    return [one for teller in _tellers for one in teller(structure)]
