# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing found: which single condition to give up, and what that would find."""

from dataclasses import dataclass, replace

from accounts.roles import Role
from places.territories import Territory, TerritoryKind, territory
from search.engine.nearest import total
from search.question import LISTS, MAX_RADIUS_KM, RADII_KM, SWITCHES, Criteria, Search


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The search without one condition: the parameter given up, and how many places that finds."""

    parameter: str
    search: Search
    total: int


def relaxations(search: Search, role: Role) -> list[Relaxation]:
    """Every single condition whose absence would find something, the least loss first.

    The radius is widened to the first of `RADII_KM`, at last `MAX_RADIUS_KM`, that finds something.
    An EPCI is widened to its département, a département to all of France.
    What the area of the services excludes comes last: those would have to make an exception.
    """
    found: list[Relaxation] = []
    if search.window.bbox:
        _keep(found, "bbox", search.unframed(), role)
    elif search.place:
        _widen(found, search, search.place.radius_km, role)
    fields = {parameter: name for parameter, (name, _choices) in LISTS.items()}
    fields |= {"q": "q", "ouvert": "ouvert"}
    fields |= {parameter: name for parameter, (name, _label) in SWITCHES.items() if parameter != "hors_zone"}
    for parameter, name in fields.items():
        if getattr(search.criteria, name):
            criteria = replace(search.criteria, **{name: getattr(Criteria(), name)})
            _keep(found, parameter, replace(search.from_the_start(), criteria=criteria), role)
    for kind in TerritoryKind:
        if one := territory(kind, getattr(search.criteria, kind)):
            criteria = replace(search.criteria, epci="", departement=_around(one))
            _keep(found, str(kind), replace(search.from_the_start(), criteria=criteria), role)
    somewhere = search.place or search.criteria.epci or search.criteria.departement
    if somewhere and not search.criteria.out_of_zone:
        criteria = replace(search.criteria, out_of_zone=True)
        _keep(found, "hors_zone", replace(search.from_the_start(), criteria=criteria), role)
    return found


def _widen(found: list[Relaxation], search: Search, radius_km: float, role: Role) -> None:
    for radius in (*RADII_KM, MAX_RADIUS_KM):
        if radius > radius_km:
            wider = search.within(radius)
            if count := total(wider, role):
                found.append(Relaxation("rayon_km", wider, count))
                break


def _around(one: Territory) -> str:
    """The code of the département that holds all of an EPCI; empty where it lies in several."""
    if one.kind is TerritoryKind.DEPARTEMENT:
        return ""
    return next(iter(one.wholes - {one.code}), "")


def _keep(found: list[Relaxation], parameter: str, search: Search, role: Role) -> None:
    if count := total(search, role):
        found.append(Relaxation(parameter, search, count))
