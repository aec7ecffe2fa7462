# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cells of one row, by field, read into the parts that it makes."""

from collections.abc import Callable, Iterable
from typing import Any

from data.imports.gathered import Gathered
from data.imports.records.layout import Layout
from data.imports.records.record import Part
from data.imports.teachable import NO, YES
from data.imports.values import Reading, simple, text_of
from data.imports.values.lists import Vocabulary
from places.folding import fold

# What says where a row is.
_OF_PLACE = (
    "adresse", "code_postal", "commune", "cp_commune", "insee_commune", "code_insee", "latitude", "longitude",
    "point",
)  # fmt: skip


class Row:
    """The cells of a row, and what was met in them that goes elsewhere than their own field.

    `departement` is where it is, once that is known, and `place_said` what it says of that; `theirs` what
    the cells of the structure say of its person; `other_numbers` those that somebody said are for everybody;
    `beside` what a cell that says everything leaves. Words that stand for nothing are `gathered`.
    """

    def __init__(self, layout: Layout, cells: list[Any], gathered: Gathered):
        self.layout, self.gathered = layout, gathered
        self.departement = ""
        self.place_said: dict[str, str] = {}
        self.theirs: dict[str, str] = {}
        self.other_numbers: set[str] = set()
        self.beside = ""
        self._cells = cells
        self._filled: dict[str, list[Any]] = {}

    def fill(self, target: str, value: str) -> None:
        """Take a value for a field that no column gives."""
        self._filled[target] = [value]

    def has(self, target: str) -> bool:
        """Whether the file speaks of a field at all, be this row's cell empty."""
        layout = self.layout
        return bool(self._filled.get(target)) or target in layout.places or target in layout.defaults

    def cell_at(self, place: int) -> Any:
        """The cell of a column; None where the row ends before it."""
        return self._cells[place] if place < len(self._cells) else None

    def cells(self, target: str) -> list[Any]:
        """The filled cells of a field, else its default."""
        known = self._filled.get(target)
        if known is None:
            places = self.layout.places.get(target, ())
            known = [cell for place in places if text_of(cell := self.cell_at(place))]
            if not known and target in self.layout.defaults:
                known = [self.layout.defaults[target]]
            self._filled[target] = known
        return known

    def cell(self, target: str) -> Any:
        """The first filled cell of a field, else its default; None where there is none."""
        return next(iter(self.cells(target)), None)

    def header_of(self, target: str) -> str:
        """The name of the first column of a field; empty where none fills it."""
        places = self.layout.places.get(target)
        return self.layout.headers[places[0]] if places else ""

    def speaks_of_place(self) -> bool:
        """Whether the file says where its structures are."""
        return any(map(self.has, _OF_PLACE))

    def key(self) -> str:
        """The identifier of the row; empty where it has none."""
        return text_of(self.cell("id")).replace("\n", " ")[:200]

    def read(self, target: str, reader: Callable[[Any], Reading], part: Part) -> Any:
        """The value of a field; what could not be understood is told of the part."""
        reading = reader(self.cell(target))
        tell(target, reading, part)
        return reading.value

    def keep(self, target: str, reader: Callable[[Any], Reading], part: Part) -> None:
        """Read a field into the payload, where the file speaks of it."""
        if self.has(target):
            part.payload[target] = self.read(target, reader, part)

    def values(self, target: str, vocabulary: Vocabulary, part: Part) -> list[str]:
        """The values of a field, each once; words that stand for none are kept as a text of the part."""
        found: dict[str, None] = {}
        for cell in self.cells(target):
            reading = vocabulary.read(cell)
            self.gathered.note(target, reading)
            if reading.unknown:
                _tell_unknown(target, reading.unknown, part)
            if words := [*reading.unknown, *reading.left, *reading.beside]:
                part.texts.setdefault(target, []).extend(words)
            found.update(dict.fromkeys(reading.value))
        return list(found)

    def one(self, target: str, vocabulary: Vocabulary, part: Part) -> str:
        """The first value of a field; empty where there is none."""
        return next(iter(self.values(target, vocabulary, part)), "")

    def answer(self, target: str, reader: Callable[[Any], Reading], part: Part) -> bool | None:
        """Yes, no, or None: as it is written, else as the source was taught; other words are kept as text."""
        cell = self.cell(target)
        reading, text = reader(cell), text_of(cell)
        if reading.value is not None or not text:
            tell(target, reading, part)
            return reading.value
        taught = self.layout.lessons.values.get(target, {}).get(fold(text))
        if taught:
            self.gathered.note(target, Reading(None, learnt=(text,)))
            return {YES: True, NO: False}[taught[0]]
        part.texts.setdefault(target, []).append(text)
        if taught is None:
            self.gathered.unknown(target, text)
            _tell_unknown(target, (text,), part)
        else:
            self.gathered.note(target, Reading(None, left=(text,)))
        return None

    def joined(self, target: str, max_length: int, part: Part, separator: str = "\n") -> str:
        """What the columns of a field say together, each text once."""
        texts = dict.fromkeys(text_of(cell) for cell in self.cells(target))
        reading = simple.text(separator.join(filter(None, texts)), max_length)
        tell(target, reading, part)
        return reading.value


def tell(target: str, reading: Reading, part: Part) -> None:
    """Tell of a part what a reading of a field leaves in doubt, and keep the words beside its value."""
    part.doubts += [(target, doubt.message, doubt.lost) for doubt in reading.doubts]
    if reading.beside:
        part.texts.setdefault(target, []).extend(reading.beside)


def _tell_unknown(target: str, words: Iterable[str], part: Part) -> None:
    named = ", ".join(f"« {name[:40]} »" for name in words)
    part.doubts.append((target, f"{named} : inconnu ici, gardé comme texte.", False))
