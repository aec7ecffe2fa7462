"""The product's own import over a file, unattended, in the words of `bench.messy.read`.

Whatever it writes is in a transaction of the caller's, who takes it back.
"""

import re
import struct
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.messy.book import Book, Cell, Fate, Value
from bench.messy.read import Question, Read, Stored
from common.files import Book as FileBook
from common.files import Table, Unreadable, open_grids
from data.imports import closing, confidential, runs
from data.imports.row_kind import WHEN
from data.imports.shapes import open_tables
from data.imports.targets import BY_KEY, DAYS
from data.imports.values import hours, text_of
from data.models import ImportRow, ImportRun
from data.models.source import source_named
from mapping.models import Structure

Answer = Callable[[Question], Any]
ROWS = "Que dit une ligne de ce tableau ?"
_TAKEN = ("create", "change", "same")
_LEFT = frozenset({"source", "source_id", "position_precision", "position_origin", "address_visibility"})
_DAY_CODES = dict(zip(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), DAYS, strict=True))
# The field of a column, where the bench has another word for it.
_TARGETS = {
    ("structure", "commune_nom"): "commune", ("structure", "horaires_accueil"): "horaires",
    ("structure", "horaires_texte"): "horaires", ("structure", "notes"): "description",
    ("structure", "source_id"): "id", ("service", "nom"): "service_nom",
    ("service", "description"): "service_description", ("service", "notes"): "service_description",
    ("service", "horaires_accueil"): "horaires", ("service", "horaires_texte"): "horaires",
    ("service", "telephone"): "telephone", ("service", "courriel"): "courriel",
    ("session", "first_day"): "session_debut", ("session", "last_day"): "session_fin",
}  # fmt: skip


def read(file: Path, answers: Answer | None = None) -> Read:
    """What an import makes of a file; with `answers`, once its questions are answered."""
    run = runs.receive(file.name, iter([file.read_bytes()]))
    if run.state == "refused":
        # The whole file is refused, and that is said.
        return Read(told=frozenset(_everything(file)))
    questions = list(_questions(run, file))
    if answers:
        _answer(run, questions, answers)
    else:
        _leave(run)
    try:
        runs.rehearse(run)
    except (confidential.Undecided, Unreadable):
        for column in run.settings.get(confidential.CLUES, {}):
            questions.append(Question(f"« {column} » parle-t-elle d'adresses confidentielles ?"))
        if run.settings.get(closing.CLUES):
            questions.append(Question("Que deviennent les structures dites fermées ?"))
        _settle_clues(run)
        try:
            runs.rehearse(run)
        except Unreadable:
            return Read((), tuple(questions), frozenset(_filled(_table(run, file), file)))
    return Read(tuple(_records(run, file)), tuple(questions), frozenset(_told(run, file)))


def answers_of(book: Book) -> Answer:
    """What a person who knows the file would answer: of a column the field that most of its cells are, of
    rows whether they are services that come one by one."""

    def answer(question: Question) -> Any:
        if question.text == ROWS:
            services = [one for one in book.records.values() if one.kind == "service" and not one.loose]
            return "service" if services else "structure"
        found: Counter = Counter()
        for sheet, column in question.columns:
            found += book.column_means(sheet, column)
        if not found and question.text.endswith(": description ?") and _are_kept(book, question):
            return "description"
        return next((target for meant, _count in found.most_common() if (target := _target(*meant))), "")

    return answer


def _are_kept(book: Book, question: Question) -> bool:
    """Whether a column holds texts that no field takes and that are to be kept."""
    return any(
        meaning.fate is Fate.KEPT
        for cell, meaning in book.truth.items()
        if (cell.sheet, cell.column) in question.columns
    )


def _target(kind: str, spec: str) -> str:
    """The field of the product that a place of the truth is."""
    first = spec.split("|")[0]
    name, _, day = first.rstrip("~").partition("@")
    if day:
        return _DAY_CODES[day.split("/")[0]]
    name = _TARGETS.get((kind, name), f"contact_{name}" if kind == "contact" else name)
    return name if name in BY_KEY else ""


