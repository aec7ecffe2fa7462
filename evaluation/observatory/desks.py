# SPDX-License-Identifier: AGPL-3.0-or-later
"""What structures counted at their desks, as everyone reads it: no number is of fewer than three of them."""

from collections import Counter
from dataclasses import dataclass

from evaluation import plots, words
from evaluation.grid import totals
from evaluation.observatory.asked import Asked


@dataclass(frozen=True, slots=True)
class Line:
    """A theme, its demands, and the bar beside them."""

    name: str
    n: int
    bar: tuple[plots.Part, ...]


@dataclass(frozen=True, slots=True)
class Desks:
    """The demands of a period by theme, the most of them first; `are_examples` where they are invented."""

    lines: list[Line]
    are_examples: bool

    @property
    def n(self) -> int:
        """All of them."""
        return sum(line.n for line in self.lines)


def told(asked: Asked) -> Desks | None:
    """The demands of what an address asks; None where none can be told."""
    counted: Counter[str] = Counter()
    for about, n in totals.told(asked.period.first, asked.period.last).items():
        if asked.epci in ("", about.epci) and asked.theme in ("", about.theme):
            counted[about.theme] += n
    if not counted:
        return None
    order = sorted(counted, key=lambda theme: (theme == "", -counted[theme], theme))
    most = max(counted.values())
    lines = [
        Line(words.theme_text(code), counted[code], plots.plain_bar(counted[code], most)) for code in order
    ]
    return Desks(lines, not totals.of_real_ones())
