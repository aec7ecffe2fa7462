"""Run the damaged addresses through the pipeline and count: right, wrong, left to a person."""

import math
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from geopy.distance import great_circle

from bench.geocoding.damage import CLASSES, Damage
from bench.geocoding.documents import Truth
from geocoding.pipeline import Outcome, Pipeline, Text

RIGHT_WITHIN_M = 250
_CHUNK = 2000


@dataclass(slots=True)
class Tally:
    """Counts over some addresses. `accepted` are positions given as exact addresses without asking anyone."""

    asked: int = 0
    present: int = 0
    present_waiting: int = 0
    accepted: int = 0
    right: int = 0
    wrong_commune: int = 0
    found: int = 0
    street: int = 0
    street_right: int = 0
    waiting: int = 0
    absent_street: int = 0
    absent_street_accepted: int = 0
    absent_number: int = 0
    absent_number_accepted: int = 0
    lines: Counter = field(default_factory=Counter)

    def __iadd__(self, other: "Tally") -> "Tally":
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    def count(self, truth: Truth, outcome: Outcome) -> str:
        """Count one answer; what is wrong with it, "" when nothing is."""
        self.asked += 1
        self.lines[outcome.verdict.line] += 1
        self.present += not truth.removed
        metres = _metres(truth, outcome)
        other_commune = outcome.precision in ("address", "street") and outcome.commune != truth.citycode
        fault = ""
        if outcome.waits:
            self.waiting += 1
            self.present_waiting += not truth.removed
        if truth.removed == "street":
            self.absent_street += 1
            if outcome.precision in ("address", "street"):
                self.absent_street_accepted += 1
                fault = "absent street accepted"
        elif truth.removed == "number":
            self.absent_number += 1
            if outcome.precision == "address":
                self.absent_number_accepted += 1
                fault = "absent number accepted"
        if outcome.precision == "address":
            self.accepted += 1
            if metres <= RIGHT_WITHIN_M:
                self.right += 1
                self.found += not truth.removed
            else:
                fault = fault or f"{metres:.0f} m away"
        elif outcome.precision == "street":
            self.street += 1
            self.street_right += not other_commune and truth.removed != "street"
        if other_commune:
            self.wrong_commune += 1
            fault = "wrong commune"
        return fault


@dataclass(frozen=True, slots=True)
class Case:
    damage: str
    truth: Truth
    text: Text


def cases(
    truths: list[Truth], per_class: int, seed: int, damages: tuple[Damage, ...] = CLASSES
) -> list[Case]:
    """Damaged addresses, `per_class` of each class, present and removed ones drawn alike."""
    made = []
    for damage in damages:
        rng = random.Random(f"{seed}-{damage.__name__}")
        count = 0
        for truth in rng.sample(truths, len(truths)):
            text = damage(truth, rng)
            if text is None:
                continue
            made.append(Case(damage.__name__, truth, replace(text, key=f"{damage.__name__}-{count}")))
            count += 1
            if count == per_class:
                break
    return made


def run(pipeline: Pipeline, asked: list[Case], faults: list | None = None) -> dict[str, Tally]:
    """Geocode damaged addresses; counts by class of damage. `faults` collects what went wrong."""
    tallies: dict[str, Tally] = {}
    for start in range(0, len(asked), _CHUNK):
        chunk = asked[start : start + _CHUNK]
        for case, outcome in zip(chunk, pipeline.locate(case.text for case in chunk), strict=True):
            fault = tallies.setdefault(case.damage, Tally()).count(case.truth, outcome)
            if faults is not None and (fault or (outcome.precision != "address" and not case.truth.removed)):
                faults.append((fault, case, outcome))
    return tallies


def total(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole += tally
    return whole


def upper_bound(events: int, trials: int) -> float:
    """The upper end of the two-sided 95 % Clopper-Pearson interval of a share: exact, found by bisection."""
    if trials == 0:
        return math.nan
    if events >= trials:
        return 1.0
    low, high = events / trials, 1.0
    for _step in range(60):
        middle = (low + high) / 2
        if _at_most(events, trials, middle) > 0.025:
            low = middle
        else:
            high = middle
    return high


def _at_most(events: int, trials: int, share: float) -> float:
    """The probability of at most `events` in `trials` when each has probability `share`."""
    if share <= 0:
        return 1.0
    logs = (
        math.lgamma(trials + 1)
        - math.lgamma(k + 1)
        - math.lgamma(trials - k + 1)
        + k * math.log(share)
        + (trials - k) * math.log1p(-share)
        for k in range(events + 1)
    )
    return sum(math.exp(log) for log in logs)


def _metres(truth: Truth, outcome: Outcome) -> float:
    if outcome.lat is None:
        return math.inf
    return great_circle((truth.lat, truth.lon), (outcome.lat, outcome.lon)).m
