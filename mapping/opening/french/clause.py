# SPDX-License-Identifier: AGPL-3.0-or-later
"""A clause of a text: days, and what is said of them."""

from dataclasses import dataclass, field

from mapping.opening.french.times import Pair, check_parts, is_of, merged, pairs_of, stretches, taken_out
from mapping.opening.grid import Stretch
from mapping.opening.tokens import Kind, NotUnderstood, Token


@dataclass
class Clause:
    """Days and what is said of them: `said` has times, parts of the day, appointments and marks, in order;
    `without` the times that are taken out of them; `after_break` that a line or a sentence begins here."""

    after_break: bool = False
    after_and: bool = False
    days: list[Token] = field(default_factory=list)
    excepted: list[Token] = field(default_factory=list)
    said: list[Token] = field(default_factory=list)
    without: list[int] = field(default_factory=list)
    closed_parts: list[str] = field(default_factory=list)
    closed: bool = False
    is_pause: bool = False  # « fermé entre 12h et 14h »: it is of the clause before
    places: set[str] = field(default_factory=set)
    meeting: bool | None = None

    @property
    def has_times(self) -> bool:
        """Whether times are said of its days."""
        return any(token.kind is Kind.TIME for token in self.said)

    @property
    def opens(self) -> bool:
        """Whether it opens its days."""
        return self.has_times and not self.closed

    def spans(self) -> list[Stretch]:
        """Its stretches, on appointment or not. Raises NotUnderstood."""
        pairs = pairs_of(self.said)
        spans = stretches([moment for pair in pairs for moment in pair.moments])
        if len(spans) != len(pairs):
            # « 00:00 - 00:00 » beside others: which is on appointment?
            if self.meeting is not None or any(t.kind is not Kind.TIME for t in self.said if t.raw == ""):
                raise NotUnderstood
        else:
            check_parts(self.said, spans)
            asked = self._asked(pairs)
            spans = [Stretch(one.start, one.end, flag) for one, flag in zip(spans, asked, strict=True)]
        spans = merged(spans)
        if self.without:
            spans = taken_out(spans, self.without)
        for part in self.closed_parts:
            if any(is_of(part, span) for span in spans) or part == "journee":
                raise NotUnderstood
        return spans

    def _asked(self, pairs: list["Pair"]) -> list[bool]:
        """Which of its stretches are on appointment."""
        if self.meeting is not None:
            if any(pair.meeting is not None for pair in pairs):
                raise NotUnderstood
            return [self.meeting] * len(pairs)
        flags: list[bool | None] = []
        unsaid = 0
        for pair in pairs:
            flags.append(pair.meeting)
            unsaid += 1
            if pair.meeting is not None:
                # « 9h-12h, 14h-17h sur rdv »: the afternoon, or both?
                if unsaid > 1 and any(one.parted for one in pairs[len(flags) - unsaid + 1 : len(flags)]):
                    raise NotUnderstood
                flags[-unsaid:] = [pair.meeting] * unsaid
                unsaid = 0
        if unsaid and unsaid < len(pairs):
            raise NotUnderstood
        return [bool(flag) for flag in flags]


def mentions_meeting(clause: Clause) -> bool:
    """Whether an appointment is said of some of its times."""
    return any(token.kind is Kind.MEETING for token in clause.said)
