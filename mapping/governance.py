# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who decides of the directory, as staff write it: read by everyone, written with a history, taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import Organisation
from common.deadlocks import again_after_deadlock
from history import record_rows, undoing
from history.context import acting
from history.kinds import Kind
from history.models import Act, Cause, Event
from history.since import first_before
from mapping.kinds import GOVERNANCE, GOVERNING_BODY, OF_GOVERNANCE
from mapping.models import Governance, GoverningBody, GoverningSeat

_NUMBERS = tuple(kind.number for kind in OF_GOVERNANCE)
# So many acts are listed.
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Body:
    """A body as the public page tells it: those of its organisations that have a public page, and the
    functions that are named, one a line."""

    record: GoverningBody
    organisations: list[Organisation]
    functions: list[str]


class Moved(Exception):
    """Somebody wrote, since what the editor saw, what they write too: nothing was. `fields` says by name what
    is held now."""

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__(", ".join(sorted(fields)))
        self.fields = fields


class Gone(Exception):
    """Somebody removed, meanwhile, the body that was to be written."""


def written() -> Governance:
    """What is said of the whole; an empty one, that is not kept, where staff wrote nothing."""
    return Governance.objects.filter(pk=Governance.ONLY).first() or Governance(pk=Governance.ONLY)


def bodies() -> list[Body]:
    """The bodies in their order. Two queries."""
    found = list(GoverningBody.objects.all())
    seats = GoverningSeat.objects.filter(organisation__is_public=True).select_related("organisation")
    by_body: dict[int, list[Organisation]] = {}
    for seat in seats.order_by("organisation__name", "pk"):
        by_body.setdefault(seat.body_id, []).append(seat.organisation)
    return [
        Body(
            one,
            by_body.get(one.pk, []),
            [line.strip() for line in one.functions.splitlines() if line.strip()],
        )
        for one in found
    ]


def last_change() -> datetime | None:
    """When any of it was last written; None where nothing ever was."""
    last = Event.objects.filter(kind__in=_NUMBERS).order_by("-act").values("act")[:1]
    return Act.objects.filter(pk__in=last).values_list("at", flat=True).first()


def ever_written() -> bool:
    """Whether anything of it was ever written, be it removed since."""
    return Event.objects.filter(kind__in=_NUMBERS).exists()


def last_event(kind: Kind, number: int) -> int:
    """The last event of a record: the version that a form shows; 0 for none."""
    found = Event.objects.filter(kind=kind.number, object=number).order_by("-pk")
    return found.values_list("pk", flat=True).first() or 0


def acts() -> list[int]:
    """The numbers of the last acts that changed any of it, the last first."""
    events = Event.objects.filter(kind__in=_NUMBERS).order_by("-act")
    return list(events.values_list("act", flat=True).distinct()[:SHOWN])


def write(values: Mapping[str, Any], by: Any, seen: int) -> set[str]:
    """Write what is said of the whole, by field, where it differs; the names of what changed.

    `seen` is the last event that the editor saw. Raises Moved.
    """

    def once() -> set[str]:
        with acting(Cause.EDIT, by):
            if not any(values.values()) and not Governance.objects.exists():
                return set()
            held, _made = Governance.objects.get_or_create(pk=Governance.ONLY)
            return _write(GOVERNANCE, held, values, seen)

    return again_after_deadlock(once)


def make_body(values: Mapping[str, Any], organisations: Iterable[Organisation], by: Any) -> GoverningBody:
    """Write a new body, as one act with its organisations."""
    with acting(Cause.EDIT, by):
        body = GoverningBody.objects.create(**values)
        GoverningSeat.objects.bulk_create(
            [GoverningSeat(body=body, organisation=one) for one in dict.fromkeys(organisations)]
        )
    return body


def write_body(
    number: int,
    values: Mapping[str, Any],
    organisations: Iterable[Organisation],
    shown: Iterable[int],
    by: Any,
    seen: int,
) -> set[str]:
    """Write a body where it differs; the names of what changed, `organisations` among them.

    `shown` numbers the organisations that the form showed: those that somebody else added meanwhile stay.
    Raises Moved, and Gone where the body was removed meanwhile.
    """

    def once() -> set[str]:
        with acting(Cause.EDIT, by):
            record_rows.lock(GOVERNING_BODY.table, [number])
            held = GoverningBody.objects.filter(pk=number).first()
            if held is None:
                raise Gone
            changed = _write(GOVERNING_BODY, held, values, seen)
            mine, before = {one.pk for one in organisations}, set(shown)
            sitting = set(held.seats.values_list("organisation", flat=True))
            gone, new = (before - mine) & sitting, mine - before - sitting
            held.seats.filter(organisation__in=gone).delete()
            GoverningSeat.objects.bulk_create(
                [GoverningSeat(body=held, organisation_id=one) for one in sorted(new)]
            )
            return changed | ({"organisations"} if gone or new else set())

    return again_after_deadlock(once)


def remove_body(number: int, by: Any) -> str:
    """Remove a body with its seats, as one act; its name. Raises Gone."""
    with acting(Cause.EDIT, by):
        record_rows.lock(GOVERNING_BODY.table, [number])
        held = GoverningBody.objects.filter(pk=number).first()
        if held is None:
            raise Gone
        name = held.nom
        held.delete()
    return name


def undo(number: int, by: Any) -> undoing.Undone | None:
    """Take back an act that changed the governance and nothing else; None for any other."""
    act = Act.objects.filter(pk=number).first()
    kinds = set(Event.objects.filter(act=number).order_by().values_list("kind", flat=True).distinct())
    if act is None or not kinds or kinds - set(_NUMBERS):
        return None
    return again_after_deadlock(lambda: undoing.undo(act, by))


def _write(kind: Kind, held: Any, values: Mapping[str, Any], seen: int) -> set[str]:
    """Write the fields that the editor changed, who saw the event `seen`. What somebody else wrote in them
    since, and says something else, is Moved."""
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
        # What staff write is no example any more.
        for name, value in {**taken, "is_example": False}.items():
            setattr(held, name, value)
        held.save(update_fields=[*taken, "is_example"])
    return set(taken)


def _in_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