def _questions(run: ImportRun, file: Path) -> Iterator[Question]:
    for column in run.settings.get("columns", []):
        if column.get("proposal"):
            place = _place(run, column["name"])
            text = f"{column['name']} : {column['proposal']} ?"
            yield Question(text, frozenset((sheet, place) for sheet in _sheets(run, file)))
    if run.settings.get("rows", {}).get("proposal"):
        yield Question(ROWS)


def _answer(run: ImportRun, questions: list[Question], answers: Answer) -> None:
    mapping = {c["name"]: c["target"] for c in run.settings.get("columns", []) if c["target"]}
    rows = ""
    asked = iter(questions)
    for column in run.settings.get("columns", []):
        if column.get("proposal"):
            said = answers(next(asked))
            if said and (BY_KEY[said].many or said not in mapping.values()):
                mapping[column["name"]] = said
    for question in asked:
        rows = answers(question)
    if run.settings.get("columns"):
        defaults = {"_rows": rows} if rows else {}
        runs.save_mapping(run, mapping, run.source or source_named("messy", "Messy"), defaults)


def _leave(run: ImportRun) -> None:
    """Take the file as it was recognised, what is asked being left."""
    if run.settings.get("columns"):
        mapping = {c["name"]: c["target"] for c in run.settings["columns"] if c["target"]}
        runs.save_mapping(run, mapping, run.source or source_named("messy", "Messy"))
    elif run.source is None:
        run.source = source_named("messy", "Messy")
        run.save()


def _settle_clues(run: ImportRun) -> None:
    """Say of what seems to speak of confidential addresses that it does; publish what is said closed."""
    said = dict.fromkeys(run.settings.get(confidential.CLUES, {}), confidential.HIDE)
    answers = confidential.answered(run, said)
    closed = closing.answered(run, closing.PUBLISH)
    run.settings["defaults"] = {
        **run.settings.get("defaults", {}), confidential.ANSWERS: answers, closing.ANSWER: closed,
    }  # fmt: skip
    run.save()


def _place(run: ImportRun, name: str) -> int:
    return [column["name"] for column in run.settings["columns"]].index(name) + 1


def _sheets(run: ImportRun, file: Path) -> list[str]:
    table = _table(run, file)
    return sorted({_sheet(table, cells) for _number, cells in table.rows()})


@lru_cache(maxsize=2)
def _opened(file: Path) -> FileBook:
    """The tables of a file, whose rows are kept."""
    book = open_tables(file)
    return replace(book, tables=tuple(_kept(table) for table in book.tables))


def _kept(table: Table) -> Table:
    rows = list(table.rows())
    return replace(table, rows=lambda: iter(rows))


def _table(run: ImportRun, file: Path) -> Table:
    return _opened(file).table(run.settings.get("table", ""))


def _sheet(table: Table, cells: list[Any]) -> str:
    return str(cells[-1]) if table.parted and not table.beside else table.name or "csv"


def _everything(file: Path) -> Iterator[Cell]:
    for grid in open_grids(file):
        for number, cells in grid.rows():
            for place, cell in enumerate(cells, start=1):
                if text_of(cell):
                    yield Cell(grid.name or "csv", number, place)


def _filled(table: Table, _file: Path) -> Iterator[Cell]:
    for number, cells in table.rows():
        for place, cell in enumerate(cells, start=1):
            if text_of(cell):
                yield Cell(_sheet(table, cells), number, place)


