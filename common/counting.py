# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked and what becomes of it, as numbers: no line says who, when in the day, in which words.

    count(Outcome.NOTHING, place="77288", theme="francais")

adds one in this process's memory and does nothing else: no query, no file. What was added is taken out each
minute by whoever keeps it (`taken`), and given back where it could not be kept (`give_back`).
"""

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.utils import timezone


class Outcome(StrEnum):
    """What became of a question, or what was done with an answer."""

    NEAR = "pres"
    FAR = "loin"
    FOUND = "trouve"
    NOTHING = "rien"
    CALLED = "appel"
    ITINERARY = "itineraire"
    PRINTED = "imprime"
    CONTACTED = "message"


# What is done with one structure.
ACTS = frozenset({Outcome.CALLED, Outcome.ITINERARY, Outcome.PRINTED, Outcome.CONTACTED})
# The first answer stands at this distance or less.
NEAR_M = 5_000
# Where no theme was asked for.
NO_THEME = "aucun"


class Counted(NamedTuple):
    """What one number counts. `month` is its first day; `place` the official code of a commune, an EPCI or a
    département, empty where there is none; `structure` the number of the one that an act is about, 0 for a
    question."""

    month: date
    place: str
    theme: str
    outcome: Outcome
    structure: int = 0


# Between two minutes: how often one act on one structure counts in this process, so that a script that
# repeats it does not make the month; and how many different numbers are held at most.
MOST_ACTS = 20
_MOST_NUMBERS = 100_000

_lock = threading.Lock()
_counts: Counter[Counted] = Counter()


def count(
    outcome: Outcome, *, place: str = "", theme: str = "", structure: int = 0, day: date | None = None
) -> None:
    """Add one, today or on that day (in the site's own time)."""
    month = (day or timezone.localdate()).replace(day=1)
    counted = Counted(month, place, theme or NO_THEME, outcome, structure)
    with _lock:
        held = _counts[counted]
        if outcome in ACTS and held >= MOST_ACTS:
            return
        if held or len(_counts) <= _MOST_NUMBERS:
            _counts[counted] = held + 1


def taken() -> dict[Counted, int]:
    """What was counted since the last time, which is then no more here."""
    global _counts
    with _lock:
        out, _counts = _counts, Counter()
    return {counted: n for counted, n in out.items() if n}


def give_back(counts: Mapping[Counted, int]) -> None:
    """Take again what could not be kept."""
    with _lock:
        _counts.update(counts)
