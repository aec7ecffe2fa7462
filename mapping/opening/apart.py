# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk's hours and those of what takes place there, where one is closed on a day of the other."""

from mapping.opening.grid import grid_of


def days_apart(desk: str, service: str) -> list[int]:
    """The days of the week (Monday is 0) on which a service has hours and the desk where it takes place has
    none. None where either says no hours of a week, or more than a grid holds."""
    open_desk, open_service = grid_of(desk), grid_of(service)
    if open_desk is None or open_service is None:
        return []
    if not any(day.stretches for day in open_desk.days):
        return []
    pairs = zip(open_desk.days, open_service.days, strict=True)
    return [number for number, (one, other) in enumerate(pairs) if other.stretches and not one.stretches]
