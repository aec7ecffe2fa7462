# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was written of a group, as its members are told it. The history, which knows roles alone, tells it to
staff: the page asks first who belongs to it, then tells them what staff would be told."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Group
from common.deadlocks import again_after_deadlock
from history import undoing
from history.models import Act, Event
from mapping.changes.listing import Item, told_inside
from mapping.kinds import GROUP_FIELD
from network.kinds import GROUP

SHOWN = 50


def changes_of(group: Group, reader: Any) -> list[Item]:
    """The last acts on a group, the last first, as who reads its inside is told them."""
    return told_inside(_of(group), SHOWN, reader)


def exposes(number: int) -> bool:
    """Whether an act changed who reads a field, or what may be said in it: taking it back could open what was
    written since to more people, or leave it without a meaning."""
    changed = Event.objects.filter(act=number, kind=GROUP_FIELD.number, operation="U")
    return changed.filter(before__has_any_keys=["audience", "kind", "choices"]).exists()


def _of(group: Group) -> QuerySet[Event]:
    """What was done of a group and of its fields, those that are no more included."""
    fields = list(group.fields.values_list("pk", flat=True))
    of_field = Q(object__in=fields) | Q(before__group_id=group.pk)
    return Event.objects.filter(Q(kind=GROUP.number, object=group.pk) | Q(of_field, kind=GROUP_FIELD.number))


def undo(group: Group, number: int, by: Any) -> undoing.Undone | None:
    """Take back an act that changed this group and nothing else; None for any other, and for its making."""
    act = Act.objects.filter(pk=number).first()
    events = Event.objects.filter(act=number).order_by()
    of = set(events.values_list("kind", "object").distinct())
    its_own = {(GROUP.number, group.pk)} | {
        (GROUP_FIELD.number, number) for number in group.fields.values_list("pk", flat=True)
    }
    if act is None or not of or not of <= its_own or events.filter(operation="I").exists():
        return None
    return again_after_deadlock(lambda: undoing.undo(act, by))
