# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed lately in a place: acts, the last first, with what a role may be told of them there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection
from psycopg import sql

from history.models import Act, Cause, Event
from history.visible import VisibleEvent, visible_events

# An act may be an import of thousands: so many of its events are told, and that there are more.
EVENTS_OF_AN_ACT = 20
# Acts of which a role is told nothing are passed over, so many at a time and so many times.
_ROUNDS = 10

# Each step is one look in the index of the place, however many events an act has there.
_ACTS = sql.SQL(
    """
    WITH RECURSIVE stepped (act, n) AS (
        (SELECT e.act_id, 1 FROM history_event e WHERE {where} AND e.act_id < %(before)s
         ORDER BY e.act_id DESC LIMIT 1)
        UNION ALL
        SELECT older.act_id, s.n + 1
        FROM stepped s
        CROSS JOIN LATERAL (
            SELECT e.act_id FROM history_event e WHERE {where} AND e.act_id < s.act
            ORDER BY e.act_id DESC LIMIT 1
        ) AS older
        WHERE s.n < %(limit)s
    )
    SELECT act FROM stepped ORDER BY act DESC
    """
)
_EVENTS = sql.SQL(
    """
    SELECT e.id
    FROM unnest(%(acts)s::bigint[]) AS a (act)
    CROSS JOIN LATERAL (
        SELECT e.id FROM history_event e
        WHERE {where} AND e.act_id = a.act AND e.need <= %(role)s
        ORDER BY e.id LIMIT %(events)s
    ) AS e
    """
)
_LAST = 9_223_372_036_854_775_807
# A change of what is hidden from the role, and nothing else, did not happen for it.
_TOLD = sql.SQL(
    """
    e.need <= %(role)s AND (
        e.hidden = '{}' OR e.operation <> 'U' OR EXISTS (
            SELECT FROM jsonb_object_keys(e.before) AS changed (name)
            WHERE coalesce((e.hidden ->> changed.name)::smallint, 0) <= %(role)s
                AND changed.name <> 'updated_at'
        )
    )
    """
)
# What a person does: what someone else may want to look at.
BY_PERSONS = (Cause.EDIT, Cause.API, Cause.ADMIN, Cause.REVIEW, Cause.UNDO, Cause.RESTORE)
_OF_CAUSES = sql.SQL(
    "EXISTS (SELECT FROM history_act a WHERE a.id = e.act_id AND a.cause = ANY (%(causes)s))"
)
_UNSEEN = sql.SQL(
    """
    EXISTS (
        SELECT FROM history_act a
        WHERE a.id = e.act_id AND a.cause = ANY (%(persons)s)
            AND coalesce(a.by_id <> ALL (%(trusted)s::bigint[]), true)
    )
    AND NOT EXISTS (SELECT FROM history_patrol p WHERE p.act_id = e.act_id)
    """
)
# The acts of one account, each if it did something that is asked for.
_ACTS_BY = sql.SQL(
    """
    SELECT a.id FROM history_act a
    WHERE a.by_id = %(by)s AND a.id < %(before)s AND a.id > %(floor)s
        AND EXISTS (SELECT FROM history_event e WHERE e.act_id = a.id AND {where})
    ORDER BY a.id DESC LIMIT %(limit)s
    """
)


