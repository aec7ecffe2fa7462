# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was written of a structure in the fields that the members of a group alone read, as they are told it.

The history knows roles alone, and tells it to staff: who belongs to the group is asked here first, and is
then told, of these fields, what staff would be.
"""

from typing import Any

from accounts.readers import reader_of
from accounts.roles import Role
from history.models import Event
from mapping.changes.listing import Item, told_inside
from mapping.kinds import GROUP_VALUE
from mapping.models import GroupField, GroupValue

SHOWN = 30
_MEMBERS = GroupField.Audience.MEMBERS


def changes_for_members(structure: int, user: Any) -> list[Item]:
    """The last acts on the fields of the groups of `user` that their members alone read, the last first; none
    for staff, whom the history tells them."""
    reader = reader_of(user)
    if reader.role is not Role.PROFESSIONAL:
        return []
    seen: Any = GroupField.objects.live().seen_by(reader)
    theirs = seen.filter(is_inside=True).select_related("group")
    fields = [one.pk for one in theirs if one.read_by is _MEMBERS]
    values = GroupValue.objects.filter(structure=structure, field__in=fields).values_list("pk", flat=True)
    if not fields or not (numbers := list(values)):
        return []
    events = Event.objects.filter(kind=GROUP_VALUE.number, object__in=numbers)
    return told_inside(events, SHOWN, user)
