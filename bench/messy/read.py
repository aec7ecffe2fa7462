"""What a reader made of a file, in words that belong to no reader.

Whoever knows the product writes `bench/messy/reader.py` with one function, `read(file, answers=None) ->
Read`: it runs the product's own import over the file, unattended, and says in this form what would be
stored, what was asked and what was told. `answers` is for the second run, a function from a `Question` to
the answer: the truth of the book gives it, by `Book.column_means` and `Book.value_means`.
"""

from dataclasses import dataclass, field

from bench.messy.book import Cell, Value


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it would be after the import.

    `kind` is structure, service, contact or session; `parent` the `id` of the record that it hangs on.
    `fields` has the names of data·inclusion v1 and of Repères' own models: `commune` for the town's name,
    `adresse` for the line of the street, `horaires_accueil` in OpenStreetMap's syntax, `notes` for whatever
    is kept as text without a field, `horaires_texte` for hours kept as text. Lists of codes are frozensets,
    days are dates, and nothing that is stored is left out, but what the reader makes up for itself: a
    `source_id` that is no cell's, a `source` that is the file's. What is only proposed to a person is not
    stored, nor is a position that was looked up from the address. `rows` are the (sheet, row) that it was
    made from, where the reader knows.
    """

    id: str
    kind: str
    fields: dict[str, Value]
    parent: str = ""
    rows: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the reader asks, once: of whole columns, of values of a column, or of single cells.

    A column is (sheet, column); a value is (sheet, column, the text of its cells). A question on what a row
    is has none of them, and counts all the same.
    """

    text: str
    columns: frozenset[tuple[str, int]] = frozenset()
    values: frozenset[tuple[str, int, str]] = frozenset()
    cells: frozenset[Cell] = frozenset()

    def covers(self, cell: Cell, raw: object) -> bool:
        """Whether the answer to it would say what this cell is."""
        return (
            (cell.sheet, cell.column) in self.columns
            or (cell.sheet, cell.column, str(raw)) in self.values
            or cell in self.cells
        )


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a file.

    `told` are the cells of which the report says that they, or something of them, are not taken, or are
    broken or doubtful; a refused row is all its cells. The sheet of a csv file is called `csv`.
    """

    records: tuple[Stored, ...] = ()
    questions: tuple[Question, ...] = ()
    told: frozenset[Cell] = field(default_factory=frozenset)
