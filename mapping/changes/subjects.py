# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changes are of, besides structures: a room that holds others says here how they are told."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import models

from accounts.roles import Role
from history.kinds import Kind
from mapping.changes.columns import COLUMNS, Column
from mapping.changes.known import Known, structures_known

Changed = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Telling:
    """How the changes of a kind of record are told: what its columns are called, and what a record is in
    words, from its number, what changed of it and the role that reads; empty for the root itself."""

    kind: Kind
    model: type[models.Model]
    columns: Mapping[str, Column]
    what: Callable[[int, Changed, Role], str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a room's changes are of. `known` says by number which of its records a role may know of,
    `editable` which of them somebody may edit now."""

    tellings: tuple[Telling, ...]
    known: Callable[[set[int], Role], dict[int, Known]]
    editable: Callable[[Any, set[int]], set[int]]


class Refused(Exception):
    """An act is not this person's to take back; `str` of it is why, in a sentence for them. Nothing is."""


# What goes on around the taking back, by somebody, of an act on roots of these numbers; may raise `Refused`.
Around = Callable[[Any, set[int]], AbstractContextManager[None]]

_SUBJECTS: list[Subject] = []
_AROUND: list[Around] = []


def also(subject: Subject) -> None:
    """Have a room's changes told; meant for the `ready` of an app."""
    if subject not in _SUBJECTS:
        _SUBJECTS.append(subject)


def also_around(around: Around) -> None:
    """Have a room do what follows from the taking back of an act; meant for the `ready` of an app."""
    if around not in _AROUND:
        _AROUND.append(around)


def telling_of(kind: int) -> Telling | None:
    """How the changes of a kind are told by the room that declared it; None for those of structures."""
    every = (one for subject in _SUBJECTS for one in subject.tellings)
    return next((one for one in every if one.kind.number == kind), None)


def columns_of(kind: int) -> Mapping[str, Column] | None:
    """What the columns of a kind are called; None for a kind that is told nowhere."""
    telling = telling_of(kind)
    return telling.columns if telling else COLUMNS.get(kind)


def known_of(numbers: set[int], role: Role) -> dict[int, Known]:
    """The roots of these numbers that the role may know of, whatever they are."""
    known = structures_known(numbers, role)
    for subject in _SUBJECTS:
        if rest := numbers - known.keys():
            known |= subject.known(rest, role)
    return known


def also_editable(user: Any, numbers: set[int]) -> set[int]:
    """Those of these roots that are no structures and that somebody may edit now."""
    found: set[int] = set()
    for subject in _SUBJECTS:
        if rest := numbers - found:
            found |= subject.editable(user, rest)
    return found


@contextmanager
def around_undoing(user: Any, numbers: set[int]) -> Iterator[None]:
    """What goes on around the taking back by `user` of an act on these roots: what rooms do beside their own
    records. Raises Refused, and has nothing taken back."""
    with ExitStack() as stack:
        for around in _AROUND:
            stack.enter_context(around(user, numbers))
        yield