class Where(StrEnum):
    """The column of an event that says where it was."""

    COMMUNE = "place"
    EPCI = "epci"
    DEPARTEMENT = "departement"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which acts: of a place (all of them without a code) or a root, of an account, of causes, of roots that
    `also` names (SQL on an event `e`, with `values`), `unseen` by anybody but its author; numbered above
    `floor`. Nobody need look at what the accounts `trusted` did."""

    where: Where = Where.DEPARTEMENT
    code: str = ""
    root: int | None = None
    by: int | None = None
    causes: tuple[Cause, ...] = ()
    unseen: bool = False
    trusted: tuple[int, ...] = ()
    floor: int = 0
    also: sql.SQL | sql.Composed | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def place(self) -> sql.Composable:
        """The condition on an event of where it was."""
        if self.root is not None:
            return sql.SQL("e.root = %(root)s")
        if not self.code:
            return sql.SQL("true")
        # The index holds what is somewhere.
        return sql.SQL("e.{0} = %(code)s AND e.{0} <> ''").format(sql.Identifier(self.where.value))

    def condition(self) -> sql.Composable:
        """The condition on an event of all that is asked."""
        parts = [self.place(), _TOLD]
        if self.floor:
            parts.append(sql.SQL("e.act_id > %(floor)s"))
        if self.causes:
            parts.append(_OF_CAUSES)
        if self.unseen:
            parts.append(_UNSEEN)
        if self.also is not None:
            parts.append(self.also)
        return sql.SQL(" AND ").join(parts)

    def parameters(self, role: int) -> dict[str, Any]:
        """What the conditions name."""
        return {
            "code": self.code, "root": self.root, "by": self.by, "role": int(role), "floor": self.floor,
            "causes": [str(one) for one in self.causes], "persons": [str(one) for one in BY_PERSONS],
            "trusted": list(self.trusted), **self.values,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recent:
    """An act, what of it is told, and whether it did more there than is told here."""

    act: Act
    told: list[VisibleEvent]
    more: bool


def recent(where: Where, code: str, role: int, limit: int = 20, before: int = _LAST) -> list[Recent]:
    """The last acts that changed something there and that the role may know of, the last first.

    `before` is the number of the last act of the page before.
    """
    return latest(Asked(where, code), role, limit, before)


def latest(asked: Asked, role: int, limit: int = 20, before: int = _LAST) -> list[Recent]:
    """The last acts that are asked for and that the role may know of, the last first, those numbered below
    `before`."""
    found: list[Recent] = []
    for _round in range(_ROUNDS):
        acts = _acts(asked, role, limit, before)
        found += _visible(asked, role, acts)
        if len(found) >= limit or len(acts) < limit:
            break
        before = acts[-1]
    return found[:limit]


def act_before(moment: datetime) -> int:
    """The number below which acts were before a moment: those of one transaction, which have the same, are
    all on one side."""
    at = Act.objects.filter(at=moment).order_by("pk").values_list("pk", flat=True).first()
    if at is not None:
        return at
    last = Act.objects.filter(at__lt=moment).order_by("-at", "-pk").values_list("pk", flat=True).first()
    return (last or 0) + 1


def _acts(asked: Asked, role: int, limit: int, before: int) -> list[int]:
    parameters = asked.parameters(role) | {"limit": limit, "before": before}
    statement = _ACTS if asked.by is None else _ACTS_BY
    return [number for (number,) in _asked(statement, asked.condition(), parameters)]


def _visible(asked: Asked, role: int, acts: Sequence[int]) -> list[Recent]:
    if not acts:
        return []
    parameters = asked.parameters(role) | {"acts": list(acts), "events": EVENTS_OF_AN_ACT + 1}
    told = sql.SQL(" AND ").join([asked.place(), _TOLD])
    numbers = [number for (number,) in _asked(_EVENTS, told, parameters)]
    events = Event.objects.filter(pk__in=numbers).order_by("pk")
    by_act: dict[int, list[VisibleEvent]] = defaultdict(list)
    for one in visible_events(events, role):
        by_act[one.event.act_id].append(one)
    held = Act.objects.select_related("by", "patrol").in_bulk(by_act)
    return [
        Recent(held[number], by_act[number][:EVENTS_OF_AN_ACT], len(by_act[number]) > EVENTS_OF_AN_ACT)
        for number in acts
        if by_act[number]
    ]


def _asked(statement: sql.SQL, condition: sql.Composable, parameters: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(where=condition), parameters)
        return cursor.fetchall()
