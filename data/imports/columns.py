# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which column says what: recognised by its name, by a synonym, or by what its cells hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from common.files import Table
from common.files.book import first_of
from data.imports.targets import BY_KEY, TARGETS, Target
from data.imports.values import text_of
from data.imports.vocabularies import THEMATIQUES
from places.models import CommuneName
from places.text import fold

# What a geocoder adds to a file that it was given: its answers, not the source's words.
GEOCODER_PREFIX = "result_"
BY_NAME, BY_SYNONYM, BY_PART, BY_CONTENT, BY_PERSON = "nom", "synonyme", "partie du nom", "contenu", "choix"

_EXACT, _PART, _CONTENT = 1.0, 0.6, 0.45
# « zipCode » is two words.
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SAYS_NOTHING = frozenset(
    {"name", "nom", "label", "libelle", "id", "code", "type", "value", "url", "description"}
)
# Members that hold the record itself.
_WRAPPERS = frozenset(
    {"tags", "properties", "attributes", "fields", "structure", "organization", "item", "record"}
)
# The share of filled cells that must look like the field, and more where only content speaks.
_PLAUSIBLE, _CERTAIN = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: what it was taken for and why, with some of what it holds."""

    name: str
    target: str = ""
    why: str = ""
    filled: int = 0
    samples: tuple[str, ...] = ()


def recognise(table: Table) -> list[Column]:
    """Every column of a table, each with the field that it was taken for, or none."""
    rows = [cells for _number, cells in first_of(table.rows())]
    cells_of = [_column(rows, place) for place in range(len(table.headers))]
    choices = []
    for place, name in enumerate(table.headers):
        if name.casefold().startswith(GEOCODER_PREFIX):
            continue
        for target in TARGETS:
            score, why = _score(name, cells_of[place], target)
            if score:
                choices.append((score, -place, target, why))
    taken: dict[int, tuple[Target, str]] = {}
    used: set[str] = set()
    for _likely, minus_place, target, why in sorted(choices, key=lambda choice: choice[:2], reverse=True):
        place = -minus_place
        if place not in taken and (target.many or target.key not in used):
            taken[place] = (target, why)
            used.add(target.key)
    if table.parted and (parted := _of_sheets(cells_of[-1], used)):
        taken[len(table.headers) - 1] = (parted, BY_CONTENT)
    if "id" not in used and (own := _identifier(table.headers, cells_of, taken)) is not None:
        taken[own] = (BY_KEY["id"], BY_CONTENT)
    return [
        Column(
            name,
            taken[place][0].key if place in taken else "",
            taken[place][1] if place in taken else "",
            len(cells_of[place]),
            _samples(cells_of[place]),
        )
        for place, name in enumerate(table.headers)
    ]


def mapped(table: Table, mapping: dict[str, str]) -> list[Column]:
    """The columns of a table under a mapping that a person or a format gave, by name of column."""
    rows = [cells for _number, cells in first_of(table.rows())]
    columns = []
    for place, name in enumerate(table.headers):
        cells = _column(rows, place)
        target = mapping.get(name, "")
        columns.append(Column(name, target, BY_PERSON if target else "", len(cells), _samples(cells)))
    return columns


def signature(headers: Iterable[str]) -> str:
    """What a profile remembers of a file's shape: its columns, whatever their order."""
    return "|".join(sorted({fold(name) for name in headers}))


def _column(rows: list[list[Any]], place: int) -> list[Any]:
    return [cells[place] for cells in rows if place < len(cells) and text_of(cells[place])]


def _samples(cells: list[Any]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(text_of(cell)[:80] for cell in cells), 3))


def _score(name: str, cells: list[Any], target: Target) -> tuple[float, str]:
    """How likely a column is a field, 0 where it cannot be, and what speaks for it."""
    share = _share(cells, target)
    if target.key == "numero" and _counts(cells):
        return 0.0, ""
    if target.named and target.named(name):
        return _EXACT + 0.1, BY_SYNONYM
    if share is None or share >= _PLAUSIBLE or not target.needs_look:
        found = max((_named(words, target) for words in spellings(name)), default=(0.0, ""))
        if found[0]:
            return found[0] + (share or 0) / 10, found[1]
    if target.alone and share is not None and share >= _CERTAIN and len(cells) >= 2:
        return _CONTENT, BY_CONTENT
    return 0.0, ""


def spellings(name: str) -> list[str]:
    """The ways to read the name of a column: whole, and, of a nested member, its last word.

    « address.zipCode » is « address zip code » and « zip code ». A last word that says nothing without
    what it belongs to (the name of a city) stands for nothing by itself.
    """
    parts = [fold(_HUMP.sub(" ", part)) for part in name.split(".")]
    found = [fold(name), fold(_HUMP.sub(" ", name))]
    if len(parts) > 1 and parts[-1] not in _SAYS_NOTHING:
        found.append(parts[-1])
    if len(parts) > 1 and parts[-1] in ("name", "nom") and parts[-2] in _WRAPPERS:
        found.append("nom")
    return list(dict.fromkeys(found))


def _named(name: str, target: Target) -> tuple[float, str]:
    if name in target.names:
        # The first names of a field are the surest.
        rank = target.names.index(name) / 1000
        return _EXACT - rank, BY_NAME if target.names[0] == name else BY_SYNONYM
    words = name.split()
    best = 0.0
    for known in target.names:
        parts = known.split()
        if len(known) > 3 and len(words) <= 6 and _contains(words, parts):
            best = max(best, _PART * (0.5 + 0.5 * len(parts) / len(words)))
    return (best, BY_PART) if best else (0.0, "")


def _counts(cells: list[Any]) -> bool:
    """Whether a column only counts its rows: 1, 2, 3…"""
    texts = [text_of(cell) for cell in cells]
    steps = sum(
        1
        for before, after in pairwise(texts)
        if before.isdigit() and after.isdigit() and int(after) == int(before) + 1
    )
    return len(texts) >= 2 and steps >= 0.8 * (len(texts) - 1)


def _share(cells: list[Any], target: Target) -> float | None:
    """The share of cells that look like the field; None where content tells nothing."""
    if target.looks is None or not cells:
        return None
    sample = cells[:60]
    return sum(1 for cell in sample if target.looks(cell)) / len(sample)


def _contains(words: list[str], parts: list[str]) -> bool:
    return any(words[start : start + len(parts)] == parts for start in range(len(words) - len(parts) + 1))


def _of_sheets(cells: list[Any], used: set[str]) -> Target | None:
    """What the names of a workbook's sheets are: communes or themes, where all of them are."""
    names = {text_of(cell) for cell in cells}
    folded = {fold(name) for name in names}
    communes = set(CommuneName.objects.filter(name__in=folded).values_list("name", flat=True))
    if "commune" not in used and communes == folded:
        return BY_KEY["commune"]
    if "thematiques" not in used and all(THEMATIQUES.read(name).value for name in names):
        return BY_KEY["thematiques"]
    return None


def _identifier(headers: tuple[str, ...], cells_of: list[list[Any]], taken: dict) -> int | None:
    """The first column left that is named like an identifier, filled everywhere and never twice."""
    most = max((len(cells) for cells in cells_of), default=0)
    for place, name in enumerate(headers):
        cells = cells_of[place]
        values = {text_of(cell) for cell in cells}
        if (
            place not in taken
            and re.search(r"\b(?:id|code|ref|num|numero|identifiant)\b", fold(name))
            and len(cells) == most == len(values)
            and most >= 2
            and max(map(len, values)) <= 60
        ):
            return place
    return None
