# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who decides of the directory, as staff write it: read by everyone, written with a history, taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Organisation
from common.deadlocks import again_after_deadlock
from history import record_rows
from history.context import acting
from history.models import Act, Cause, Event
from history.undoing import Undone
from mapping import staff_records
from mapping.kinds import GOVERNANCE, GOVERNING_BODY, OF_GOVERNANCE
from mapping.models import Governance, GoverningBody, GoverningSeat
from mapping.staff_records import Gone

_NUMBERS = tuple(kind.number for kind in OF_GOVERNANCE)


@dataclass(frozen=True, slots=True)
class Body:
    """A body as the public page tells it: those of its organisations that have a public page, and the
    functions that are named, one a line."""

    record: GoverningBody
    organisations: list[Organisation]
    functions: list[str]


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


def acts() -> list[int]:
    """The numbers of the last acts that changed any of it, the last first."""
    return staff_records.acts(OF_GOVERNANCE)


def write(values: Mapping[str, Any], by: Any, seen: int) -> set[str]:
    """Write what is said of the whole, by field, where it differs; the names of what changed.

    `seen` is the last event that the editor saw. Raises Moved.
    """

    def once() -> set[str]:
        with acting(Cause.EDIT, by):
            if not any(values.values()) and not Governance.objects.exists():
                return set()
            held, _made = Governance.objects.get_or_create(pk=Governance.ONLY)
            return staff_records.write(GOVERNANCE, held, values, seen)

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
            changed = staff_records.write(GOVERNING_BODY, held, values, seen)
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


def undo(number: int, by: Any) -> Undone | None:
    """Take back an act that changed the governance and nothing else; None for any other."""
    return staff_records.undo(number, by, OF_GOVERNANCE)
