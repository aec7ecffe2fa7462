# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was written of a group, as its members are told it. The history, which knows roles alone, tells it to
staff: the page asks first who belongs to it, then tells them what staff would be told."""

from typing import Any

from accounts.models import Group
from accounts.roles import Role
from common.deadlocks import again_after_deadlock
from history import undoing
from history.models import Act, Event
from history.recent import EVENTS_OF_AN_ACT, Recent
from history.visible import visible_events
from mapping.changes.listing import Item, told
from network.kinds import GROUP

SHOWN = 50


def changes_of(group: Group, reader: Any) -> list[Item]:
    """The last acts on a group, the last first, as who reads its inside is told them."""
    events = Event.objects.filter(kind=GROUP.number, object=group.pk)
    numbers = list(events.order_by("-act").values_list("act", flat=True).distinct()[:SHOWN])
    acts = Act.objects.select_related("by", "patrol").in_bulk(numbers)
    by_act: dict[int, list[Any]] = {number: [] for number in numbers}
    for one in visible_events(events.filter(act__in=numbers).order_by("pk"), Role.STAFF):
        by_act[one.event.act_id].append(one)
    found = [
        Recent(acts[number], seen[:EVENTS_OF_AN_ACT], len(seen) > EVENTS_OF_AN_ACT)
        for number, seen in by_act.items()
        if seen and number in acts
    ]
    return told(found, reader, Role.STAFF)


def undo(group: Group, number: int, by: Any) -> undoing.Undone | None:
    """Take back an act that changed this group and nothing else; None for any other, and for its making."""
    act = Act.objects.filter(pk=number).first()
    events = Event.objects.filter(act=number).order_by()
    of = set(events.values_list("kind", "object").distinct())
    if act is None or of != {(GROUP.number, group.pk)} or events.filter(operation="I").exists():
        return None
    return again_after_deadlock(lambda: undoing.undo(act, by))
