# SPDX-License-Identifier: AGPL-3.0-or-later
"""What other rooms have waiting for a person, or tell them, as « Mon espace » shows it. Who knows says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Awaited:
    """A line: its pictogram, its title, a sentence, where it leads and by which word; `count` things that
    wait, 0 where it only tells."""

    pictogram: str
    title: str
    note: str
    url: str
    act: str
    count: int = 0


# Of a person and the numbers of the structures that they answer for.
Asker = Callable[[User, Sequence[int]], Sequence[Awaited]]
_askers: list[Asker] = []


def asked_of(asker: Asker) -> None:
    """Declare what waits for people; meant for the `ready` of an app."""
    if asker not in _askers:
        _askers.append(asker)


def awaited(user: User, structures: Sequence[int]) -> list[Awaited]:
    """What waits for a person who answers for these structures, in the order in which it was declared."""
    return [one for asker in _askers for one in asker(user, structures)]
