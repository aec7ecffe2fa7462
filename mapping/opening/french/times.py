# SPDX-License-Identifier: AGPL-3.0-or-later
"""Times of a day as they are said, put together as the stretches that they mean."""

from dataclasses import dataclass
from itertools import pairwise

from mapping.opening.grid import DAY, Stretch
from mapping.opening.tokens import PARTS, Kind, NotUnderstood, Token

# A night: from this minute of a day to that of the next.
_EVENING, _MORNING = 17 * 60, 12 * 60


@dataclass
class Pair:
    """A beginning and an end; `parted` where a comma or a line stands before it."""

    moments: tuple[int, int]
    parted: bool = False
    meeting: bool | None = None


def pairs_of(said: list[Token]) -> list[Pair]:
    """Times two by two. Raises NotUnderstood where two may be something else than from one to the other."""
    found: list[Pair] = []
    begun: Token | None = None
    between: list[Token] = []
    bare = 0
    for token in said:
        if token.kind is not Kind.TIME:
            between.append(token)
            if token.kind is Kind.MEETING:
                if begun is not None or not found or found[-1].meeting is not None:
                    raise NotUnderstood
                found[-1].meeting = bool(token.value)
            continue
        if begun is None:
            parted = any(one.kind is Kind.BREAK or one.raw == "," for one in between)
            begun, between = token, []
            found.append(Pair((int(token.value), 0), parted and bool(found)))
            continue
        joined = [one.raw for one in between]
        if joined not in ([], ["-"], ["a"], ["au"], ["/"]) or (
            (begun.bare or token.bare) and joined in ([], ["/"])
        ):
            raise NotUnderstood
        bare += begun.bare and token.bare
        found[-1].moments = (int(begun.value), int(token.value))
        begun, between = None, []
    if begun is not None or not found:
        raise NotUnderstood
    # « 9-12 » may be a date; « 9-12 14-17 » is not.
    if bare == len(found) == 1:
        raise NotUnderstood
    return found


def stretches(values: list[int]) -> list[Stretch]:
    """Pairs of a start and an end, each after the one before; the last may end on the next morning. Raises
    NotUnderstood."""
    if len(values) % 2 or len(values) > 12:
        raise NotUnderstood
    # « 00:00 - 00:00 » is what a form writes for nothing.
    pairs = [pair for pair in zip(values[::2], values[1::2], strict=True) if pair != (0, 0)]
    if not pairs:
        return []
    start, end = pairs[-1]
    if end == 0:
        pairs[-1] = (start, DAY)
    elif end < start and start >= _EVENING and end <= _MORNING:
        pairs[-1] = (start, end + DAY)
    flat = [moment for pair in pairs for moment in pair]
    if any(later < earlier for earlier, later in pairwise(flat)) or any(a == b for a, b in pairs):
        raise NotUnderstood
    return [Stretch(*pair) for pair in pairs]


def merged(spans: list[Stretch]) -> list[Stretch]:
    """The stretches, one that begins where another ends, on appointment both or neither, being of it."""
    merged: list[Stretch] = []
    for span in spans:
        if merged and (merged[-1].end, merged[-1].appointment) == (span.start, span.appointment):
            merged[-1] = Stretch(merged[-1].start, span.end, span.appointment)
        else:
            merged.append(span)
    return merged


def together(some: list[Stretch], others: list[Stretch]) -> list[Stretch]:
    """The times of a day that two clauses give. Raises NotUnderstood where they overlap."""
    spans = sorted([*some, *others])
    if any(one.end > other.start for one, other in pairwise(spans)):
        raise NotUnderstood
    return spans


def taken_out(spans: list[Stretch], without: list[int]) -> list[Stretch]:
    """Stretches without a pause that one of them holds. Raises NotUnderstood where none does."""
    if len(without) != 2 or without[0] >= without[1]:
        raise NotUnderstood
    start, end = without
    for index, span in enumerate(spans):
        if span.start < start and end < span.end:
            halves = [Stretch(span.start, start, span.appointment), Stretch(end, span.end, span.appointment)]
            return spans[:index] + halves + spans[index + 1 :]
    raise NotUnderstood


def is_of(part: str, span: Stretch) -> bool:
    """Whether a stretch is of a part of the day."""
    first, last, end = PARTS[part]
    return first <= span.start < last and span.end <= end


def check_parts(said: list[Token], spans: list[Stretch]) -> None:
    """Raises NotUnderstood where « matin » is said of no times, or of those of an evening.

    Parts of the day stand before their times, or after them.
    """
    groups: list[tuple[str, list[Stretch]]] = []
    pending: list[Stretch] = []
    first = next((token.kind for token in said if token.kind in (Kind.PART, Kind.TIME)), None)
    number = times = 0
    for token in said:
        if token.kind is Kind.PART:
            if times % 2:
                raise NotUnderstood
            if first is Kind.TIME:
                groups.append((str(token.value), pending))
                pending = []
            else:
                groups.append((str(token.value), []))
        elif token.kind is Kind.TIME:
            times += 1
            if times % 2 == 0:
                (pending if first is Kind.TIME else groups[-1][1]).append(spans[number])
                number += 1
    if any(not of or not all(is_of(part, span) for span in of) for part, of in groups):
        raise NotUnderstood
