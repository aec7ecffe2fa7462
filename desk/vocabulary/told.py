# SPDX-License-Identifier: AGPL-3.0-or-later
"""The vocabulary of the filters as staff see it: each value with its labels, its uses, the words for it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import override
from psycopg import sql

from accounts.roles import Role
from search import local_words, registry
from search.criterion import YES, Choices, Criterion, FieldsOfHere, Switch, Table
from search.lexicon import edition, spelling, table
from search.lexicon.edition import Said
from search.models import LocalWord

_VIEWS = {Table.SERVICE: "mapping_visible_service", Table.STRUCTURE: "mapping_visible_structure"}
_OWNER = {Table.SERVICE: "structure_id", Table.STRUCTURE: "id"}
# How many services say each value, and of how many structures; of structures, both are the same.
_OF_ARRAY = """
SELECT said.code, count(*), count(DISTINCT v.{owner})
FROM {view} v CROSS JOIN LATERAL unnest(v.{column}) AS said (code)
WHERE v.role = %s GROUP BY said.code
"""
_OF_ONE = "SELECT {said}, count(*), count(DISTINCT v.{owner}) FROM {view} v WHERE v.role = %s GROUP BY 1"
_OF_THEMES = """
SELECT t.code, count(*), count(DISTINCT v.structure_id)
FROM mapping_visible_service v
CROSS JOIN LATERAL unnest(v.themes) AS said (id)
JOIN mapping_theme t ON t.id = said.id
WHERE v.role = %s GROUP BY t.code
"""


# Of the fields of the region that are shown.
_OF_FIELDS = """
SELECT f.code, count(DISTINCT v.id), count(DISTINCT v.structure_id)
FROM mapping_taxonomyfield f
JOIN mapping_taxonomy t ON t.id = f.taxonomy_id AND t.is_shown
JOIN mapping_visible_service v ON v.thematiques && f.thematiques
WHERE v.role = %s GROUP BY f.code
"""


@dataclass(frozen=True, slots=True)
class Uses:
    """How many public services say a value, and how many public structures do, or their services."""

    services: int = 0
    structures: int = 0


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a criterion: its code, its label by language, who uses it, the words of here for it, and
    how many the lexicon comes with."""

    code: str
    labels: dict[str, str]
    uses: Uses
    local: list[LocalWord]
    known: int

    @property
    def name(self) -> str:
        """Its French label."""
        return self.labels["fr"]


@dataclass(frozen=True, slots=True)
class Facet:
    """A criterion of the filters whose values people may say: `is_of_structures` tells whose it is."""

    parameter: str
    name: str
    is_of_structures: bool


def facets() -> list[Facet]:
    """Every criterion that has words, in the filter's order."""
    return [
        Facet(one.parameter, _name(one), bool(one.column and one.column.table is Table.STRUCTURE))
        for one in registry.CRITERIA
        if _has_words(one)
    ]


def facet(parameter: str) -> Facet | None:
    """The criterion of a parameter; None where it has no words."""
    return next((one for one in facets() if one.parameter == parameter), None)


def values(parameter: str) -> list[Value]:
    """The values of a criterion, in its order. Two queries."""
    criterion = registry.BY_PARAMETER[parameter]
    uses, codes = _uses(criterion), _codes(criterion)
    local: dict[str, list[LocalWord]] = {}
    for one in LocalWord.objects.filter(parameter=parameter, removed_at=None):
        local.setdefault(one.value, []).append(one)
    known = _known(parameter, codes)
    return [
        Value(code, labels(parameter, code), uses.get(code, Uses()), local.get(code, []), len(known[code]))
        for code in codes
    ]


def labels(parameter: str, code: str) -> dict[str, str]:
    """The label of a value, by language."""
    criterion, found = registry.BY_PARAMETER[parameter], {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            said = criterion.labels[code] if isinstance(criterion, Choices) else criterion.label
            found[language] = str(said)
    return found


def words_of(parameter: str, code: str) -> tuple[list[str], list[str]]:
    """The words that the lexicon comes with for a value: as they are written, and as they are heard."""
    known = table.lexicon()
    written: list[str] = []
    heard: list[str] = []
    for key in _known(parameter, [code])[code]:
        (heard if key in known.heard else written).append(known.written[key])
    by_word = spelling.fold
    return sorted(written, key=by_word), sorted(heard, key=by_word)


def _known(parameter: str, codes: list[str]) -> dict[str, list[table.Key]]:
    """The phrases of the lexicon that ask for each value, and nothing else but its theme."""
    edition.settle()
    wanted = {}
    for code in codes:
        meaning = table.meaning_of(Said("", parameter, code))
        if meaning:
            wanted[meaning.asks or meaning.offered[0]] = code
    found: dict[str, list[table.Key]] = {code: [] for code in codes}
    for key, meaning in table.lexicon().meanings.items():
        asks = meaning.asks or (meaning.offered[0] if meaning.is_name and len(meaning.offered) == 1 else ())
        if asks in wanted:
            found[wanted[asks]].append(key)
    return found


def uses_of(parameter: str, code: str) -> Uses:
    """Who uses one value. One query."""
    return _uses(registry.BY_PARAMETER[parameter]).get(code, Uses())


def _uses(criterion: Criterion) -> dict[str, Uses]:
    if criterion.column is None:
        return {}
    if criterion.parameter == "theme":
        return _counted(sql.SQL(_OF_THEMES))
    if isinstance(criterion, FieldsOfHere):
        return _counted(sql.SQL(_OF_FIELDS))
    of = criterion.column.table
    statement = _OF_ARRAY if isinstance(criterion, Choices) and criterion.is_array else _OF_ONE
    counted = _counted(
        sql.SQL(statement).format(
            column=sql.Identifier(criterion.column.name),
            said=sql.SQL(criterion.column.of("v")),
            owner=sql.Identifier(_OWNER[of]),
            view=sql.Identifier(_VIEWS[of]),
        )
    )
    if isinstance(criterion, Switch):
        is_so = criterion.code if criterion.codes else True
        return {YES: counted[is_so]} if is_so in counted else {}
    return counted


def _counted(asked: sql.Composable) -> dict[Any, Uses]:
    with connection.cursor() as cursor:
        cursor.execute(asked, [int(Role.VISITOR)])
        return {said: Uses(services, structures) for said, services, structures in cursor.fetchall()}


def _codes(criterion: Criterion) -> list[str]:
    codes = criterion.codes if isinstance(criterion, Choices) else (YES,)
    return [code for code in codes if local_words.is_value(criterion.parameter, code)]


def _has_words(criterion: Criterion) -> bool:
    return isinstance(criterion, Choices | Switch) and bool(_codes(criterion))


def _name(criterion: Criterion) -> str:
    with override("fr"):
        return str(criterion.label)
