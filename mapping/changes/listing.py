# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acts as a page lists them: who, when, by which road, and what changed, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.readers import Reader
from accounts.roles import Role, role_of
from history.models import Act, Cause, Event
from history.recent import BY_PERSONS, EVENTS_OF_AN_ACT, Asked, Recent, act_before, latest
from history.visible import VisibleEvent, visible_events
from mapping import permissions
from mapping.changes.authors import Author, Authors
from mapping.changes.known import Known, names_for
from mapping.changes.roads import UNDONE_HERE, road_of
from mapping.changes.subjects import also_editable, known_of
from mapping.changes.told import Entry, entries
from mapping.models import Structure

PAGE = 20
_CURSOR = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Item:
    """An act as a page tells it. `more`: it did more than is told here. `is_undone`: it was taken back, and
    that was not. `takes_out`: it took back what its lines tell as before. `may_undo`: the reader may take
    back some of it, `may_mark`: say that they looked at it."""

    act: Act
    at: datetime
    author: Author
    road: str
    note: str
    entries: list[Entry]
    roots: list[Known]
    more: bool
    is_seen: bool
    is_undone: bool
    takes_out: bool
    may_undo: bool
    may_mark: bool
    last_event: int

    @property
    def cursor(self) -> str:
        """What the address of the next page says of the last act of this one."""
        return cursor_of(self.at)

    @property
    def is_reading(self) -> bool:
        """Whether it only says that somebody read it and found it right."""
        return all(entry.is_reading for entry in self.entries)

    @property
    def is_of_many(self) -> bool:
        """Whether it is told by its records alone: an import, a merge of many."""
        return self.more or len(self.roots) > 3 or self.act.cause == Cause.IMPORT


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of acts, and where the next one begins; empty where there is none."""

    items: list[Item]
    older: str


def cursor_of(moment: datetime) -> str:
    """A moment, to the microsecond, as an address says it."""
    return moment.astimezone(UTC).strftime(_CURSOR)


def moment_of(cursor: str) -> datetime | None:
    """The moment that an address says; None for what says none."""
    try:
        return datetime.strptime(cursor, _CURSOR).replace(tzinfo=UTC)
    except ValueError:
        return None


def listing(
    asked: Asked,
    user: Any,
    before: datetime | None = None,
    limit: int = PAGE,
    inside: Role | None = None,
) -> Listing:
    """The acts that are asked for, the last first, from a moment on backwards; `inside` as `told` has it."""
    role = role_of(user) if inside is None else inside
    named = {} if before is None else {"before": act_before(before)}
    # A page ends between two transactions: of the acts of one, which have one moment, none is lost.
    found = latest(asked, role, limit + 10, **named)
    end = min(limit, len(found))
    while 0 < end < len(found) and found[end].act.at == found[end - 1].act.at:
        end += 1
    items = told(found[:end], user, inside)
    if asked.by is not None:
        # Whose act it is must be known to whoever asks by it.
        items = [one for one in items if one.author.account == asked.by]
    return Listing(items, cursor_of(found[end - 1].act.at) if len(found) > end else "")


def told_inside(events: QuerySet[Event], most: int, user: Any) -> list[Item]:
    """The last acts among these events, at most so many and the last first, as staff are told them: for a
    caller who found that `user` belongs to what all of them are of."""
    numbers = list(events.order_by("-act").values_list("act", flat=True).distinct()[:most])
    acts = Act.objects.select_related("by", "patrol").in_bulk(numbers)
    by_act: dict[int, list[VisibleEvent]] = {number: [] for number in numbers}
    for one in visible_events(events.filter(act__in=numbers).order_by("pk"), Role.STAFF):
        by_act[one.event.act_id].append(one)
    found = [
        Recent(acts[number], seen[:EVENTS_OF_AN_ACT], len(seen) > EVENTS_OF_AN_ACT)
        for number, seen in by_act.items()
        if seen and number in acts
    ]
    return told(found, user, Role.STAFF)


def told(found: Sequence[Recent], user: Any, inside: Role | None = None) -> list[Item]:
    """These acts, as `user` is told them; as the role `inside` is, and by whom, where the caller found that
    they belong to what all of them are of."""
    role = role_of(user) if inside is None else inside
    # Of what somebody belongs to, the history tells nothing: it is told by role alone.
    events = [one for recent in found for one in recent.told]
    known_roots = known_of({one.event.root for one in events if one.event.root}, role)
    names = names_for(events, Reader(role), known_roots)
    authors = Authors((recent.act for recent in found), user)
    changeable = _numbers(permissions.changeable, user, role, list(names.roots))
    editable = _numbers(permissions.editable, user, role, list(names.roots))
    editable |= also_editable(user, names.roots.keys() - editable)
    undone = _undone([recent.act for recent in found], role)
    items = []
    for recent in found:
        is_undone = recent.act.pk in undone
        # What was written in spite, and is gone, is read by nobody who could not have taken it back.
        if role < Role.PROFESSIONAL and (is_undone or recent.act.cause == Cause.UNDO):
            continue
        told_of = entries(recent.told, names, role)
        if not told_of:
            continue
        numbers = {one.event.root for one in recent.told}
        roots = [known for number in numbers if number and (known := names.roots.get(number))]
        roots.sort(key=lambda one: (one.name, one.id))
        # What is gone is nobody's to see the place of.
        sees = inside is not None or (
            len(roots) == len(numbers) and all(known.sees_place or known.id in changeable for known in roots)
        )
        patrol = getattr(recent.act, "patrol", None)
        author = authors.of(recent.act, sees)
        items.append(
            Item(
                act=recent.act,
                at=recent.act.at,
                author=author,
                road=road_of(recent.act),
                note=recent.act.note if role >= Role.PROFESSIONAL and (sees or role is Role.STAFF) else "",
                entries=told_of,
                roots=roots,
                more=recent.more,
                is_seen=patrol is not None,
                is_undone=is_undone,
                takes_out=recent.act.cause in (Cause.UNDO, Cause.RESTORE),
                may_undo=recent.act.cause in UNDONE_HERE
                and not is_undone
                and bool(editable & {one.id for one in roots}),
                may_mark=(
                    role >= Role.PROFESSIONAL
                    and patrol is None
                    and recent.act.cause in (*BY_PERSONS, Cause.CONFIRM)
                    and not author.is_reader
                ),
                last_event=max(one.event.pk for one in recent.told),
            )
        )
    return items


def _undone(acts: Sequence[Act], role: Role) -> set[int]:
    """The numbers of those that were taken back, as far as the role is told of it, and not done again."""
    again = Act.objects.filter(undoes=OuterRef("act"))
    back = Event.objects.filter(~Exists(again), act__undoes__in=[one.pk for one in acts], need__lte=role)
    return {number for (number,) in back.order_by().values_list("act__undoes") if number} if acts else set()


def _numbers(of: Callable[[Any], QuerySet[Structure]], user: Any, role: Role, numbers: list[int]) -> set[int]:
    """Those of some structures that are among the user's."""
    if role < Role.PROFESSIONAL or not numbers:
        return set()
    if role is Role.STAFF:
        return set(numbers)
    return set(of(user).filter(pk__in=numbers).order_by().values_list("pk", flat=True))
