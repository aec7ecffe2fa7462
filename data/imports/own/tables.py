# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which tables of a file are ones that an export of the directory wrote."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from accounts.roles import Role
from common.files import Book, Table
from common.files.limits import SAMPLE_ROWS
from data.imports.matching import OWN
from data.imports.own.same import untouched
from data.imports.values import text_of
from data.models import Link
from data.models.source import Kind
from mapping.models import VisibleStructure

CODE, NAME, SOURCE = OWN, "Export de Repères", "reperes"
# So many of the records of a standard's file have to be ours for it to be one of our exports.
_OURS = 0.5
# What says which structure a row is about.
_TOLD_BY = ("numero", "source", "id", "nom")
_WHOLE = re.compile(r"([0-9]{1,18})(?:[.,]0+)?")
_NUMBERED = re.compile(r"(?P<source>.+?)--n(?P<number>\d{1,18})")


class Shape(StrEnum):
    """What a table of an export is; services and contacts are the workbook's other sheets."""

    STRUCTURES = "structures"
    SOME = "some columns of structures"
    SERVICES = "services"
    CONTACTS = "contacts"
    MAP = "map"
    MEDIATION = "mediation"
    INCLUSION_STRUCTURES = "inclusion structures"
    INCLUSION_SERVICES = "inclusion services"


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table of a file, and which of an export's it is."""

    shape: Shape
    table: Table


_REQUIRED = (
    (Shape.CONTACTS, frozenset({"numero", "structure_numero", "service_numero", "nom", "fonction"})),
    (Shape.SERVICES, frozenset({"numero", "structure_numero", "nom", "thematiques", "modes_accueil"})),
    (
        Shape.STRUCTURES,
        frozenset({"numero", "source", "nom", "precision_position", "adresse_confidentielle"}),
    ),
    (Shape.MAP, frozenset({"numero", "source", "nom", "position_precision", "adresse_confidentielle"})),
    # What a person left of them: numbers, and what says whose each one is.
    (Shape.SOME, frozenset({"numero", "nom"})),
    (Shape.SOME, frozenset({"numero", "source", "id"})),
    (Shape.MEDIATION, frozenset({"id", "pivot", "nom", "frais_a_charge", "services"})),
    (Shape.INCLUSION_SERVICES, frozenset({"source", "structure_id", "id", "nom", "thematiques"})),
    (Shape.INCLUSION_STRUCTURES, frozenset({"source", "id", "nom", "date_maj", "commune", "code_insee"})),
)
_OF_STRUCTURES = (Shape.STRUCTURES, Shape.MAP, Shape.SOME)
_BY_NUMBER = (Shape.STRUCTURES, Shape.SERVICES, Shape.CONTACTS, Shape.MAP)


def own_tables(book: Book, role: Role) -> list[OwnTable]:
    """The tables of an export of this directory, structures first; none for any other file.

    `role` is whose eyes look for its records: that a draft exists is not told by how a file is read.
    """
    found = {}
    for table in book.tables:
        if not table.parts and (shape := _shape(table)) and shape not in found:
            found[shape] = OwnTable(shape, table)
    order = list(Shape)
    tables = sorted(found.values(), key=lambda one: order.index(one.shape))
    # A corrected workbook may have lost its other sheets: any one of them says whose it is.
    return tables if tables and is_ours(tables[0], role) else []


def place_of(one: OwnTable) -> str:
    """The table that the records of a table say they are of; nothing where the file has one."""
    named = one.shape not in (Shape.MAP, Shape.MEDIATION)
    return one.table.name if named and one.table.name else ""


def sources_named(tables: Iterable[OwnTable]) -> list[str]:
    """The codes of sources that the structures of a file say they come from, the most frequent first; none
    for a file that has no such column."""
    for one in tables:
        names = {name.strip().casefold(): place for place, name in enumerate(one.table.headers)}
        if one.shape in _OF_STRUCTURES and (place := names.get("source")) is not None:
            said = Counter(text_of(cells[place]) for _number, cells in one.table.rows() if place < len(cells))
            return [code for code, _times in said.most_common() if code]
    return []


