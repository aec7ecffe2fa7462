# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed lately in a place: acts, the last first, with what a role may be told of them there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection
from psycopg import sql

from history.models import Act, Event
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
        LIMIT %(events)s
    ) AS e
    """
)
_LAST = 9_223_372_036_854_775_807


class Where(StrEnum):
    """The column of an event that says where it was."""

    COMMUNE = "place"
    EPCI = "epci"
    DEPARTEMENT = "departement"


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
    found: list[Recent] = []
    for _round in range(_ROUNDS):
        acts = _acts(where, code, limit, before)
        found += _visible(where, code, role, acts)
        if len(found) >= limit or len(acts) < limit:
            break
        before = acts[-1]
    return found[:limit]


def _acts(where: Where, code: str, limit: int, before: int) -> list[int]:
    parameters = {"code": code, "limit": limit, "before": before}
    return [number for (number,) in _asked(_ACTS, where, parameters)]


def _visible(where: Where, code: str, role: int, acts: Sequence[int]) -> list[Recent]:
    parameters = {"code": code, "acts": list(acts), "role": role, "events": EVENTS_OF_AN_ACT + 1}
    numbers = [number for (number,) in _asked(_EVENTS, where, parameters)]
    events = Event.objects.filter(pk__in=numbers).order_by("pk")
    by_act: dict[int, list[VisibleEvent]] = defaultdict(list)
    for one in visible_events(events, role):
        by_act[one.event.act_id].append(one)
    held = Act.objects.select_related("by").in_bulk(by_act)
    return [
        Recent(held[number], by_act[number][:EVENTS_OF_AN_ACT], len(by_act[number]) > EVENTS_OF_AN_ACT)
        for number in acts
        if by_act[number]
    ]


def _asked(statement: sql.SQL, where: Where, parameters: dict) -> list[tuple]:
    # The index holds what is somewhere.
    condition = sql.SQL("e.{0} = %(code)s AND e.{0} <> ''").format(sql.Identifier(where.value))
    with connection.cursor() as cursor:
        cursor.execute(statement.format(where=condition), parameters)
        return cursor.fetchall()
