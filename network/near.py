# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who helps near by with what a sheet is about: the nearest services, by a link of the one filter."""

from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse

from accounts.roles import Role
from mapping import presentation
from mapping.vocabulary import THEME_BY_CODE, ThemeSpec
from network.models import Resource
from places.territories import TerritoryKind
from search import engine, filters
from search.question import Criteria, Search

_PLACE = ("lat", "lon", "commune", "rayon_km", *map(str, TerritoryKind))
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Helper:
    """A structure that helps near by, the service that does, how far it is (empty without a point)."""

    structure: str
    service: str
    distance: str
    url: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class Near:
    """Who helps with a sheet's theme: the nearest where a place is known, and the link of the search."""

    theme: ThemeSpec
    url: str
    helpers: tuple[Helper, ...]
    has_place: bool


def near(resource: Resource, query: QueryDict, role: Role) -> Near | None:
    """Who helps near by with what a resource is about, for who comes from the search whose place the query
    string of its page holds; None for one without a theme. One query where a place is known, none else.

    Without a place the link asks for the theme alone, which answers over the site's département.
    """
    theme = next((THEME_BY_CODE[code] for code in resource.themes if code in THEME_BY_CODE), None)
    if theme is None:
        return None
    said = QueryDict(mutable=True)
    for name in _PLACE:
        if name in query:
            said[name] = str(query[name])
    parsed = filters.parse(said)
    asked = parsed.search if not parsed.errors else Search()
    asked = replace(asked, criteria=replace(asked.criteria, themes=(theme.code,)))
    has_place = asked.place is not None or asked.criteria.says_a_territory
    if not has_place:
        asked = Search(Criteria(themes=(theme.code,)))
    question = asked.query().urlencode(safe=",")
    found = engine.run(asked.only(SHOWN), role).items() if has_place else []
    return Near(
        theme,
        f"{reverse('home')}?{question}",
        tuple(_helper(one["id"], one["properties"], question) for one in found),
        has_place,
    )


def _helper(number: int, told: dict, question: str) -> Helper:
    metres = told.get("distance_m")
    located = presentation.is_located(told["adresse_confidentielle"], told["position_precision"])
    return Helper(
        structure=presentation.short_name(told["nom"], told["exemple"]),
        service=next(iter(told["services"]), ""),
        distance=presentation.distance_text(metres, located=located) if metres is not None else "",
        url=f"{presentation.structure_path(number, told['nom'])}?{question}",
        is_example=told["exemple"],
    )
