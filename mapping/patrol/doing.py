# SPDX-License-Identifier: AGPL-3.0-or-later
"""What several acts did, as who takes them back is told it: when, of which structure, which part."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.roles import role_of
from history.models import Act, Event
from history.recent import EVENTS_OF_AN_ACT, Recent
from history.visible import visible_events
from mapping.changes.listing import Item, told

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Doings:
    """The first few of several acts, in their order, and how many others there are."""

    items: list[Item]
    others: int


def doings(acts: Sequence[int], user: Any) -> Doings:
    """What these acts did, as `user` is told it."""
    shown = list(acts[:SHOWN])
    held = Act.objects.select_related("by", "patrol").in_bulk(shown)
    by_act = defaultdict(list)
    for one in visible_events(Event.objects.filter(act__in=shown).order_by("pk"), role_of(user)):
        by_act[one.event.act_id].append(one)
    recent = [
        Recent(held[number], by_act[number][:EVENTS_OF_AN_ACT], len(by_act[number]) > EVENTS_OF_AN_ACT)
        for number in shown
        if number in held and by_act[number]
    ]
    return Doings(told(recent, user), len(acts) - len(shown))
