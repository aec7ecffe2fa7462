# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a report holds, as plain values: figures, a drawing of months, tables whose first column is words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from evaluation.periods import Period
from evaluation.plots import Columns
from mapping.presentation import listed

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in words; None is « none, or too few »."""

    name: str
    value: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title; `sheet` is its name in a workbook, of 31 letters at most. Where `bar` is a column,
    the number there is drawn beside each row: the largest whole, or as a share of the column `of`."""

    title: str
    sheet: str
    header: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    note: str = ""
    bar: int | None = None
    of: int | None = None

    def is_words(self, place: int) -> bool:
        """Whether a column has words, and not numbers."""
        return any(isinstance(row[place], str) for row in self.rows)

    def share(self, row: tuple[Cell, ...]) -> int:
        """How long the bar of a row is, of a hundred; 0 without one."""
        if self.bar is None:
            return 0
        numbers = [row[self.of]] if self.of is not None else [one[self.bar] for one in self.rows]
        most = max((n for n in numbers if isinstance(n, int)), default=0)
        own = row[self.bar]
        if not most or not isinstance(own, int) or not own:
            return 0
        return max(1, round(100 * own / most))


@dataclass(frozen=True, slots=True)
class Report:
    """What a report is of, its months, when it was made. `heading` names the sort of report it is; `about` is
    where it is of, in words; `until` says up to when it tells, where it does not tell all of its months;
    `invented` is what of it is invented, in words, empty of a report that tells what was counted."""

    heading: str
    title: str
    period: Period
    day: date
    figures: list[Figure]
    tables: list[Table]
    months: Columns | None = None
    invented: Sequence[str] = ()
    notes: list[str] = field(default_factory=list)
    about: str = ""
    until: str = ""

    @property
    def example(self) -> str:
        """What is said above it of what is invented; empty where nothing is."""
        if not self.invented:
            return ""
        return f"Exemple. Sont inventés, pour montrer ce bilan : {listed(self.invented)}."
