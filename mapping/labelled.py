# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which structures have the quality label, as everyone is told. Who gives it says so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Label:
    """A label that is valid today: the days that it runs from and to, both within."""

    since: date
    until: date


# The labels of some structures, by number; `of_list` may be a minute old.
Teller = Callable[[Iterable[int]], dict[int, Label]]
_tellers: list[tuple[Teller, Teller]] = []


def told_by(of: Teller, of_list: Teller) -> None:
    """Declare who tells labels; meant for the `ready` of an app."""
    if (of, of_list) not in _tellers:
        _tellers.append((of, of_list))


def label_of(structure: int) -> Label | None:
    """The label that a structure has today; None without."""
    return next((found[structure] for of, _list in _tellers if structure in (found := of([structure]))), None)


def labels_of_list(structures: Iterable[int]) -> dict[int, Label]:
    """The labels of the structures of a list, as they were a minute ago at most."""
    numbers = list(structures)
    return {number: label for _of, listed in _tellers for number, label in listed(numbers).items()}
