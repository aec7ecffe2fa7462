# SPDX-License-Identifier: AGPL-3.0-or-later
"""A column of a file as it was recognised, and what a run keeps of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from common.files import Table
from common.files.book import first_of
from data.imports.asides import is_aside
from places.folding import fold

BY_PERSON = "votre choix"
BY_FORMAT = "le format du fichier"
NOT_AN_IDENTIFIER = "pas un identifiant : des cellules sont vides, ou la même valeur revient"
FUNDERS = "dit qui finance : l'annuaire ne le dit pas, la colonne n'est pas reprise"
A_COUNTER = "ne fait que numéroter les lignes"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: what it was taken for and why, with some of what it holds.

    `filled` of the `rows` looked at are. Where `asked`, `proposal` is what it may be and it is not read.
    `may_name` is how plausible it is that it is the name of the row, where no column surely is.
    """

    name: str
    target: str = ""
    why: str = ""
    filled: int = 0
    samples: tuple[str, ...] = ()
    rows: int = 0
    proposal: str = ""
    may_name: float = 0.0

    @property
    def asked(self) -> bool:
        """Whether a person has to say what it is."""
        return bool(self.proposal)


def as_kept(column: Column) -> dict[str, Any]:
    """What a run remembers of a column."""
    return {
        "name": column.name,
        "target": column.target,
        "why": column.why,
        "filled": column.filled,
        "rows": column.rows,
        "samples": list(column.samples),
        "proposal": column.proposal,
        "may_name": column.may_name,
    }


def may_be_the_name(kept: Iterable[dict[str, Any]]) -> list[str]:
    """The columns that may be the name of the row, best first, of what a run remembers of its columns; none
    where one surely is."""
    found = list(kept)
    if any(column["target"] == "nom" for column in found):
        return []
    plausible = [column for column in found if column.get("may_name") and not column["target"]]
    return [column["name"] for column in sorted(plausible, key=lambda one: -one["may_name"])]


def targets(kept: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The field of each column that is read, of what a run remembers of its columns."""
    return {column["name"]: column["target"] for column in kept if column["target"]}


def signature(headers: Iterable[str]) -> str:
    """What a profile remembers of a file's shape: its columns, whatever their order."""
    return "|".join(sorted({fold(name) for name in headers}))


def records_of(table: Table) -> list[list[Any]]:
    """The first rows of a table, without titles, totals and headers that come again."""
    rows = [cells for _number, cells in first_of(table.rows())]
    return [cells for cells in rows if not is_aside(cells, table.headers)] or rows
