# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a structure went that was merged into another one."""

from django.db.models import Q

from data.models import Duplicate
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
