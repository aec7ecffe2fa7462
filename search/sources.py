# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the derived rows are made of: every column of the records that an edit must be followed for.

The triggers compare these and no others (`sql/triggers.sql`), the cards are put together from them
(`sql/refresh.sql`), and `tests/search/test_drift.py` changes every column of every record to hold that none
is missing. What a criterion is read from is said by the criterion (`search.registry`).
"""

from collections.abc import Iterable, Iterator

from search import registry
from search.criterion import Column, Table

# What a list shows of a place, by its name there: the column of the structure.
CARD = {
    "nom": "nom",
    "adresse": "adresse",
    "complement_adresse": "complement_adresse",
    "code_postal": "code_postal",
    "commune": "commune_nom",
    "code_insee": "code_insee",
    "telephone": "telephone",
    "courriel": "courriel",
    "site_web": "site_web",
    "horaires_accueil": "horaires_accueil",
    "accessible": "accessible",
    "exemple": "is_example",
}
# Those of them that a service says itself where it has a place of its own.
OWN_PLACE = ("adresse", "complement_adresse", "code_postal", "commune_nom", "code_insee")

# Columns that are not compared as they are: a point by its bytes, which tell any two apart; an area by
# whether it is there.
_COMPARED = {"position": "{row}.position::bytea", "zone_polygon": "{row}.zone_polygon IS NULL"}

_PLACE = ("position", "position_precision", "code_insee")
_HOURS = ("horaires_accueil",)
_WORDS = ("nom", "description", "commune_nom")
_FOLLOWED: dict[Table, tuple[str, ...]] = {
    Table.STRUCTURE: (
        "status",
        "address_visibility",
        *_PLACE,
        *_HOURS,
        *_WORDS,
        *CARD.values(),
        "verified_at",
    ),
    Table.SERVICE: (
        "structure_id",
        *_PLACE,
        *_HOURS,
        *_WORDS,
        *OWN_PLACE,
        # Whom it takes, and whether it is given at a distance only: in another part of the index.
        "zone_eligibilite",
        "zone_polygon",
        "zone_origin",
        "modes_accueil",
    ),
}
# A commune's point stands in for a missing or a confidential position, its name is shown and searched, and
# its places are those of its EPCI and its département.
COMMUNE = ("{row}.point::bytea", "{row}.nom", "{row}.epci_code", "{row}.departement_code")
# What of a commune is told of places that say none, by the boundary that holds them.
AROUND = ("{row}.kind", "{row}.epci_code", "{row}.departement_code")
# A thématique files what serves it under its theme; its name is searched.
THEMATIQUE = ("{row}.theme_id", "{row}.nom")
THEME = ("{row}.code",)


def followed(record: Table) -> tuple[str, ...]:
    """What of a record the derived rows are made of, each once, as SQL that says `{row}` for the row."""
    read = dict.fromkeys(_COMPARED.get(name, f"{{row}}.{name}") for name in _FOLLOWED[record])
    for column in _asked_of(record):
        if column.of("{row}") not in read and f"{{row}}.{column.name}" not in read:
            read[column.of("{row}")] = None
    return tuple(read)


def _asked_of(record: Table) -> Iterator[Column]:
    for one in registry.CRITERIA:
        if one.column is not None and one.column.table is record:
            yield one.column


def differs(read: Iterable[str]) -> str:
    """SQL: whether a row `n` and what it was, `o`, differ in any of what is read of them."""
    sides = (",\n                ".join(one.format(row=row) for one in read) for row in "no")
    return " IS DISTINCT FROM ".join(f"(\n                {side}\n            )" for side in sides)


def tags() -> str:
    """SQL: the array of every word of the criteria that a structure `s` and its service `sv` have."""
    return "\n            || ".join(sql for one in registry.CRITERIA if (sql := one.tags_sql()))


def card() -> str:
    """SQL: the members of a card, of a structure `s` or of the place of its own, `v`, that a service has."""
    return ",\n                    ".join(
        f"'{name}', coalesce(v.{column}, s.{column})" if column in OWN_PLACE else f"'{name}', s.{column}"
        for name, column in CARD.items()
    )


def own_place(row: str = "") -> str:
    """SQL: the columns of a place of its own that a service has, of a row or by name alone."""
    return ", ".join(f"{row}.{column}" if row else column for column in OWN_PLACE)
