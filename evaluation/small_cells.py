# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers under five, put with their like in wider cells before they are kept.

Each thing counted ends in exactly one cell, so that no cell is the sum of others and none can be found by
taking some from another. A cell that exists has five or more: whoever holds all of them, and knows everything
but one visit, sees that visit, if at all, in cells of five or more.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

# The least that a number may be.
LEAST = 5


class Cell(NamedTuple):
    """What a number is about. `structure` 0, or an empty code or theme, stands for all of them; so does an
    empty `commune` for all communes of its EPCI but those that have a number of their own."""

    outcome: str
    theme: str = ""
    epci: str = ""
    departement: str = ""
    structure: int = 0
    commune: str = ""


def _as_counted(cell: Cell) -> Cell:
    return cell


def _of_structure(cell: Cell) -> Cell:
    """All themes of one structure; what is about none stays as it is."""
    return cell._replace(theme="") if cell.structure else cell


def _of_epci(cell: Cell) -> Cell:
    return cell._replace(structure=0, commune="")


def _of_departement(cell: Cell) -> Cell:
    return cell._replace(structure=0, commune="", epci="")


def _of_the_site(cell: Cell) -> Cell:
    return Cell(cell.outcome, cell.theme)


def _of_all_themes(cell: Cell) -> Cell:
    return Cell(cell.outcome)


# From the narrowest to the widest.
_WIDER: tuple[Callable[[Cell], Cell], ...] = (
    _as_counted,
    _of_structure,
    _of_epci,
    _of_departement,
    _of_the_site,
    _of_all_themes,
)


def merged(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The cells to keep of exact counts, each of `LEAST` or more.

    What is less waits for the next wider cell, with all that waits there; it joins a cell that is kept
    already, whatever it is. What is still less than `LEAST` over the whole site, for one outcome, is dropped.
    """
    kept: dict[Cell, int] = {}
    waiting = {cell: n for cell, n in counts.items() if n}
    for wider in _WIDER:
        pools: dict[Cell, int] = defaultdict(int)
        for cell, n in waiting.items():
            pools[wider(cell)] += n
        settled = {pool for pool, n in pools.items() if n >= LEAST or pool in kept}
        for pool in settled:
            kept[pool] = kept.get(pool, 0) + pools[pool]
        waiting = {cell: n for cell, n in waiting.items() if wider(cell) not in settled}
    return kept


@dataclass(frozen=True, slots=True)
class Pool:
    """Options of one question that are told together, and how many chose one of them: `LEAST` or more.

    `main` is the one of them that has `LEAST` or more by itself, the others having less than that in all;
    empty where the option is alone, or where each of them has less.
    """

    options: tuple[str, ...]
    n: int
    main: str = ""

    def bounds(self, wanted: frozenset[str]) -> tuple[int, int]:
        """The least and the most that chose one of `wanted`, as far as this pool tells."""
        inside = [option for option in self.options if option in wanted]
        if len(inside) == len(self.options):
            return self.n, self.n
        if not inside:
            return 0, 0
        few = LEAST - 1
        if self.main:
            return (
                (max(self.n - few, LEAST), self.n) if self.main in wanted else (0, min(few, self.n - LEAST))
            )
        outside = len(self.options) - len(inside)
        return max(0, self.n - few * outside), min(self.n, few * len(inside))


def pooled(counts: Mapping[str, int]) -> list[Pool]:
    """The answers to one question as they may be told: each option is in one pool, each pool has `LEAST` or
    more, and an option that nobody chose is told no more than one that four chose.

    Options with less than `LEAST` are put together; if they have less than that in all, they go with the
    least of the others. None at all of fewer than `LEAST` answers.
    """
    if sum(counts.values()) < LEAST:
        return []
    alone = {option: n for option, n in counts.items() if n >= LEAST}
    few = {option: n for option, n in counts.items() if n < LEAST}
    if not few:
        return [Pool((option,), n) for option, n in alone.items()]
    left = sum(few.values())
    if left >= LEAST:
        return [*(Pool((option,), n) for option, n in alone.items()), Pool(tuple(few), left)]
    least = min(alone, key=lambda option: alone[option])
    return [
        *(Pool((option,), n) for option, n in alone.items() if option != least),
        Pool((least, *few), alone[least] + left, least),
    ]
