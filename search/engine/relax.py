# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing found: which single condition to give up, and what that would find."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from accounts.roles import Role
from places.territories import Territory, TerritoryKind, territory
from search import registry
from search.criterion import InTerritory, OutOfZone
from search.engine.nearest import total
from search.question import MAX_RADIUS_KM, RADII_KM, Search


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The search without one condition: the parameter given up (`niveau.francais` where it is of one need
    alone), and how many places that finds."""

    parameter: str
    search: Search
    total: int


def relaxations(search: Search, role: Role, need: str = "") -> list[Relaxation]:
    """Every single condition whose absence would find something, the least loss first; for one need alone,
    the code of its theme, where `need` gives it: each search is still the whole question.

    The radius is widened to the first of `RADII_KM`, at last `MAX_RADIUS_KM`, that finds something.
    Another territory is widened to its département, a département to all of France.
    What the area of the services excludes comes last: those would have to make an exception.
    """
    found: list[Relaxation] = []

    def count(changed: Search) -> int:
        asked = [one for one in changed.needs() if one.criteria.themes == (need,)] if need else [changed]
        return total(asked[0], role)

    if search.window.bbox:
        _keep(found, "bbox", search.unframed(), count)
    elif search.place:
        _widen(found, search, search.place.radius_km, count)
    for parameter, changed in _without_each(search, need):
        _keep(found, parameter, changed, count)
    for kind in TerritoryKind:
        if here := territory(kind, getattr(search.criteria, kind)):
            criteria = search.criteria.standing_in(TerritoryKind.DEPARTEMENT, _around(here))
            _keep(found, str(kind), replace(search.from_the_start(), criteria=criteria), count)
    somewhere = search.place or search.criteria.says_a_territory
    if somewhere and not search.criteria.out_of_zone:
        _keep(found, "hors_zone", search.asking("out_of_zone", True), count)
    return found


def _without_each(search: Search, need: str) -> Iterator[tuple[str, Search]]:
    """The search without each of its criteria, with its parameter; of one need, but for its theme."""
    if search.criteria.themes and not need and (any_theme := _of_any_theme(search)):
        yield registry.THEME.parameter, any_theme
    for one in registry.CRITERIA:
        if isinstance(one, InTerritory | OutOfZone) or one is registry.THEME:
            continue
        if getattr(search.criteria, one.name):
            yield one.parameter, search.asking(one.name, one.empty)
    for own in search.own:
        for one in registry.OF_A_NEED.values():
            if getattr(own.criteria, one.name) and need in ("", own.theme):
                yield f"{one.parameter}.{own.theme}", search.asking(one.name, one.empty, own.theme)


def _of_any_theme(search: Search) -> Search | None:
    """The same search of all themes, what was asked of one alone being asked of everything; None where that
    would be to ask of everything what was asked of several, each alone."""
    needs = search.needs()
    whole = needs[0] if len(needs) == 1 else search
    return None if whole.own else whole.asking(registry.THEME.name, registry.THEME.empty)


_Count = Callable[[Search], int]


def _widen(found: list[Relaxation], search: Search, radius_km: float, count: _Count) -> None:
    for radius in (*RADII_KM, MAX_RADIUS_KM):
        if radius > radius_km:
            wider = search.within(radius)
            if places := count(wider):
                found.append(Relaxation("rayon_km", wider, places))
                break


def _around(one: Territory) -> str:
    """The code of the département that holds all of a territory; empty where it lies in several."""
    if one.kind is TerritoryKind.DEPARTEMENT:
        return ""
    return next((code for code in one.wholes if len(code) in (2, 3)), "")


def _keep(found: list[Relaxation], parameter: str, search: Search, count: _Count) -> None:
    if places := count(search):
        found.append(Relaxation(parameter, search, places))
