# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which acts were taken back already, and stand no more."""

from collections import defaultdict
from collections.abc import Iterable

from history import kinds
from history.models import Act, Event, Operation

_Parts = set[tuple[int, int, str]]


def taken_back(acts: Iterable[int]) -> dict[int, bool]:
    """Those of these acts that another took back, and was not taken back itself: whether the whole of the act
    was, or a part. A part that nobody took back is still there to be."""
    asked = set(acts)
    undoers = _undoers(asked)
    standing = {number: _standing(undoers.get(number, ()), undoers) for number in asked}
    found = {number: by for number, by in standing.items() if by}
    parts = _parts({*found, *(number for by in found.values() for number in by)})
    return {number: parts[number] <= set().union(*(parts[one] for one in by)) for number, by in found.items()}


def _undoers(acts: set[int]) -> dict[int, list[int]]:
    """By act, those that took it back, and so on of these."""
    found: dict[int, list[int]] = defaultdict(list)
    asked = acts
    while asked:
        pairs = Act.objects.filter(undoes__in=asked).order_by("pk").values_list("undoes", "pk")
        asked = set()
        for undone, number in pairs:
            found[undone or 0].append(number)
            asked.add(number)
    return found


def _standing(some: Iterable[int], undoers: dict[int, list[int]]) -> list[int]:
    return [number for number in some if not _standing(undoers.get(number, ()), undoers)]


def _parts(acts: set[int]) -> dict[int, _Parts]:
    """By act, the columns that it changed of each record that people are told of; a record that it made or
    removed is one part."""
    found: dict[int, _Parts] = defaultdict(set)
    events = Event.objects.filter(act__in=acts).order_by()
    for act, number, record, operation, before, after in events.values_list(
        "act", "kind", "object", "operation", "before", "after"
    ):
        kind = kinds.kind(number)
        if not kind.told:
            continue
        if operation == Operation.CHANGED:
            columns = {*(before or {}), *(after or {})} - {*kind.left_out, *kind.quiet}
            found[act] |= {(number, record, kind.today(name)) for name in columns}
        else:
            found[act].add((number, record, ""))
    return found
