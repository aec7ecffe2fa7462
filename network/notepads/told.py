# SPDX-License-Identifier: AGPL-3.0-or-later
"""How notepads are told in a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mapping.presentation import short_name
from network.groups.told import group_names
from network.models import Audience
from network.paths import path_of


@dataclass(frozen=True, slots=True)
class Line:
    """A notepad in a list; `group` is the name of its group, for who may know of it."""

    url: str
    title: str
    group: str
    is_for_members: bool
    is_example: bool
    sections: int
    updated_at: datetime


def lines(notepads: Iterable[Any], user: Any) -> list[Line]:
    """Notepads with how many sections each has (`section_count`), as a list tells them to `user`. One query
    beside theirs, none where none is of a group."""
    held = list(notepads)
    names = group_names(held, user)
    return [
        Line(
            path_of(one),
            short_name(one.title, one.is_example),
            names.get(one.group_id or 0, ""),
            one.audience == Audience.MEMBERS,
            one.is_example,
            one.section_count,
            one.updated_at,
        )
        for one in held
    ]
