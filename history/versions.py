# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a record was at a moment of its history, and back to it."""

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError
from django.db.models import Q

from common.deadlocks import again_after_deadlock
from history import record_rows
from history.context import acting
from history.exposure import exposed
from history.kinds import Kind
from history.models import Cause, Event, Operation
from history.record_rows import Row
from history.since import first_before
from history.visible import visible_events

# How many events are read at once to find one that a role is told of: most are.
_LOOKED_AT = 20


def version(kind: Kind, number: int, after: int) -> Row | None:
    """The record as it was once the event `after` had happened (0: before any); None where it was not there.

    Today's row, with what came since taken back from the last event to the first. A column that did not
    exist yet is as it is today.
    """
    row = record_rows.read(kind, number)
    since = Event.objects.filter(kind=kind.number, object=number, pk__gt=after).order_by("-pk")
    for event in since:
        if event.operation == Operation.CREATED:
            row = None
        else:
            before = {kind.today(name): value for name, value in (event.before or {}).items()}
            row = before if event.operation == Operation.REMOVED else {**(row or {}), **before}
    return row


class Moved(Exception):
    """Somebody wrote, since what the person saw, columns that would be put back: nothing was.

    `columns` holds what each says now, by name.
    """

    def __init__(self, columns: Row) -> None:
        super().__init__(", ".join(sorted(columns)))
        self.columns = columns


class Exposed(Exception):
    """More people would see what was asked back than saw it then: nothing was written. `columns` names it."""

    def __init__(self, columns: set[str]) -> None:
        super().__init__(", ".join(sorted(columns)))
        self.columns = columns


def restore(
    kind: Kind,
    number: int,
    after: int,
    by=None,
    columns: set[str] | None = None,
    seen: int | None = None,
) -> set[str]:
    """Put the record, or some of its columns, back to what it was after an event; the columns that changed.

    One act, which can itself be undone. A record that was removed is made again, with its number. `seen` is
    the last event that the person saw (`last_event`): Moved is raised where it would put back what someone
    wrote after it; Exposed, where it would show to more people what was hidden from them then. Raises
    LookupError where there was no record at the moment asked, its place is taken, or what it would belong to
    or be told to is gone. Then nothing is written.
    """
    try:
        return again_after_deadlock(lambda: _restore(kind, number, after, by, columns, seen))
    except IntegrityError:
        raise LookupError(f"{kind.code} {number}: what it named after event {after} is gone.") from None


def _restore(
    kind: Kind, number: int, after: int, by: Any, columns: set[str] | None, seen: int | None
) -> set[str]:
    with acting(Cause.RESTORE, by):
        root = Event.objects.filter(kind=kind.number, object=number).values_list("root", flat=True).first()
        if kind.root_table:
            record_rows.lock(kind.root_table, [root or number])
        wanted, held = version(kind, number, after), record_rows.read(kind, number)
        if wanted is None:
            raise LookupError(f"{kind.code} {number} was not there after event {after}.")
        if held is None:
            if kind.hides_with_root:
                hidden = _hidden_since(kind, number, after)
                if shown := exposed(kind, wanted, wanted, wanted.keys(), hidden):
                    raise Exposed(shown)
            if not record_rows.insert(kind, [wanted]):
                raise LookupError(f"{kind.code} {number}: another record has its identifier.")
            record_rows.check_references()
            return set(wanted)
        asked = (
            held.keys() if columns is None else {other for name in columns for other in kind.together(name)}
        )
        changed = {
            name: wanted[name]
            for name in asked
            if name in wanted and name in held and name not in kind.left_out and wanted[name] != held[name]
        }
        if seen is not None:
            since = first_before(kind, number, seen)
            if moved := {
                name: held[name]
                for name in changed
                if name in since and since[name] != held[name] and name not in kind.quiet
            }:
                raise Moved(moved)
        shown = exposed(kind, wanted, held | changed, changed.keys(), _hidden_since(kind, number, after))
        if shown:
            raise Exposed(shown)
        record_rows.write(kind, {number: changed})
        record_rows.check_references()
        return set(changed)


def _hidden_since(kind: Kind, number: int, after: int) -> Row:
    """By column of today, the role that it needed at the first event that changed it."""
    hidden: Row = {}
    events = Event.objects.filter(kind=kind.number, object=number, pk__gt=after).order_by("pk")
    for said, before in events.values_list("hidden", "before"):
        for name in before or {}:
            hidden.setdefault(kind.today(name), said.get(name, 0))
    return hidden


def last_event(root: int, role: int | None = None) -> int:
    """The number of the last event of a record and what belongs to it that a role is told of (None: of any):
    the version that it sees; 0 for none.

    It stands in pages: what is written that is hidden from the role leaves it as it is.
    """
    events = Event.objects.filter(root=root).order_by("-pk")
    if role is None:
        return events.values_list("pk", flat=True).first() or 0
    told = events.filter(need__lte=role)
    while some := list(told[:_LOOKED_AT]):
        if seen := visible_events(some, role):
            return seen[0].event.pk
        told = told.filter(pk__lt=some[-1].pk)
    return 0


def last_event_of(kind: Kind, number: int, columns: Collection[str]) -> int:
    """The number of the last event that wrote one of these columns of a record, by today's names: the version
    of them that a reader sees; 0 for none.

    Whatever else is written of the record, hidden or not, leaves it as it is.
    """
    names = [*columns, *(old for old, today in kind.renamed if today in columns)]
    events = Event.objects.filter(kind=kind.number, object=number)
    wrote = events.filter(Q(before__has_any_keys=names) | ~Q(operation=Operation.CHANGED))
    return wrote.order_by("-pk").values_list("pk", flat=True).first() or 0
