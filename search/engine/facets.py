# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many places each further choice would leave: counts that agree with the list.

A count says what the list's total would be with that value alone for its parameter, everything
else being as it is: of « gratuit », « en arabe » and « accès aux droits », each ignores itself and
keeps the other two.
"""

from dataclasses import replace

from accounts.roles import Role
from common.prepared import fetch_all
from search import registry
from search.engine import conditions
from search.engine.asked_rows import rows_of
from search.question import Criteria, Search
from search.tags import TAGS

_COUNTED = {one.parameter: one for one in registry.CRITERIA if one.counted}
# A word that stands for others, as « tous publics » does for each public: who has it is counted with them.
_WIDENED = "".join(
    f" | CASE WHEN r.tags @> ARRAY[{TAGS[key]}] THEN ARRAY{[TAGS[other] for other in others]} ELSE '{{}}' END"
    for one in registry.CHOICES.values()
    for key, others in one.stands_for.items()
)
# The tags of a row that are counted.
_TAGS = f"""
r.structure_id, r.position, (r.tags{_WIDENED}) & %(counted)s::int[] AS tags
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
    counts: dict[str, dict[str, int]] = {parameter: {} for parameter in _COUNTED}
    chosen = [name for name, one in _COUNTED.items() if getattr(search.criteria, one.name)]
    free = [name for name in _COUNTED if name not in chosen]
    for parameters, asked in [(free, search), *(([name], _without(search, name)) for name in chosen)]:
        # Two criteria of one column may count the same word.
        values = [(key, name, value) for name in parameters for key, value in _COUNTED[name].counted.items()]
        found = dict(_count(asked, role, sorted({TAGS[key] for key, _name, _value in values})))
        for key, name, value in values:
            if TAGS[key] in found:
                counts[name][value] = found[TAGS[key]]
    return counts


def _without(search: Search, parameter: str) -> Search:
    name = _COUNTED[parameter].name
    return replace(search, criteria=replace(search.criteria, **{name: getattr(Criteria(), name)}))


def _count(search: Search, role: Role, wanted: list[int]) -> list[tuple[int, int]]:
    asked = conditions.of(search, role)
    count = _COUNT.format(rows=rows_of(asked, _TAGS, bounded=True))
    parameters = asked.parameters | {"counted": wanted}
    return fetch_all(f"WITH {asked.asked} {count}", parameters)
