# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers that are kept, added up: what was asked and what became of it, what was done with the answers.

Sums of cells of five or more, each thing counted being in one cell: nothing smaller can be found by taking
one sum from another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet, Sum

from common.counting import ACTS, Outcome
from evaluation.models import UseCell
from evaluation.periods import Period

# What may become of a question, in the order in which it is told.
ANSWERS = (Outcome.NEAR, Outcome.FAR, Outcome.FOUND, Outcome.NOTHING)
DONE = (Outcome.CALLED, Outcome.ITINERARY, Outcome.PRINTED, Outcome.CONTACTED)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many by outcome; what is not there is unknown: none, or fewer than five."""

    by_outcome: Mapping[str, int] = field(default_factory=dict)

    def of(self, outcome: str) -> int | None:
        """How many; None where it is unknown."""
        return self.by_outcome.get(outcome)

    @property
    def asked(self) -> int:
        """The questions, whatever became of them."""
        return sum(self.by_outcome.get(outcome, 0) for outcome in ANSWERS)

    @property
    def done(self) -> int:
        """What was done with the answers."""
        return sum(self.by_outcome.get(outcome, 0) for outcome in ACTS)

    @property
    def nothing(self) -> int | None:
        """The questions that found nothing."""
        return self.by_outcome.get(Outcome.NOTHING)


def cells(period: Period, *, epci: str = "", theme: str = "", structure: int = 0) -> QuerySet[UseCell]:
    """The cells of a period: of one EPCI, one theme, one structure, or all of them."""
    found = UseCell.objects.filter(month__range=(period.first, period.last)).order_by()
    for name, value in (("epci", epci), ("theme", theme), ("structure", structure)):
        if value:
            found = found.filter(**{name: value})
    return found


def numbers(of: QuerySet[UseCell]) -> Numbers:
    """All of them together."""
    return Numbers(dict(of.values_list("outcome").annotate(Sum("n"))))


def by(of: QuerySet[UseCell], name: str) -> dict[object, Numbers]:
    """By the values of one field: `month`, `theme`, `epci`."""
    found: dict[object, dict[str, int]] = {}
    for value, outcome, n in of.values_list(name, "outcome").annotate(Sum("n")):
        found.setdefault(value, {})[outcome] = n
    return {value: Numbers(counted) for value, counted in found.items()}


def are_examples() -> bool:
    """Whether the numbers are those that a first run shows, and nothing was counted yet."""
    return UseCell.objects.filter(is_example=True).exists()