def _told(run: ImportRun, file: Path) -> Iterator[Cell]:
    """The cells of refused rows, of columns that are not read, of sheets that are said not to be, and those
    that a doubt is about."""
    book = _opened(file)
    columns = run.settings.get("columns")
    if not columns:
        if any(note.startswith("Seul est lu") for note in run.notes):
            read = set(ImportRow.objects.filter(run=run).values_list("table", flat=True))
            for other in book.tables:
                if other.name not in read:
                    yield from _filled(other, file)
        for row in ImportRow.objects.filter(run=run, action="refuse"):
            for table in book.tables:
                yield from (one for one in _filled(table, file) if one.row == row.number)
        return
    table = book.table(run.settings.get("table", ""))
    if any(note.startswith("Seul est lu") for note in run.notes):
        for other in book.tables:
            if other.name != table.name:
                yield from _filled(other, file)
    unread = {place for place, column in enumerate(columns, start=1) if not column["target"]}
    by_target = defaultdict(set)
    for place, column in enumerate(columns, start=1):
        by_target[_field(column["target"])].add(place)
    refused, doubted, broken = set(), defaultdict(set), defaultdict(list)
    for row in ImportRow.objects.filter(run=run):
        if row.action == "refuse":
            refused.add((row.table, row.number))
        for name, message, _lost in row.doubts:
            places = by_target[_field(name)] if row.kind != "contact" else by_target[f"contact_{name}"]
            doubted[(row.table, row.number)] |= places
            if "lettres de ce texte" in message:
                broken[(row.table, row.number)].append(message[1 : message.index("»")].strip())
    for number, cells in table.rows():
        key = (str(cells[-1]) if table.parted else "", number)
        for place, cell in enumerate(cells, start=1):
            if not text_of(cell):
                continue
            lost = any(shown in text_of(cell) for shown in broken[key])
            if key in refused or place in unread or place in doubted[key] or lost:
                if table.origin:
                    at = table.origin(number, cells)
                    if place <= len(at) and (found := at[place - 1]):
                        yield Cell(_sheet(table, cells), *found)
                    continue
                if table.beside:
                    yield Cell(table.name, number, place + table.beside[str(cells[-1])])
                    continue
                # A table on its side is read column by column: its first line is the header's.
                row, column = (
                    (table.header_line - 1 + place, number) if table.on_its_side else (number, place)
                )
                yield Cell(_sheet(table, cells), row, column)


def _field(name: str) -> str:
    """One word for what is said of a field and for the columns that fill it."""
    if name in WHEN or name == "horaires_accueil":
        return "horaires"
    if name in ("latitude", "longitude", "point", "commune", "code_insee", "commune_nom"):
        return "position"
    return name.removeprefix("service_")


def _records(run: ImportRun, file: Path) -> Iterator[Stored]:
    table = _table(run, file)
    rows = list(ImportRow.objects.filter(run=run, action__in=_TAKEN, number__gt=0))
    made = {row.key: row for row in rows if row.kind == "structure"}
    known = Structure.objects.in_bulk([row.target for row in rows if row.kind == "structure" and row.target])
    named = any(c["target"] == "id" for c in run.settings.get("columns", []))
    for row in rows:
        fields = dict(_fields(row, run))
        if row.kind == "structure" and named and not row.key.startswith("nom-"):
            fields["source_id"] = row.key
        fields |= {name: row.payload[name] for name in ("source", "source_id") if row.payload.get(name)}
        if row.target in known and row.kind == "structure":
            fields.setdefault("nom", known[row.target].nom)
        parent = f"structure {row.parent}" if row.kind != "structure" and row.parent in made else ""
        sheet = (row.table if not table.beside else "") or (table.name if table.name else "csv")
        lines = {row.number}
        if table.origin and not table.parted:
            lines |= {found[0] for found in table.origin(row.number, ()) if found}
        if table.on_its_side:
            lines = {table.header_line + place for place in range(len(table.headers))}
        yield Stored(
            f"{row.kind} {row.key}", row.kind, fields, parent, frozenset((sheet, line) for line in lines)
        )


def _fields(row: ImportRow, run: ImportRun) -> Iterator[tuple[str, Value]]:
    for name, value in row.payload.items():
        if value in (None, "", []) or name in _LEFT:
            continue
        if name == "position":
            if row.payload.get("position_origin") == run.source.code[:50]:
                lon, lat = struct.unpack("<dd", bytes.fromhex(value)[-16:])
                yield "longitude", lon
                yield "latitude", lat
        elif name == "horaires_accueil":
            yield ("horaires_accueil" if hours.is_osm(value) else "horaires_texte"), value
        elif name == "commune_nom":
            yield "commune", value
        elif isinstance(value, list):
            yield name, frozenset(map(str, value))
        elif name in ("date_maj", "places_restantes_le", "first_day", "last_day") and re.fullmatch(
            r"\d{4}-\d\d-\d\d", str(value)
        ):
            yield name, date.fromisoformat(value)
        else:
            yield name, value


def hours_of(text: str) -> str | None:
    """The week that the import reads in a text; None where it keeps the text."""
    read = hours.read(text)
    return None if hours.is_kept(read) else read.value
