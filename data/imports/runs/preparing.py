# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the file of a run is read, settled from what it shows: its format, its table, its columns, its rows."""

from typing import Any

from common.files import Book, Table, Unreadable
from common.files.spreadsheet import TOGETHER
from data.imports import (
    closing,
    columns,
    confidential,
    cutting,
    data_inclusion_v0,
    formats,
    hsds,
    lessons,
    ownership,
)
from data.imports.correcting import refuse_workbook
from data.imports.own import absent
from data.imports.own import tables as own
from data.imports.own.tables import OwnTable, own_tables
from data.imports.runs.choosing import (
    add_group_fields,
    check_identifier,
    profile_of,
    read_as_before,
    take_format,
)
from data.imports.runs.files import file_of
from data.imports.runs.kept import CUTS, DRAFT
from data.imports.runs.rows import settle_rows
from data.imports.shapes import chosen_table, open_tables
from data.models import ImportRun, Profile
from data.models.run import RunState
from search import words_of_here


def prepare(run: ImportRun) -> None:
    """Read the run's file through once and settle how it is read: format, table, mapping, profile.

    What was corrected of another table is let go.
    """
    words_of_here.begin()
    run.corrected = {}
    try:
        with file_of(run).on_disk() as path:
            _settle(run, open_tables(path))
    except Unreadable as refusal:
        run.state, run.notes = RunState.REFUSED, [str(refusal)]
    run.save()


def cut_again(run: ImportRun, rules: list[dict[str, Any]]) -> None:
    """Read the file again with its cells cut and joined by these rules, and no others."""
    kept = {name: run.settings[name] for name in ("table", DRAFT) if name in run.settings}
    run.settings = {"table": "", **kept, CUTS: rules}
    run.state = RunState.RECEIVED
    prepare(run)


def _settle(run: ImportRun, book: Book) -> None:
    """Fill in the run's settings from what the file shows, without overruling what was chosen."""
    run.told = {"Fichier": book.kind, **book.told}
    run.notes = list(book.notes)
    if mine := own_tables(book, ownership.role_for(run.user)):
        _settle_own(run, mine)
    elif inclusion := formats.data_inclusion_tables(book):
        _settle_inclusion(run, book, inclusion)
    elif hsds.is_hsds(book):
        run.settings = {"format": hsds.CODE}
        run.told["Format"] = hsds.NAME
        run.source = run.source or ownership.source_of_format(run.user, hsds.CODE, hsds.NAME)
    else:
        _settle_table(run, book)


def _settle_own(run: ImportRun, mine: list[OwnTable]) -> None:
    """Fill in the settings of a file that an export of ours wrote, and what is not in it any more."""
    told = absent.absent(mine, ownership.reader_for(run.user))
    run.settings = {"format": own.CODE, absent.KEY: told}
    run.told["Format"] = own.NAME
    run.notes = [note for note in run.notes if "Lisez-moi" not in note]
    run.source = (
        run.source
        or ownership.source_of_format(run.user, own.SOURCE, own.NAME)
        # Who has to name a source corrects what their own brought, as the file itself says.
        or ownership.first_usable(run.user, own.sources_named(mine))
    )


def _settle_table(run: ImportRun, book: Book) -> None:
    """Fill in the settings of a table whose columns are recognised, were chosen before, or are a format's."""
    given = chosen_table(book, run.settings)
    refuse_workbook(given.headers)
    run.notes += given.notes
    profile = profile_of(run, given)
    if profile:
        run.source = run.source or profile.source
    table, cuts = cutting.applied(given, _cuts(run))
    found = columns.recognise(table)
    run.settings = {
        DRAFT: run.settings.get(DRAFT, {}),
        CUTS: cuts,
        "uncut": list(given.headers),
        "table": table.name,
        "tables": [other.name for other in book.tables],
        "columns": [columns.as_kept(column) for column in found],
        "signature": columns.signature(given.headers),
    }
    add_group_fields(run, table)
    _tell_other_sheets(run, book, given)
    if profile:
        read_as_before(run, profile, {column.name: column.target for column in found})
    _settle_format(run, table, profile)
    settle_rows(run, table)
    confidential.first_look(run, table)
    closing.first_look(run, table)


def _settle_format(run: ImportRun, table: Table, profile: Profile | None) -> None:
    """The format of the table, which is the last edition's where there was one, and what it settles."""
    known = formats.by_code(run.settings["format"]) if profile else formats.known_format(table)
    if known and not profile:
        run.told["Format"] = known.name
        run.settings["format"] = known.code
        take_format(run, known.mapping(table))
    if known:
        # What a person said of the last edition stands before what the format usually is.
        run.whole = run.whole or (known.whole and profile is None)
        if run.source is None and known.source:
            run.source = ownership.source_of_format(run.user, known.source, known.name)
    if not (profile or known):
        check_identifier(run, table)


def _settle_inclusion(run: ImportRun, book: Book, tables: dict[str, Table]) -> None:
    """Fill in the settings of a file of data·inclusion, and say which of its tables are not read."""
    run.settings = {"format": formats.DATA_INCLUSION}
    outdated = data_inclusion_v0.is_v0(tables.values())
    run.told["Format"] = data_inclusion_v0.NAME if outdated else formats.DATA_INCLUSION_NAME
    run.source = run.source or ownership.source_of_format(
        run.user, formats.DATA_INCLUSION, formats.DATA_INCLUSION_SOURCE
    )
    for table in tables.values():
        run.notes += table.notes
    read = {table.name for table in tables.values()}
    if others := [table.name for table in book.tables if table.name not in read and table.name != TOGETHER]:
        run.notes.append(_other_tables(", ".join(f"« {name} »" for name in sorted(read)), others))


def _tell_other_sheets(run: ImportRun, book: Book, table: Table) -> None:
    """Say which tables of the file are not read, since one is."""
    read = table.headers[:-1] if table.parted else None
    others = [
        other.name
        for other in book.tables
        if other.name not in (table.name, TOGETHER, *table.parts) and tuple(other.headers) != read
    ]
    if others:
        run.notes.append(_other_tables(f"« {table.name} »", others))


def _other_tables(read: str, others: list[str]) -> str:
    """What is said of a file of which some tables alone are read."""
    named = ", ".join(f"« {name} »" for name in others[:8])
    return f"Seul est lu : {read}. Ce fichier contient aussi {named}."


def _cuts(run: ImportRun) -> list[dict[str, Any]]:
    """How the cells of the file are cut and joined: as was said of it, else as its source remembers."""
    if CUTS in run.settings:
        return run.settings[CUTS]
    return lessons.cuts_of(run.source) if run.source else []
