# SPDX-License-Identifier: AGPL-3.0-or-later
"""What else is given at the address of a structure: permanences that others hold there, and neighbours of the
same walls."""

from dataclasses import dataclass

from accounts.roles import Role
from mapping.models import PositionPrecision, VisibleStructure
from places.folding import fold
from search import engine
from search.question import Criteria, Place, Search, Window

# Two readings of one address are this near, in kilometres; what is nearer stands at another number.
_NEAR_KM = 0.05
_LOOKED_AT = 20
MOST = 5
_EXACT = frozenset({PositionPrecision.ADDRESS.value, PositionPrecision.MANUAL.value})


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another structure at the same address, and the names of its services there."""

    structure_id: int
    structure: str
    is_example: bool
    services: tuple[str, ...]


def at_the_same_address(seen: VisibleStructure, role: Role) -> list[Neighbour]:
    """At most `MOST` other structures with services at the address of `seen`, as `role` may see both.

    None where the address is hidden from the role, or known by its street or commune alone. One query.
    """
    if seen.position_masked or not seen.position or not seen.adresse or seen.position_precision not in _EXACT:
        return []
    place = Place(seen.position.y, seen.position.x, _NEAR_KM)
    found = engine.run(Search(Criteria(), place, Window(limit=_LOOKED_AT)), role).items()
    wanted = fold(seen.adresse)
    return [
        Neighbour(one["id"], said["nom"], said["exemple"], tuple(said["services"]))
        for one in found
        if one["id"] != seen.id
        and not (said := one["properties"])["adresse_confidentielle"]
        and said["position_precision"] in _EXACT
        and fold(said["adresse"]) == wanted
    ][:MOST]
