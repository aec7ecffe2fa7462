# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of the history a role may be told: what it sees now and saw then, the stricter of the two."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from history import kinds
from history.context import current_act
from history.kinds import Kind
from history.models import Event, Operation

_Needs = dict[str, int]


@dataclass(frozen=True, slots=True)
class VisibleEvent:
    """An event as a role is told it: by column, what it said before and after, none where it was made."""

    event: Event
    columns: dict[str, tuple[Any, Any]]


def visible_events(events: Iterable[Event], role: int) -> list[VisibleEvent]:
    """Those of the events that the role may know of, in their order, with the columns that it may read."""
    events = [event for event in events if event.need <= role]
    numbers = defaultdict(set)
    for event in events:
        numbers[event.kind].add(event.object)
    now = {
        (number, key): needs
        for number, objects in numbers.items()
        for key, needs in _needs_now(kinds.kind(number), objects).items()
    }
    seen = (_as_visible(event, now[event.kind, event.object], role) for event in events)
    return [one for one in seen if one is not None]


def needs_of(kind: Kind, number: int) -> dict[str, int]:
    """The least role that may know of a record today, under « * », and of each column that needs a higher
    one; nothing where there is no such record."""
    return _needs_now(kind, {number}).get(number, {})


def changes_for_everyone(kind: Kind, number: int) -> bool:
    """Whether the current act changed something of a record that is hidden from nobody."""
    events = Event.objects.filter(act=current_act(), kind=kind.number, object=number)
    event = events.order_by("-id").first()
    if event is None or event.need > 0:
        return False
    columns = {*(event.before or {}), *(event.after or {})} - {*event.hidden, *kind.quiet, *kind.left_out}
    return bool(columns) or event.operation != Operation.CHANGED


def _as_visible(event: Event, now: _Needs, role: int) -> VisibleEvent | None:
    if now.get("*", 0) > role:
        return None
    before, after = event.before or {}, event.after or {}
    # Columns that follow any edit would tell that something hidden was changed.
    follows = set(kinds.kind(event.kind).left_out)
    columns = {
        name: (before.get(name), after.get(name))
        for name in (before.keys() | after.keys()) - follows
        if max(event.hidden.get(name, 0), now.get(name, 0)) <= role
    }
    # A change of hidden columns alone did not happen for who may not see them.
    return VisibleEvent(event, columns) if columns or event.operation != Operation.CHANGED else None


def _needs_now(kind: Kind, numbers: set[int]) -> dict[int, _Needs]:
    """What each record needs today; what it needed when it went, where it is gone."""
    statement = sql.SQL(
        "SELECT r.id, ({needs})::text FROM {table} r CROSS JOIN LATERAL (SELECT {root} AS root) AS held "
        "WHERE r.id = ANY (%s)"
    ).format(
        needs=sql.SQL(kind.needs.format(row="r")),
        root=sql.SQL(kind.root.format(row="r")),
        table=sql.Identifier(kind.table),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(numbers)])
        found = {number: json.loads(text) for number, text in cursor.fetchall()}
    gone = Event.objects.filter(
        kind=kind.number, object__in=numbers - found.keys(), operation=Operation.REMOVED
    ).order_by("pk")
    return found | {event.object: {"*": event.need, **event.hidden} for event in gone}
