# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records of the file of a run, read as its settings say and put into its rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from common.files import Book, Table, Unreadable
from common.required import required
from data.imports import (
    closing,
    columns,
    confidential,
    cutting,
    formats,
    group_fields,
    hsds,
    lessons,
    ownership,
)
from data.imports.correcting import Corrected, corrected_table, place_of, taken
from data.imports.data_inclusion import Reader
from data.imports.gathered import GATHERED
from data.imports.geocode import Locator
from data.imports.own import tables as own
from data.imports.own.records import OwnReader
from data.imports.own.tables import own_tables
from data.imports.progress import Tell
from data.imports.records import SHOWN, Builder, Layout, Record
from data.imports.row_kind import RowKind, row_kind
from data.imports.runs.kept import CUTS
from data.imports.runs.rows import no_name
from data.imports.shapes import chosen_table
from data.imports.stage import stage
from data.imports.targets import BY_KEY
from data.models import ImportRun


def locator_of(run: ImportRun) -> Locator:
    """What finds where the rows of a run are, with what was answered of the communes of its source."""
    source = required(run.source)
    return Locator(source.code, lessons.communes_of(source))


def read(
    run: ImportRun,
    book: Book,
    locator: Locator,
    watch: confidential.Watch,
    closed: closing.ClosedWatch,
    tell: Tell,
) -> int:
    """Put what a file says into the rows of its run; how many of its rows were read. `watch` and `closed`
    look at each for addresses that are not to be shown, and for structures that are no more.

    Raises Unreadable where no column is the name, or where the file cannot be read further.
    """
    source = required(run.source).code
    match run.settings.get("format"):
        case own.CODE:
            records = _watched(watch, _of_our_own(run, book, locator, watch.level))
        case formats.DATA_INCLUSION:
            records = _watched(watch, _of_data_inclusion(run, book, locator), closed)
        case hsds.CODE:
            records = _watched(watch, hsds.records(book, source, locator), closed)
        case _:
            records = _of_table(run, book, locator, watch, closed)
    return stage(run, records, tell)


def _of_our_own(run: ImportRun, book: Book, locator: Locator, hidden_from: int) -> Iterator[Record]:
    """The records of a file that an export of ours wrote."""
    reader = OwnReader(required(run.source).code, locator, ownership.reader_for(run.user), hidden_from)
    tables = [
        replace(one, table=corrected_table(run, one.table, own.place_of(one)))
        for one in own_tables(book, ownership.role_for(run.user))
    ]
    return taken(run, lambda: reader.records(tables))


def _of_data_inclusion(run: ImportRun, book: Book, locator: Locator) -> Iterator[Record]:
    """The records of a file of data·inclusion; then its quality is known."""
    reader = Reader(locator)
    tables = {
        kind: corrected_table(run, table, table.name)
        for kind, table in formats.data_inclusion_tables(book).items()
    }
    yield from taken(run, lambda: reader.records(tables))
    run.quality = reader.quality.mean


def _watched(
    watch: confidential.Watch, records: Iterable[Record], closed: closing.ClosedWatch | None = None
) -> Iterator[Record]:
    """The records of a format whose columns nobody chose: its own fields, and what it holds besides. Our own
    exports say by their status what is `closed`."""
    for record in records:
        said = record.said or {name: value for part in record.parts for name, value in part.payload.items()}
        watch.headers(said.keys())
        record = watch.look(record, list(said.items()))
        yield closed.look(record, list(said.items())) if closed else record


def _of_table(
    run: ImportRun, book: Book, locator: Locator, watch: confidential.Watch, closed: closing.ClosedWatch
) -> Iterator[Record]:
    """The records of a table whose columns were recognised or chosen."""
    # Corrected as the file has it, before its cells are cut: the workbook has the columns of the file.
    given = corrected_table(run, chosen_table(book, run.settings))
    table, _held = cutting.applied(given, run.settings.get(CUTS, []))
    layout = _layout_of(run, table, watch.level, locator)
    # What the file says of rows that were corrected is no question any more.
    builder, beside = Builder(layout), Builder(replace(layout, locator=locator_of(run)))
    watch.headers(confidential.unread(run))
    may_say_hidden = confidential.cells_to_look_at(run, table.headers)
    may_say_closed = closing.cells_to_look_at(run, table.headers)
    corrected = Corrected(run)
    as_in_file = _as_in_file(run, book, corrected)
    shown = 0
    for number, cells in table.rows():
        part = place_of(table, cells)
        # Read even where the run is not of it: two services of one structure are told apart in their order.
        record = builder.record(number, cells, corrected.key(part, number))
        if not corrected.takes(part, number):
            continue
        if (cells_of_file := as_in_file.get((part, number))) is not None:
            known_as = corrected.key(part, number)
            corrected.keep_as_in_file(part, number, record, beside.record(number, cells_of_file, known_as))
        record = watch.look(record, _said_in(cells, may_say_hidden))
        record = closed.look(record, _said_in(cells, may_say_closed))
        record.table = part
        if record.parts and shown < SHOWN:
            shown += 1
            record.given = builder.given(cells)
        yield record
    run.settings[GATHERED] = builder.gathered.kept()


def _layout_of(run: ImportRun, table: Table, hidden_from: int, locator: Locator) -> Layout:
    """How the rows of a table are read: as was chosen of its columns, by its format, by what rows seem to be.

    Raises Unreadable where no column is the name.
    """
    of_groups = group_fields.fields_of(run.user)
    mapping = {
        name: target
        for name, target in columns.targets(run.settings["columns"]).items()
        if target in BY_KEY or target in of_groups
    }
    if "nom" not in mapping.values():
        raise Unreadable(no_name(run))
    known = formats.by_code(run.settings.get("format", ""))
    told = row_kind(table.headers, columns.records_of(table), mapping, frozenset())
    kind = run.settings.get("defaults", {}).get("_rows") or (told.kind if told.sure else RowKind.STRUCTURE)
    return Layout(
        table.headers,
        mapping,
        locator,
        {**(known.defaults if known else {}), **_plain(run.settings.get("defaults", {}))},
        standard_hours=known.standard_hours if known else False,
        hidden_from=hidden_from,
        rows=RowKind(kind),
        own=told.own,
        of_session=told.of_session,
        lessons=lessons.of_source(required(run.source)),
        group_fields=of_groups,
    )


def _said_in(cells: Sequence[Any], places: Iterable[tuple[int, str]]) -> list[tuple[str, Any]]:
    """What some cells of a row hold, with the names of their columns."""
    return [(name, cells[place]) for place, name in places if place < len(cells)]


def _as_in_file(run: ImportRun, book: Book, corrected: Corrected) -> dict[tuple[str, int], list[Any]]:
    """The cells of the rows that a person corrected, as the file itself has them."""
    if not run.corrected:
        return {}
    table, _held = cutting.applied(chosen_table(book, run.settings), run.settings.get(CUTS, []))
    rows = ((place_of(table, cells), number, cells) for number, cells in table.rows())
    return {(part, number): cells for part, number, cells in rows if corrected.has(part, number)}


def _plain(defaults: dict[str, Any]) -> dict[str, Any]:
    """Of what was said of a file, the values that fill fields which no column gives."""
    return {
        name: value for name, value in defaults.items() if not name.startswith("_") and value not in ("", [])
    }
