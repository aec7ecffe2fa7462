# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff write of the whole directory, which is of no structure: written with a history, taken back."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from common.deadlocks import again_after_deadlock
from history import record_rows, undoing
from history.kinds import Kind
from history.models import Act, Event
from history.since import first_before

# So many acts are listed.
SHOWN = 30


class Moved(Exception):
    """Somebody wrote, since what the editor saw, what they write too: nothing was. `fields` says by name what
    is held now."""

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__(", ".join(sorted(fields)))
        self.fields = fields


class Gone(Exception):
    """Somebody removed, meanwhile, what was to be written."""


def last_event(kind: Kind, number: int) -> int:
    """The last event of a record: the version that a form shows; 0 for none."""
    found = Event.objects.filter(kind=kind.number, object=number).order_by("-pk")
    return found.values_list("pk", flat=True).first() or 0


def acts(kinds: Iterable[Kind]) -> list[int]:
    """The numbers of the last acts that changed a record of these kinds, the last first."""
    events = Event.objects.filter(kind__in=[kind.number for kind in kinds]).order_by("-act")
    return list(events.values_list("act", flat=True).distinct()[:SHOWN])


def undo(number: int, by: Any, kinds: Iterable[Kind]) -> undoing.Undone | None:
    """Take back an act that changed records of these kinds and nothing else; None for any other."""
    act = Act.objects.filter(pk=number).first()
    found = set(Event.objects.filter(act=number).order_by().values_list("kind", flat=True).distinct())
    if act is None or not found or found - {kind.number for kind in kinds}:
        return None
    return again_after_deadlock(lambda: undoing.undo(act, by))


def write(kind: Kind, held: Any, values: Mapping[str, Any], seen: int) -> set[str]:
    """Write the fields that the editor changed, who saw the event `seen`; their names. What somebody else
    wrote in them since, and says something else, is Moved. What staff write is no example any more."""
    record_rows.lock(kind.table, [held.pk])
    held.refresh_from_db()
    since = first_before(kind, held.pk, seen)
    taken: dict[str, Any] = {}
    moved: dict[str, Any] = {}
    for name, wanted in values.items():
        now = getattr(held, name)
        if wanted == now or (name in since and _in_json(wanted) == since[name]):
            continue
        if name in since and since[name] != _in_json(now):
            moved[name] = now
        else:
            taken[name] = wanted
    if moved:
        raise Moved(moved)
    if taken:
        also = {"is_example": False} if hasattr(held, "is_example") else {}
        for name, value in {**taken, **also}.items():
            setattr(held, name, value)
        held.save(update_fields=[*taken, *also])
    return set(taken)


def _in_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
