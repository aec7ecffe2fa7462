# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verdict on two records: one, perhaps one, or two; a table read from the top, as the geocoding's.

What is joined without a person must never be wrong: nothing may speak strongly against it. What is
put to a person may be wrong now and then.
"""

import enum
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from data.same_place.comparison import Comparison, Door, Said, Shared, compare
from data.same_place.described import Described
from data.same_place.names import Names
from data.same_place.table import AT_FIRST, SAME_SPOT_M, Line, lines_of

# From these points on: sure enough to be joined, worth a person's look, shown to who is about to write.
SURE, WORTH_A_LOOK, WORTH_SHOWING = 8, 1, -3
# Two points are one unit of the logistic regression that they come from.
_POINTS_OF_A_UNIT = 2


class Decision(enum.IntEnum):
    """What becomes of two records."""

    TWO = 0
    ASK = 1
    ONE = 2


@dataclass(frozen=True)
class Verdict:
    """What two records say together. `points` is the sum of the evidence, `name` the line that decided."""

    comparison: Comparison
    lines: tuple[Line, ...]

    @cached_property
    def points(self) -> int:
        """The sum of the evidence."""
        return AT_FIRST + sum(line.points for line in self.lines)

    @property
    def sureness(self) -> float:
        """How sure it is that they are one, from 0 to 1."""
        return round(1 / (1 + math.exp(-self.points / _POINTS_OF_A_UNIT)), 4)

    @property
    def stopped(self) -> bool:
        """Whether something speaks against joining them without a person."""
        return any(line.stops for line in self.lines)

    @property
    def speaks_for(self) -> list[Line]:
        """What speaks for their being one, the most telling first."""
        return sorted((line for line in self.lines if line.points > 0), key=lambda line: -line.points)

    @property
    def speaks_against(self) -> list[Line]:
        """What speaks against it, the most telling first."""
        return sorted((line for line in self.lines if line.points < 0), key=lambda line: line.points)

    @property
    def says_nothing(self) -> list[Line]:
        """What is told and counts for nothing, in the order of the table."""
        return [line for line in self.lines if not line.points]

    @cached_property
    def decided_by(self) -> "Rule":
        """The first rule that applies."""
        return next(rule for rule in RULES if rule.applies(self))

    @property
    def decision(self) -> Decision:
        """What becomes of them."""
        return self.decided_by.decision


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, what is decided, of which verdicts it decides."""

    name: str
    decision: Decision
    applies: Callable[[Verdict], bool]


def _at_one_place(c: Comparison) -> bool:
    if c.door in (Door.OTHER, Door.NUMBER):
        return False
    if c.metres is not None:
        return c.metres <= SAME_SPOT_M
    return c.commune is Said.SAME and c.door in (Door.SAME, Door.STREET)


def _contradicted(c: Comparison) -> bool:
    """Another telephone or another e-mail address, and neither the same: perhaps the desk beside."""
    return Said.OTHER in (c.phone, c.mail) and Said.SAME not in (c.phone, c.mail)


def _one_desk(c: Comparison) -> bool:
    """The telephone and the e-mail address of one place alone, at one door, and no name adds a trade."""
    if c.trade not in (Said.SAME, Said.PARTLY):
        return False
    return c.phone is c.mail is Said.SAME and c.door in (Door.SAME, Door.STREET) and _at_one_place(c)


def _one_establishment(c: Comparison) -> bool:
    """One SIRET, in one commune or under one name, and no other trade."""
    return (
        c.siret is Said.SAME
        and Said.OTHER not in (c.trade, c.mobile, c.branch)
        and c.name >= Names.SHARED
        and (c.commune is Said.SAME or c.name >= Names.PART)
    )


RULES: tuple[Rule, ...] = (
    Rule("one-siret", Decision.ONE, lambda v: _one_establishment(v.comparison)),
    Rule("stopped", Decision.ASK, lambda v: v.stopped and v.points >= WORTH_A_LOOK),
    Rule(
        "one-name-one-place",
        Decision.ONE,
        lambda v: (
            not v.stopped
            and v.points >= SURE
            and v.comparison.name is Names.SAME
            and not _contradicted(v.comparison)
            and _at_one_place(v.comparison)
        ),
    ),
    Rule(
        "one-desk",
        Decision.ONE,
        lambda v: (
            not v.stopped and v.points >= SURE and v.comparison.name is Names.NEAR and _one_desk(v.comparison)
        ),
    ),
    Rule("alike", Decision.ASK, lambda v: v.points >= WORTH_A_LOOK),
    # Nothing but a name, and the same: a person looks.
    Rule("equal", Decision.ASK, lambda v: v.comparison.identical and not v.stopped),
    Rule("two", Decision.TWO, lambda v: True),
)


def judge(a: Described, b: Described, shared: Shared | None = None) -> Verdict:
    """The verdict on two records; the same whichever comes first."""
    return weigh(compare(a, b, shared))


def weigh(comparison: Comparison) -> Verdict:
    """The verdict on what two records say."""
    return Verdict(comparison, tuple(lines_of(comparison)))
