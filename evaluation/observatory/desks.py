# SPDX-License-Identifier: AGPL-3.0-or-later
"""What structures counted at their desks, as everyone reads it: no number is of fewer than three of them."""

from collections import Counter
from dataclasses import dataclass

from django.core.cache import cache

from evaluation import plots, words
from evaluation.grid import totals
from evaluation.grid.totals import Demands
from evaluation.observatory.asked import Asked
from evaluation.periods import Period

_KEPT_S = 600


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
    """The demands of what an address asks; None where none can be told. A week that is filled late is there
    some minutes after."""
    counted: Counter[str] = Counter()
    numbers, are_examples = _numbers(asked.period)
    for about, n in numbers.items():
        if asked.epci in ("", about.epci) and asked.theme in ("", about.theme):
            counted[about.theme] += n
    if not counted:
        return None
    order = sorted(counted, key=lambda theme: (theme == "", -counted[theme], theme))
    most = max(counted.values())
    lines = [
        Line(words.theme_text(code), counted[code], plots.plain_bar(counted[code], most)) for code in order
    ]
    return Desks(lines, are_examples)


def _numbers(period: Period) -> tuple[dict[Demands, int], bool]:
    """What everyone may read and whether it is invented, kept for some minutes: it is added up from each week
    of each structure."""
    key = f"evaluation:desks:{period.first}:{period.last}"
    found: tuple[dict[Demands, int], bool] | None = cache.get(key)
    if found is None:
        found = totals.told(period.first, period.last), not totals.of_real_ones()
        cache.set(key, found, _KEPT_S)
    return found
