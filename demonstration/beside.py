# SPDX-License-Identifier: AGPL-3.0-or-later
"""What rooms above add to a demonstration once its structures are there: examples too, each marked so."""

from collections.abc import Callable
from datetime import date

from demonstration.scope import Scope

Filler = Callable[[Scope, date], int]
_fillers: list[Filler] = []


def filled_by(filler: Filler) -> None:
    """Declare who adds examples, and says how many; meant for the `ready` of an app."""
    if filler not in _fillers:
        _fillers.append(filler)


def fill(scope: Scope, today: date) -> int:
    """Have all of them add theirs; how many examples that is."""
    return sum(filler(scope, today) for filler in _fillers)