def is_ours(one: OwnTable, role: Role) -> bool:
    """Whether most of the first records are of this directory, which a source did not bring as they are."""
    names = {name.strip().casefold(): place for place, name in enumerate(one.table.headers)}
    column = names.get("structure_numero", names.get("structure_id", names.get("numero", names.get("id", 0))))
    if one.shape in _OF_STRUCTURES:
        column = names["numero"]
    first = islice(one.table.rows(), SAMPLE_ROWS)
    texts = [text for _n, cells in first if column < len(cells) and (text := _identifier(cells[column]))]
    if not texts:
        return False
    if one.shape in _OF_STRUCTURES:
        return _are_the_same(one.table, names, role) >= _OURS * len(texts)
    if one.shape in _BY_NUMBER:
        return len(known_numbers(texts, role)) >= _OURS * len(set(texts))
    ours = known_identifiers(texts, role)
    if one.shape is Shape.MEDIATION:
        return len(ours) >= _OURS * len(set(texts))
    # A national file has the same identifiers: what an import brought is its to bring again.
    linked = set(
        Link.objects.filter(kind=Kind.STRUCTURE, key__in=ours.keys()).values_list("key", flat=True).distinct()
    )
    return len(ours.keys() - linked) >= _OURS * len(set(texts))


def _are_the_same(table: Table, names: dict[str, int], role: Role) -> int:
    """How many of the first rows are of the structure of their number: another directory has numbers too."""
    said = []
    for _n, cells in islice(table.rows(), SAMPLE_ROWS):
        row = {name: cells[names[name]] for name in _TOLD_BY if name in names and names[name] < len(cells)}
        if number := number_of(row.get("numero")):
            said.append((number, row))
    held = _seen(role).filter(id__in={number for number, _row in said})
    known = {one["id"]: one for one in held.values("id", "source", "source_id", "nom")}
    found = [
        (row, known[number])
        for number, row in said
        if number in known and text_of(row.get("source", known[number]["source"])) == known[number]["source"]
    ]
    same = sum(1 for row, one in found if _is_said_to_be(row, one))
    # A number and a source are not had by chance; a number alone is.
    return len(found) if "source" in names and same >= _OURS * len(found) else same


def _is_said_to_be(row: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    """Whether a row has the name of the structure of its number; where it says no name, its identifier."""
    if "nom" in row:
        return untouched(row["nom"], one["nom"])
    return bool(one["source_id"]) and untouched(row.get("id"), one["source_id"])


def _shape(table: Table) -> Shape | None:
    names = {name.strip().casefold() for name in table.headers}
    return next((shape for shape, required in _REQUIRED if required <= names), None)


def _seen(role: Role) -> QuerySet[VisibleStructure]:
    return VisibleStructure.objects.seen_by(role).order_by()


def number_of(cell: Any) -> int | None:
    """The number of a record, « 42 », or 42.0 as some tools write it; None where the cell is empty, 0 where
    it is no number."""
    text = text_of(cell)
    found = _WHOLE.fullmatch(text)
    return None if not text else int(found[1]) if found else 0


def _identifier(cell: Any) -> str:
    """A cell that names a record: its number, or the identifier that a standard's file gives."""
    return str(number_of(cell) or text_of(cell))


def known_numbers(texts: Iterable[str], role: Role) -> set[int]:
    """The numbers of structures that a role may see, among some texts."""
    numbers = {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 18}
    return set(_seen(role).filter(id__in=numbers).values_list("id", flat=True))


def known_identifiers(texts: Iterable[str], role: Role) -> dict[str, int]:
    """The numbers of structures that a role may see, by the identifier that exports of standards give."""
    asked = set(texts)
    numbered = {text: match for text in asked if (match := _NUMBERED.fullmatch(text))}
    pairs = {text.split("--", 1)[0] for text in asked if "--" in text}
    rest = {text.split("--", 1)[1] for text in asked if "--" in text}
    found = {}
    by_number = Q(id__in=[int(match["number"]) for match in numbered.values()])
    known = _seen(role).filter(by_number | Q(source__in=pairs, source_id__in=rest))
    for number, source, source_id in known.values_list("id", "source", "source_id"):
        for text in (f"{source}--{source_id}", f"{source}--n{number}"):
            if text in asked:
                found[text] = number
    return found
