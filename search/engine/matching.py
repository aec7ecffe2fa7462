# SPDX-License-Identifier: AGPL-3.0-or-later
"""What known structures have of what a search asks: which of their services, and for which of its needs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.roles import Role
from common.prepared import fetch_all
from mapping.vocabulary import THEME_BY_ID
from search import registry
from search.engine import conditions
from search.question import Criteria, Search
from search.themes import of_part, part

_SERVICES = """
SELECT DISTINCT r.service_id
FROM mapping_searchrow r
WHERE r.structure_id = ANY (%(structures)s) AND r.theme = ANY (%(themes)s::int[] || %(remote)s::int[])
    AND r.service_id IS NOT NULL AND {matches}
"""
# The same, a theme at a time: `remote` holds the parts of the themes in their order.
_BY_NEED = """
SELECT DISTINCT r.structure_id, {place}, r.service_id, part.theme
FROM {parts}
JOIN mapping_searchrow r ON r.structure_id = ANY (%(structures)s)
    AND (r.theme = part.theme OR r.theme = (%(remote)s::int[])[array_position(%(themes)s::int[], part.theme)])
WHERE r.service_id IS NOT NULL AND {matches}
"""


def services_asked_for(search: Search, role: Role, structures: list[int]) -> frozenset[int]:
    """The numbers of the services of `structures` that have all that `search` asks, however far they are, on
    site or at a distance; none where nothing is asked that tells the services of a structure apart."""
    if not structures or not _asks_of_services(search):
        return frozenset()
    return _services(search, role, structures)


def services_out_of_zone(search: Search, role: Role, structures: list[int]) -> frozenset[int]:
    """The numbers of the services of `structures` that `search` finds although their area excludes whoever
    comes from there; none where it does not ask for those."""
    if not structures or not search.criteria.out_of_zone:
        return frozenset()
    within = search.asking("out_of_zone", False)
    return _services(search, role, structures) - _services(within, role, structures)


def _services(search: Search, role: Role, structures: list[int]) -> frozenset[int]:
    if search.own:
        return frozenset(service for _structure, _place, service, _theme in _rows(search, role, structures))
    asked = conditions.of(search.unframed(), role, circle=False)
    parameters = asked.parameters | {
        "structures": structures,
        "remote": [part(theme, remote=True) for theme in asked.parameters["themes"]],
    }
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {asked.asked} {_SERVICES.format(matches=asked.matches)}", parameters)
        return frozenset(number for (number,) in cursor.fetchall())


def needs_of_services(search: Search, role: Role, structures: list[int]) -> dict[int, tuple[str, ...]]:
    """Of the services of `structures`, by number, the themes of `search` that each answers, by code in the
    order asked, however far it is, on site or at a distance; nothing where no two themes are asked for."""
    if not structures or len(search.criteria.themes) < 2:
        return {}
    found: dict[int, set[str]] = {}
    for _structure, _place, service, theme in _rows(search, role, structures):
        found.setdefault(service, set()).add(theme)
    return {service: _in_order(search, themes) for service, themes in found.items()}


@dataclass(frozen=True, slots=True)
class Met:
    """Which of the needs of a search some places meet."""

    _found: dict[Any, tuple[str, ...]]
    _remote: bool = False

    def by(self, feature: dict[str, Any]) -> tuple[str, ...]:
        """The codes of the themes that the place of a feature answers, in the order asked."""
        return self._found.get(_key(feature["id"], feature["geometry"]["coordinates"], self._remote), ())

    def tell(self, features: Iterable[dict[str, Any]]) -> None:
        """Add them to the properties of each feature, as `besoins`."""
        for feature in features:
            feature["properties"]["besoins"] = list(self.by(feature))


def met(search: Search, role: Role, features: Iterable[dict[str, Any]], *, remote: bool = False) -> Met:
    """Which of the needs of `search` the places of `features` meet, whatever they were found for: those of
    its list, or with `remote` of its services at a distance. Where no two themes are asked, nothing is.
    """
    structures = sorted({feature["id"] for feature in features})
    if not structures or len(search.criteria.themes) < 2:
        return Met({})
    found: dict[Any, set[str]] = {}
    at = "remote" if remote else "site"
    for structure, place, _service, theme in _rows(search, role, structures, at):
        key = _key(structure, json.loads(place)["coordinates"], remote)
        found.setdefault(key, set()).add(theme)
    return Met({key: _in_order(search, themes) for key, themes in found.items()}, remote)


def _in_order(search: Search, themes: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in search.criteria.themes if code in themes)


def _key(structure: int, coordinates: list[float], remote: bool) -> Any:
    # At a distance a structure is one place, wherever its services are.
    return structure if remote else (structure, *coordinates)


def _rows(search: Search, role: Role, structures: list[int], at: str = "") -> list[tuple[int, str, int, str]]:
    """(structure, its position as GeoJSON, service, code of the theme) of what is found of `structures`: on
    `site` or `remote` alone, where `at` says so, by the rule of each; else on both by that of the site."""
    asked = conditions.of(search.unframed(), role, remote=at == "remote", circle=False)
    themes = asked.parameters["themes"]
    parameters = asked.parameters | {
        "structures": structures,
        "remote": themes if at else [part(theme, remote=True) for theme in themes],
    }
    place = "ST_AsGeoJSON(r.position, 6)" if at else "''"
    statement = _BY_NEED.format(place=place, parts=asked.parts, matches=asked.matches)
    return [
        (structure, position, service, THEME_BY_ID[of_part(number)].code)
        for structure, position, service, number in fetch_all(f"WITH {asked.asked} {statement}", parameters)
    ]


def _asks_of_services(search: Search) -> bool:
    return any(map(_tells_apart, (search.criteria, *(need.criteria for need in search.own))))


def _tells_apart(criteria: Criteria) -> bool:
    return any(getattr(criteria, one.name) for one in registry.CRITERIA if one.tells_services_apart)
