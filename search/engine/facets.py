# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many places each further choice would leave: counts that agree with the list.

A count says what the list's total would be with that value alone for its parameter, everything
else being as it is: of « gratuit », « en arabe » and « accès aux droits », each ignores itself and
keeps the other two.
"""

from dataclasses import replace

from data_inclusion.schema import v1

from accounts.roles import Role
from common.prepared import fetch_all
from mapping.vocabulary import values
from search.engine import conditions
from search.engine.rows import rows_of
from search.question import LISTS, Criteria, Search
from search.tags import KEYS, TAGS

# What each parameter counts, as kind of tag; the switches count their one value.
_KINDS = {parameter: parameter for parameter in LISTS} | {
    "gratuit": "frais",
    "accessible": "accessible",
    "places": "places",
}
_FIELDS = {parameter: name for parameter, (name, _choices) in LISTS.items()} | {
    "gratuit": "gratuit",
    "accessible": "accessible",
    "places": "places",
}
_EVERYONE = TAGS["public:tous-publics"]
_PUBLICS = [TAGS[f"public:{public}"] for public in values(v1.Public) if public != "tous-publics"]

# Its tags that are counted: whoever takes everyone takes each public.
_TAGS = """
r.structure_id, r.position,
CASE WHEN r.tags @> ARRAY[%(everyone)s::int] THEN r.tags | %(publics)s::int[] ELSE r.tags END
& %(counted)s::int[] AS tags
"""
_COUNT = """
SELECT tag, count(*) FROM (
    SELECT DISTINCT near.structure_id, near.position, tag
    FROM {rows}
    CROSS JOIN LATERAL unnest(near.tags) AS tag
) AS place
GROUP BY tag
"""


def facets(search: Search, role: Role) -> dict[str, dict[str, int]]:
    """By parameter and value, how many places there would be; values that leave none are absent."""
    counts: dict[str, dict[str, int]] = {parameter: {} for parameter in _KINDS}
    chosen = [name for name in _FIELDS if getattr(search.criteria, _FIELDS[name])]
    free = [name for name in _FIELDS if name not in chosen]
    for parameters, asked in [(free, search), *(([name], _without(search, name)) for name in chosen)]:
        kinds = {_KINDS[name]: name for name in parameters}
        wanted = [number for key, number in TAGS.items() if key.split(":")[0] in kinds]
        for number, count in _count(asked, role, wanted):
            kind, value = KEYS[number].split(":", 1)
            if kind == "frais" and value != "gratuit":
                continue
            counts[kinds[kind]]["oui" if kind == "frais" else value] = count
    return counts


def _without(search: Search, parameter: str) -> Search:
    return replace(
        search,
        criteria=replace(search.criteria, **{_FIELDS[parameter]: getattr(Criteria(), _FIELDS[parameter])}),
    )


def _count(search: Search, role: Role, wanted: list[int]) -> list[tuple[int, int]]:
    asked = conditions.of(search, role)
    count = _COUNT.format(rows=rows_of(asked, _TAGS, bounded=True))
    parameters = asked.parameters | {"counted": sorted(wanted), "everyone": _EVERYONE, "publics": _PUBLICS}
    return fetch_all(f"WITH {asked.asked} {count}", parameters)
