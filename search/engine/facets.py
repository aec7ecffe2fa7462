# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many places each further choice would leave: counts that agree with the list.

A count says what the list's total would be with that value alone for its parameter, everything
else being as it is: of « gratuit », « en arabe » and « accès aux droits », each ignores itself and
keeps the other two. Where a need has a value of its own, or may have none, what is asked of every need
changes nothing of what that need finds. A question of one theme is that theme's: its own criteria are those
that are counted.
"""

from dataclasses import replace

from accounts.roles import Role
from common.prepared import fetch_all
from mapping.taxonomies.shown import shown
from mapping.vocabulary import THEME_BY_CODE
from search import registry
from search.criterion import Criterion, FieldsOfHere
from search.engine import conditions
from search.engine.asked_rows import rows_of
from search.engine.nearest import totals
from search.question import Criteria, Search
from search.tags import TAGS

_COUNTED = {one.parameter: one for one in registry.CRITERIA if one.counted or isinstance(one, FieldsOfHere)}
# A field of the region is counted by a number of its own, which no tag is: between those of words and those
# of communes (`search.tags`).
_FIELDS_FROM = 950_000
# A word that stands for others, as « tous publics » does for each public: who has it is counted with them.
_WIDENED = "".join(
    f" | CASE WHEN r.tags @> ARRAY[{TAGS[key]}] THEN ARRAY{[TAGS[other] for other in others]} ELSE '{{}}' END"
    for one in registry.CHOICES.values()
    for key, others in one.stands_for.items()
)
# The same for what has all the tags of a field of the region: one of its thématiques is enough.
_OF_FIELD = " | CASE WHEN r.tags && ARRAY[{tags}]::int[] THEN ARRAY[{number}] ELSE '{{}}' END"
# The tags of a row that are counted.
_TAGS = """
r.structure_id, r.position, {settled}(r.tags{widened}) & %(counted)s::int[] AS tags
"""
# A row of a need that has its own value of a criterion is there whichever value every need is asked.
_OF_NEEDS = "CASE part.theme {needs} ELSE '{{}}'::int[] END & %(counted)s::int[] | "
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
    if len(search.criteria.themes) == 1:
        (search,) = search.needs()
    known = {name: numbers for name, one in _COUNTED.items() if (numbers := _numbers(one))}
    counts: dict[str, dict[str, int]] = {parameter: {} for parameter in known}
    chosen = [name for name in known if getattr(search.criteria, _COUNTED[name].name)]
    free = [name for name in known if name not in chosen]
    for parameters, asked in [(free, search), *(([name], _without(search, name)) for name in chosen)]:
        # Two criteria of one column may count the same word.
        values = [(number, name, value) for name in parameters for number, value in known[name].items()]
        fields = registry.CHAMP.parameter in parameters
        found = dict(_count(asked, role, sorted({number for number, _name, _value in values}), fields=fields))
        for number, name, value in values:
            if number in found:
                counts[name][value] = found[number]
    if search.own:
        # Each theme alone keeps what is asked of it alone.
        counts["theme"] |= totals(search, role)
        counts["theme"] = {theme: count for theme, count in counts["theme"].items() if count}
    return counts


def _without(search: Search, parameter: str) -> Search:
    name = _COUNTED[parameter].name
    return replace(search, criteria=replace(search.criteria, **{name: getattr(Criteria(), name)}))


def _numbers(one: Criterion) -> dict[int, str]:
    """What is counted of a criterion, as numbers, with the value that each stands for."""
    if isinstance(one, FieldsOfHere):
        return {_FIELDS_FROM + at: field.code for at, field in enumerate(shown().fields)}
    return {TAGS[key]: value for key, value in one.counted.items()}


def _of_fields() -> str:
    """SQL of the numbers of the fields that a row is of, to be added to its tags."""
    key = registry.CHAMP.of.key
    return "".join(
        _OF_FIELD.format(
            tags=", ".join(str(TAGS[key(code)]) for code in field.thematiques), number=_FIELDS_FROM + at
        )
        for at, field in enumerate(shown().fields)
    )


def _count(search: Search, role: Role, wanted: list[int], *, fields: bool) -> list[tuple[int, int]]:
    asked = conditions.of(search, role)
    widened = _WIDENED + (_of_fields() if fields else "")
    tags = _TAGS.format(settled=_settled(search), widened=widened)
    count = _COUNT.format(rows=rows_of(asked, tags, bounded=True))
    parameters = asked.parameters | {"counted": wanted}
    return fetch_all(f"WITH {asked.asked} {count}", parameters)


def _settled(search: Search) -> str:
    """SQL of the tags that a row counts for since its need has its own value of their criterion, or may have
    none."""
    asked = search.criteria.themes
    needs = []
    for theme in asked if len(asked) > 1 else ():
        own = search.own_of(theme)
        tags = [
            str(number)
            for one in _COUNTED.values()
            if one.of_a_need and (getattr(own, one.name) or theme in one.spared(asked))
            for number in _numbers(one)
        ]
        if tags:
            needs.append(f"WHEN {THEME_BY_CODE[theme].id} THEN ARRAY[{', '.join(tags)}]")
    return _OF_NEEDS.format(needs=" ".join(needs)) if needs else ""
