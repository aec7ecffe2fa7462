# SPDX-License-Identifier: AGPL-3.0-or-later
"""What would be online once something is brought back: tried, told in words, and taken out again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from django.db import transaction

from accounts.roles import role_of
from history.context import acting, current_act
from history.models import Act, Cause, Event, Operation
from history.recent import Recent
from history.visible import VisibleEvent, visible_events
from mapping.changes.listing import Item, told

Done = TypeVar("Done")

_SHOWN = 200


class _Tried(Exception):
    """Ends a transaction that was only to see."""


def foreseen(doing: Callable[[], Done], user: Any) -> tuple[Done | None, Item | None]:
    """What `doing` gives, and what it would put online as the history would tell it; None for nothing told.
    Nothing is written.

    `doing` is one act of cause RESTORE, or gives what undid one (`history.undoing.Undone`). Whatever it
    raises is raised.
    """
    done, seen = None, None
    try:
        with transaction.atomic():
            with acting(Cause.RESTORE, user):
                done = doing()
                made = getattr(done, "act", None)
                number = made.pk if made else current_act()
            seen = _told(number, user)
            raise _Tried
    except _Tried:
        return done, seen


def _told(number: int | None, user: Any) -> Item | None:
    if number is None:
        return None
    act = Act.objects.select_related("by").get(pk=number)
    role = role_of(user)
    found = list(Event.objects.filter(act=act, need__lte=role).order_by("pk")[: _SHOWN + 1])
    events = [_whole(one, role) for one in visible_events(found[:_SHOWN], role)]
    items = told([Recent(act, events, len(found) > _SHOWN)], user) if events else []
    return items[0] if items else None


def _whole(one: VisibleEvent, role: int) -> VisibleEvent:
    """A record that is made again has no columns of its own: those with which it had gone."""
    if one.event.operation != Operation.CREATED:
        return one
    went = (
        Event.objects.filter(
            kind=one.event.kind, object=one.event.object, operation=Operation.REMOVED, pk__lt=one.event.pk
        )
        .order_by("-pk")
        .first()
    )
    gone = visible_events([went], role) if went else []
    columns = {name: (None, before) for name, (before, _after) in gone[0].columns.items()} if gone else {}
    return replace(one, columns=columns)
