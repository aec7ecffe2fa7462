# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a structure went that was merged into another one, or made again by its source."""

from django.db.models import Q

from data.models import Duplicate
from history.models import Cause, Event, Operation
from mapping.kinds import STRUCTURE
from mapping.models import Status, Structure

# Merges one after the other; more would be a ring.
_MOST = 10


def kept_instead_of(number: int) -> int | None:
    """The structure that one was merged into, and that one again, as long as it goes; None for one that was
    not, or was split since."""
    found, here = None, number
    for _time in range(_MOST):
        if Structure.objects.filter(pk=here).exclude(status=Status.CLOSED).exists():
            return found
        pair = (
            Duplicate.objects.filter(Q(first_id=here) | Q(second_id=here), state=Duplicate.State.MERGED)
            .order_by("-decided_at", "-pk")
            .first()
        )
        if pair is None:
            return None
        here = found = pair.second_id if pair.first_id == here else pair.first_id
    return None


def made_again(number: int) -> int | None:
    """The structure that its source made again, under the same identifier, once an import that had made one
    was undone; None for any other."""
    removed = (
        Event.objects.filter(
            kind=STRUCTURE.number, object=number, operation=Operation.REMOVED, act__cause=Cause.UNDO
        )
        .order_by("-pk")
        .values_list("before", flat=True)
        .first()
    )
    source, known_as = ((removed or {}).get(name, "") for name in ("source", "source_id"))
    if not source or not known_as:
        return None
    again = Structure.objects.filter(source=source, source_id=known_as).exclude(status=Status.CLOSED)
    return again.order_by("-pk").values_list("pk", flat=True).first()
