"""A workbook with its truth: what each cell that is not empty should become."""

import datetime
import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

# A set of codes must be contained in what is stored; a code that ends with `*` stands for any that begins so.
Value = str | int | float | bool | datetime.date | frozenset


class Cell(NamedTuple):
    """Where a cell is: rows and columns are counted from 1, as a spreadsheet does."""

    sheet: str
    row: int
    column: int


class Fate(enum.Enum):
    """What should become of a cell."""

    STORED = "stored"  # its value goes to the places that are told
    KEPT = "kept"  # no field takes it: its text stays in a description or in notes
    ASK = "ask"  # nobody can know without asking; `places` is what the answer would be
    IGNORABLE = "ignorable"  # headings, numbering, totals, section rows, notes on the list itself


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a record, the value that it should have, and others that are as right.

    `a|b` is either field; `a~` must hold the value among its words, as an address holds its number; and
    `horaires_accueil@Mo` is that day of the week alone, `@Mo/0` its morning and `@Mo/1` its afternoon.
    `elsewhere` is another record where it is as right: a telephone on a service's line may be the service's.
    """

    record: str
    field: str
    value: Value
    also: tuple[Value, ...] = ()
    elsewhere: str = ""

    @property
    def records(self) -> tuple[str, ...]:
        """The records that may hold it."""
        return (self.record, self.elsewhere) if self.elsewhere else (self.record,)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a cell is.

    `texts` are parts that may be anywhere in the family of `record` (a structure, its services and contacts),
    and are looked for besides the places of what is stored; of what is kept or asked, either will do. A text
    that begins with `tel:` is a telephone, in any field.
    `told` says that something of the cell is lost for good (broken letters), so that a word must be said.
    """

    fate: Fate
    places: tuple[Place, ...] = ()
    record: str = ""
    texts: tuple[str, ...] = ()
    told: bool = False
    why: str = ""


def stored(*places: Place, told: bool = False) -> Meaning:
    return Meaning(Fate.STORED, places, told=told)


def at(record: str, field_: str, value: Value, *also: Value) -> Meaning:
    """One place."""
    return stored(Place(record, field_, value, also))


def kept(record: str, *texts: str, places: tuple[Place, ...] = ()) -> Meaning:
    return Meaning(Fate.KEPT, places, record, texts)


def ask(*places: Place, record: str = "", texts: tuple[str, ...] = ()) -> Meaning:
    return Meaning(Fate.ASK, places, record=record, texts=texts)


def ignorable(why: str) -> Meaning:
    return Meaning(Fate.IGNORABLE, why=why)


@dataclass(slots=True)
class Record:
    """A record that the file speaks of.

    A `loose` service stands for « what the structure offers » where the file has a row a structure: a field
    of it is right in any service of the structure. `implied` is what the file says without any one cell
    saying so.
    """

    key: str
    kind: str  # structure | service | contact | session
    parent: str = ""
    loose: bool = False
    implied: dict[str, Value] = field(default_factory=dict)
    rows: set[tuple[str, int]] = field(default_factory=set)


@dataclass(slots=True)
class Sheet:
    """What is written on a sheet, and how it looks."""

    name: str
    values: dict[tuple[int, int], object] = field(default_factory=dict)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False
    fills: dict[tuple[int, int], str] = field(default_factory=dict)  # the colour of a cell, as RRGGBB
    comments: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class Book:
    """A file: its sheets, its truth, and the shapes that it shows. `kind` is xlsx, ods or csv."""

    name: str
    shapes: tuple[str, ...]
    kind: str = "xlsx"
    encoding: str = "utf-8"
    delimiter: str = ";"
    sheets: list[Sheet] = field(default_factory=list)
    truth: dict[Cell, Meaning] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)

    def sheet(self, name: str, *, hidden: bool = False) -> Sheet:
        self.sheets.append(Sheet(name, hidden=hidden))
        return self.sheets[-1]

    def record(
        self,
        key: str,
        kind: str,
        parent: str = "",
        *,
        loose: bool = False,
        implied: dict[str, Value] | None = None,
    ) -> str:
        """Declare a record once; its key again."""
        if key not in self.records:
            self.records[key] = Record(key, kind, parent, loose)
        self.records[key].implied.update(implied or {})
        return key

    def put(
        self, sheet: Sheet, row: int, column: int, value: object, meaning: Meaning, format_: str = ""
    ) -> None:
        """Write a cell with its truth. Nothing is written where the value is empty.

        Raises ValueError where something is written already, or a place names a record that is not declared.
        """
        if value is None or value == "":
            return
        if (row, column) in sheet.values:
            raise ValueError(f"{self.name}: {sheet.name} {row},{column} is written twice")
        sheet.values[row, column] = value
        if format_:
            sheet.formats[row, column] = format_
        self.truth[Cell(sheet.name, row, column)] = meaning
        for key in {key for place in meaning.places for key in place.records} | ({meaning.record} - {""}):
            if key not in self.records:
                raise ValueError(f"{self.name}: no record {key}")
            self.records[key].rows.add((sheet.name, row))

    def raw(self, cell: Cell) -> object:
        """What is written in a cell; None where nothing is."""
        sheet = next(one for one in self.sheets if one.name == cell.sheet)
        return sheet.values.get((cell.row, cell.column))

    def family(self, key: str) -> str:
        """The structure that a record belongs to, itself where it is one."""
        while self.records[key].parent:
            key = self.records[key].parent
        return key

    def column_means(self, sheet: str, column: int) -> Counter:
        """For whoever answers questions: the (kind, field) that a column's cells are, with their counts."""
        return Counter(
            (self.records[place.record].kind, place.field)
            for cell, meaning in self.truth.items()
            if (cell.sheet, cell.column) == (sheet, column)
            for place in meaning.places
        )

    def value_means(self, sheet: str, column: int, raw: object) -> set[tuple[str, str, Value]]:
        """For whoever answers questions: what a value of a column is, as (kind, field, value)."""
        return {
            (self.records[place.record].kind, place.field, place.value)
            for cell, meaning in self.truth.items()
            if (cell.sheet, cell.column) == (sheet, column) and self.raw(cell) == raw
            for place in meaning.places
        }


def codes(*values: str) -> frozenset:
    return frozenset(values)


def either(values: Iterable[str]) -> tuple[frozenset, ...]:
    """Sets of one code, each as right as the others."""
    return tuple(frozenset({value}) for value in values)
