# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that rooms above derive for their own search: checked and made again by the same two commands."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beside:
    """What a room derives: its name in French, in the plural; `rebuild` makes every row again and says of how
    many records; `drift` gives the numbers of those whose rows are not what they would be, and changes
    nothing."""

    name: str
    rebuild: Callable[[], int]
    drift: Callable[[], list[int]]


_ROOMS: list[Beside] = []


def also(room: Beside) -> None:
    """Have a room's rows checked and made again with the rest; meant for the `ready` of an app."""
    if room not in _ROOMS:
        _ROOMS.append(room)


def rooms() -> tuple[Beside, ...]:
    """Every room that derives rows for a search, in the order of the applications."""
    return tuple(_ROOMS)
