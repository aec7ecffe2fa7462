# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an act did of each record, and what happened to it after: what an undoing is judged on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from history.kinds import Kind
from history.models import Act, Cause, Event, Operation
from history.record_rows import Row

# The causes of what undoing, or putting back, other runs wrote: of runs that come before the act's it is
# nobody's word; of runs that come after it, it stands above and is no edit.
BELOW, ABOVE = "below", "above"


@dataclass(frozen=True, slots=True)
class Among:
    """What an act of a run is judged among.

    The runs that are applied (`standing`), whose values stay whatever they are, and those that did what they
    did before it (`below`; None where the act is no undoing).
    """

    standing: frozenset[int] = frozenset()
    below: frozenset[int] | None = None


ALONE = Among()


@dataclass(slots=True)
class Later:
    """A column that was written after the act: what it said at the act's end, by what causes, and whether a
    run that is still applied did."""

    was: Any
    causes: set[str] = field(default_factory=set)
    stands: bool = False


@dataclass(slots=True)
class Since:
    """One record of an act: whether it was there before and after it, and by column of today what it said
    before it (`before`), and at its end where it was written later (`later`)."""

    number: int
    was_there: bool
    is_there_after: bool
    last: int
    before: Row = field(default_factory=dict)
    hidden: dict[str, int] = field(default_factory=dict)
    later: dict[str, Later] = field(default_factory=dict)

    @property
    def whole(self) -> Row | None:
        """The record as it was before an act that removed it; None where the act made it too."""
        return self.before if self.was_there and not self.is_there_after else None

    def was(self, held: Row) -> Row:
        """The record as it was before an act that changed it."""
        return held | {name: later.was for name, later in self.later.items()} | self.before

    def moved(self, kind: Kind, held: Row, nobodys: Collection[str] = ()) -> set[str]:
        """The columns, of those that the act wrote, that say something else now; groups whole.

        What only acts of the causes `nobodys` wrote has not moved, nor has what is as before the act; what a
        run that stands wrote has, were it to the same value.
        """
        changed = {
            name
            for name, later in self.later.items()
            if name in held
            and (later.stands or (held[name] != later.was and not later.causes <= set(nobodys)))
        }
        written = self.before.keys() & held.keys() if self.was_there else held.keys()
        moved = {name for name in written if kind.together(name) & changed}
        return {name for name in moved if not self.was_there or held[name] != self.before[name]}

    def old(self, kind: Kind, held: Row, moved: Collection[str]) -> Row:
        """What to write to have the record as before the act, but for what moved since."""
        values = {
            name: self.before[name]
            for name in self.before.keys() & held.keys() - set(moved)
            if held[name] != self.before[name]
        }
        if set(moved) - {*kind.quiet} or not values.keys() - {*kind.left_out, *kind.quiet}:
            # Somebody wrote in it since: it was last touched now, and seen to last by them.
            for name in (*kind.left_out, *kind.quiet):
                values.pop(name, None)
        return values


def since(act: Act, kind: Kind, numbers: Iterable[int], among: Among = ALONE) -> list[Since]:
    """These records of an act, in the order of their numbers."""
    numbers = list(numbers)
    found = _written(act, kind, numbers)
    _add_later(act, kind, found, among)
    return [found[number] for number in sorted(found)]


def _written(act: Act, kind: Kind, numbers: list[int]) -> dict[int, Since]:
    events = Event.objects.filter(act=act, kind=kind.number, object__in=numbers).order_by("pk")
    found: dict[int, Since] = {}
    named = events.values_list("pk", "object", "operation", "before", "hidden")
    for pk, number, operation, before, hidden in named:
        one = found.setdefault(number, Since(number, operation != Operation.CREATED, True, pk))
        for name, role in hidden.items():
            one.hidden[kind.today(name)] = max(role, one.hidden.get(kind.today(name), 0))
        one.is_there_after, one.last = operation != Operation.REMOVED, pk
        # What the first of several said is what was there before them.
        one.before = _today(kind, before) | one.before
    return found


def _add_later(act: Act, kind: Kind, found: Mapping[int, Since], among: Among) -> None:
    if not found:
        return
    events = Event.objects.filter(
        kind=kind.number, object__in=list(found), pk__gt=min(one.last for one in found.values())
    ).exclude(act=act)
    named = events.order_by("pk").values_list("pk", "object", "before", "act__cause", "act__run")
    for pk, number, before, cause, run in named:
        if pk > found[number].last:
            stands = run in among.standing and cause != Cause.UNDO
            if cause == Cause.UNDO and run is not None and among.below is not None:
                cause = BELOW if run in among.below else ABOVE
            for name, value in _today(kind, before).items():
                later = found[number].later.setdefault(name, Later(value))
                later.causes.add(cause)
                later.stands |= stands


def _today(kind: Kind, before: Row | None) -> Row:
    return {kind.today(name): value for name, value in (before or {}).items()}


def first_before(kind: Kind, number: int, seen: int) -> Row:
    """By column of today, what a record said at the event `seen`, where it was written after it."""
    events = Event.objects.filter(kind=kind.number, object=number, pk__gt=seen).order_by("pk")
    said: Row = {}
    for before in events.values_list("before", flat=True):
        said = _today(kind, before) | said
    return said
