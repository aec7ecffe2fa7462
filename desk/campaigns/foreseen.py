# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a campaign would ask and whom it would not, and why, said before anything leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

from mapping.campaigns import asking
from mapping.models import RequestState, VisibleStructure

NAMED = 5
EXAMPLE, NOT_PUBLISHED = "exemple : on ne lui écrit pas", "fiche non publiée"
TOO_SOON = "adresse déjà sollicitée ce mois-ci, ou la même qu’une autre"


@dataclass(frozen=True, slots=True)
class Those:
    """Some structures: how many, the names of the first, and why they are not asked."""

    count: int
    names: list[str]
    why: str = ""

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.names)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Those that a campaign would ask, and the others by reason, the most numerous first."""

    asked: Those
    others: list[Those]


def foreseen(chosen: Sequence[VisibleStructure], *, examples: bool) -> Foreseen:
    """What a campaign to these structures would do now."""
    states = asking.foreseen([one.id for one in chosen], examples=examples)
    asked: list[str] = []
    others: dict[str, list[str]] = {}
    for one in chosen:
        if states[one.id] == RequestState.SENT:
            asked.append(one.nom)
        else:
            others.setdefault(why_not(states[one.id], one), []).append(one.nom)
    reasons = [_those(names, why) for why, names in others.items()]
    return Foreseen(_those(asked), sorted(reasons, key=lambda those: -those.count))


def why_not(state: str, structure: VisibleStructure | None) -> str:
    """Why a structure is not asked, in words."""
    if state == RequestState.NOT_SHOWN:
        return EXAMPLE if structure is not None and structure.is_example else NOT_PUBLISHED
    if state == RequestState.TOO_SOON:
        return TOO_SOON
    return str(RequestState(state).label)


def _those(names: list[str], why: str = "") -> Those:
    return Those(len(names), names[:NAMED], why)
