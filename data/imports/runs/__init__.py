# SPDX-License-Identifier: AGPL-3.0-or-later
"""An import from its file to its undoing, for whoever asks: a page, the command, a schedule.

    receive -> (save a mapping) -> rehearse -> apply -> undo

Nothing of the directory is written before `apply`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from common.deadlocks import again_after_deadlock, someone_writes
from common.files import Book, Table, Unreadable
from common.files.spreadsheet import TOGETHER
from common.required import required
from data.imports import apply as applying
from data.imports import (
    closing,
    columns,
    confidential,
    cutting,
    data_inclusion_v0,
    formats,
    group_fields,
    hsds,
    lessons,
    losses,
    order,
    ownership,
    plan,
)
from data.imports.communes import COMMUNES
from data.imports.correcting import Corrected, corrected_table, place_of, refuse_workbook, taken
from data.imports.data_inclusion import Reader
from data.imports.gathered import GATHERED
from data.imports.geocode import Locator, ask_positions_again
from data.imports.laid import chosen_table, open_tables
from data.imports.own import absent
from data.imports.own import tables as own
from data.imports.own.records import OwnReader
from data.imports.own.tables import own_tables
from data.imports.progress import Tell, silent
from data.imports.records import SHOWN, Builder, Record
from data.imports.row_kind import RowKind, row_kind
from data.imports.stage import stage
from data.imports.targets import BY_KEY
from data.models import ImportRow, ImportRun, Profile, Source, StoredFile
from data.models.file import store
from data.models.run import RunState
from geocoding import runs as geocoding
from history.models import Event
from search import words_of_here

__all__ = ["accept", "apply", "prepare", "receive", "rehearse", "save_mapping", "suggested_source", "undo"]

# Where a run keeps the rules of its cells.
CUTS, _CUTS_THEN = "cuts", "_cuts"
# And what a program that sent it said of it (`data.api.settling`).
SAID = "said"
# What was answered on the page of columns and not sent yet (`data.pages.draft`).
DRAFT = "draft"
COMPARING = _("Comparaison avec l'annuaire")
TAKING_BACK = _("Annulation")


class NotForgotten(Exception):
    """Nothing was dropped; the message, in French, says why."""


class NotUndone(Exception):
    """Nothing was taken back; the message, in French, says why."""


def receive(name: str, chunks: Iterable[bytes], source: Source | None = None, user: Any = None) -> ImportRun:
    """Keep a file as given, tell what it is, and prepare its run.

    The run's state is `refused` with its reason among the notes when the file cannot be read.
    """
    return take(store(name, chunks), source, user)


def take(file: StoredFile, source: Source | None = None, user: Any = None) -> ImportRun:
    """The run of a file that is kept already, as `receive` makes it."""
    run = ImportRun.objects.create(file=file, source=source, user=user)
    prepare(run)
    return run


def prepare(run: ImportRun) -> None:
    """Read the run's file through once and settle how it is read: format, table, mapping, profile.

    What was corrected of another table is let go.
    """
    words_of_here.begin()
    run.corrected = {}
    try:
        with _file_of(run).on_disk() as path:
            _settle(run, open_tables(path))
    except Unreadable as refusal:
        run.state, run.notes = RunState.REFUSED, [str(refusal)]
    run.save()


def _file_of(run: ImportRun) -> StoredFile:
    """The file that a run reads. Raises Unreadable where it was deleted since."""
    if run.file is None:
        raise Unreadable("Ce fichier n'est plus sur le site : envoyez-le de nouveau.")
    return run.file


def _settle(run: ImportRun, book: Book) -> None:
    """Fill in the run's settings from what the file shows, without overruling what was chosen."""
    run.told = {"Fichier": book.kind, **book.told}
    run.notes = list(book.notes)
    if mine := own_tables(book, ownership.role_for(run.user)):
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
        return
    if inclusion := formats.data_inclusion_tables(book):
        _settle_inclusion(run, book, inclusion)
        return
    if hsds.is_hsds(book):
        run.settings = {"format": hsds.CODE}
        run.told["Format"] = hsds.NAME
        run.source = run.source or ownership.source_of_format(run.user, hsds.CODE, hsds.NAME)
        return
    given = chosen_table(book, run.settings)
    refuse_workbook(given.headers)
    run.notes += given.notes
    profile = _profile(run, given)
    if profile:
        run.source = run.source or profile.source
    table, cuts = cutting.applied(given, _cuts(run))
    known = formats.known_format(table)
    found = columns.recognise(table)
    run.settings = {
        DRAFT: run.settings.get(DRAFT, {}),
        CUTS: cuts,
        "uncut": list(given.headers),
        "table": table.name,
        "tables": [other.name for other in book.tables],
        "columns": [_kept(column) for column in found],
        "signature": columns.signature(given.headers),
    }
    _add_group_fields(run, table)
    _tell_other_sheets(run, book, given)
    if profile:
        _read_as_before(run, profile, {column.name: column.target for column in found})
        known = formats.by_code(run.settings["format"])
    elif known:
        run.told["Format"] = known.name
        run.settings["format"] = known.code
        _add(run, known.mapping(table))
    if known:
        # What a person said of the last edition stands before what the format usually is.
        run.whole = run.whole or (known.whole and profile is None)
        if run.source is None and known.source:
            run.source = ownership.source_of_format(run.user, known.source, known.name)
    if not (profile or known):
        _check_identifier(run, table)
    _settle_rows(run, table)
    confidential.first_look(run, table)
    closing.first_look(run, table)


def _add_group_fields(run: ImportRun, table: Table) -> None:
    """Take the columns that are called as our exports call fields of groups as these fields."""
    named = group_fields.recognised(run.user, table.headers)
    for column in run.settings["columns"]:
        if target := named.get(column["name"]):
            column["target"], column["why"] = target, columns.BY_NAME
            column["proposal"], column["may_name"] = "", 0


def _leave_what_is_not_theirs(run: ImportRun) -> None:
    """Of the columns that were fields of groups in the last edition, read none of a group that is not theirs
    who bring this one, or that is asked no more."""
    theirs = group_fields.fields_of(run.user)
    for column in run.settings["columns"]:
        if column["target"] not in BY_KEY and column["target"] not in theirs:
            column["target"], column["why"] = "", ""


def _read_as_before(run: ImportRun, profile: Profile, found: dict[str, str]) -> None:
    """Take the columns as the last edition of the file was read; `found` is what they were recognised as."""
    run.profile = profile
    run.told["Profil"] = profile.nom
    chosen = {name: target for name, target in profile.mapping.items() if name in found}
    if profile.defaults.get(_CUTS_THEN, []) != run.settings[CUTS]:
        # Nothing was said yet of the columns that are cut or joined since.
        made = found.keys() - set(run.settings["uncut"])
        chosen |= {name: target for name, target in found.items() if name in made}
    _choose(run, chosen)
    _leave_what_is_not_theirs(run)
    run.settings["defaults"] = profile.defaults
    run.settings["format"] = profile.defaults.get("_format", "")
    run.whole = run.whole or bool(profile.defaults.get("_whole"))


def _cuts(run: ImportRun) -> list[dict[str, Any]]:
    """How the cells of the file are cut and joined: as was said of it, else as its source remembers."""
    if CUTS in run.settings:
        return run.settings[CUTS]
    return lessons.cuts_of(run.source) if run.source else []


@contextmanager
def table_of(run: ImportRun) -> Iterator[Table]:
    """The table of a run as its file has it, no cell being cut or joined, while the file is at hand. Raises
    Unreadable."""
    with _file_of(run).on_disk() as path:
        yield chosen_table(open_tables(path), run.settings)


def cut_again(run: ImportRun, rules: list[dict[str, Any]]) -> None:
    """Read the file again with its cells cut and joined by these rules, and no others."""
    kept = {name: run.settings[name] for name in ("table", DRAFT) if name in run.settings}
    run.settings = {"table": "", **kept, CUTS: rules}
    run.state = RunState.RECEIVED
    prepare(run)


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


def _settle_rows(run: ImportRun, table: Table) -> None:
    """What each row is, unless it was said of an earlier edition."""
    proposed = frozenset(column["name"] for column in run.settings["columns"] if column["proposal"])
    mapping = columns.targets(run.settings["columns"])
    rows = columns.records_of(table)
    names = columns.may_be_the_name(run.settings["columns"])
    # Where nobody said yet which column is the name, what each may be is asked about at once.
    tried = [row_kind(table.headers, rows, mapping | {name: "nom"}, proposed - {name}) for name in names]
    told = next((one for one in tried if one.why), row_kind(table.headers, rows, mapping, proposed))
    if names and told.why:
        told = replace(told, sure=False)
    run.settings["named"] = [name for name, target in mapping.items() if target == "nom"] or names
    chosen = run.settings.get("defaults", {}).get("_rows", "")
    if told.activity and "service_nom" not in mapping.values():
        for column in run.settings["columns"]:
            if column["name"] == told.activity and told.sure and not chosen:
                column["target"], column["proposal"], column["why"] = "service_nom", "", told.why
            elif column["name"] == told.activity and not told.sure:
                column["proposal"] = column["proposal"] or "service_nom"
    run.settings["rows"] = {
        "kind": chosen or (told.kind.value if told.sure else RowKind.STRUCTURE.value),
        "proposal": "" if chosen or told.sure else told.kind.value,
        "why": told.why,
    }


def no_name(run: ImportRun) -> str:
    """What is said of a file of which no column is the name: which may be, where some may."""
    text = "Aucune colonne n'est le nom de la structure : dites laquelle."
    names = columns.may_be_the_name(run.settings.get("columns", []))
    if not names:
        return text
    return f"{text} Peut-être {' ou '.join(f'« {name} »' for name in names[:4])}."


def rows_in_doubt(run: ImportRun, mapping: dict[str, str]) -> bool:
    """Whether what a row is has to be asked again, the name being a column that nobody had thought of; the
    question is then kept on the run. Raises Unreadable."""
    name = next((name for name, target in mapping.items() if target == "nom"), "")
    if name in run.settings.get("named", []):
        return False
    with table_of(run) as given:
        table, _held = cutting.applied(given, run.settings.get(CUTS, []))
        told = row_kind(table.headers, columns.records_of(table), mapping, frozenset())
    if told.sure:
        return False
    run.settings["named"] = [name]
    run.settings["rows"] = {"kind": RowKind.STRUCTURE.value, "proposal": told.kind.value, "why": told.why}
    run.save(update_fields=["settings"])
    return True


def _check_identifier(run: ImportRun, table: Table) -> None:
    """Look at the whole file: what is the same in two rows is no identifier, whatever the first rows say."""
    mapping = columns.targets(run.settings["columns"])
    names = [name for name, target in mapping.items() if target == "id"]
    if not names:
        return
    place = table.headers.index(names[0])
    nom = next((table.headers.index(name) for name, target in mapping.items() if target == "nom"), None)
    if columns.identifies_throughout(table, place, nom):
        return
    for column in run.settings["columns"]:
        if column["name"] == names[0]:
            column["target"], column["why"] = "", columns.NOT_AN_IDENTIFIER


def _kept(column: columns.Column) -> dict[str, Any]:
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


def _choose(run: ImportRun, mapping: dict[str, str]) -> None:
    """Take the columns as a person said, those left out being said not to be taken."""
    for column in run.settings["columns"]:
        target = mapping.get(column["name"], "")
        column["proposal"], column["may_name"] = "", 0
        if target != column["target"]:
            column["target"], column["why"] = target, columns.BY_PERSON if target else ""


def _add(run: ImportRun, mapping: dict[str, str]) -> None:
    """Take the columns that a known format names as it says; the others stay as they were recognised.

    A field that the format gives to one column is no other's.
    """
    given = {target for target in mapping.values() if not BY_KEY[target].many}
    for column in run.settings["columns"]:
        target = mapping.get(column["name"], "")
        if target:
            if target != column["target"]:
                column["target"], column["why"] = target, columns.BY_FORMAT
            column["proposal"] = ""
        if "nom" in given:
            column["may_name"] = 0
        if not target and (column["target"] in given or column["proposal"] in given):
            column["target"], column["why"], column["proposal"] = "", "", ""


def _profile(run: ImportRun, table: Table) -> Profile | None:
    found = Profile.objects.filter(signature=columns.signature(table.headers)).select_related("source")
    if run.source:
        found = found.filter(source=run.source)
    else:
        found = found.filter(source__in=ownership.usable(run.user).order_by().values("pk"))
    return found.order_by("-updated_at", "pk").first()


def suggested_source(run: ImportRun) -> str:
    """A name for the source of a file that no source is known for: the one that it was sent under, else the
    file's own, without dates."""
    if name := run.settings.get(SAID, {}).get("source"):
        return name
    stem = (run.file.name if run.file else "").rsplit(".", 1)[0]
    words = [word for word in slugify(stem).replace("_", "-").split("-") if not word.isdigit()]
    return " ".join(words).capitalize() or "Import"


@transaction.atomic
def save_mapping(
    run: ImportRun,
    mapping: dict[str, str],
    source: Source,
    defaults: dict[str, Any] | None = None,
    profile_name: str = "",
    whole: bool | None = None,
) -> None:
    """Settle which field each column is, and keep it as a profile for the next edition of the file."""
    run.source = source
    _choose(run, mapping)
    run.settings.pop(DRAFT, None)
    run.settings["defaults"] = defaults or {}
    if whole is not None:
        run.whole = whole
    run.settings.setdefault("rows", {})
    if rows := (defaults or {}).get("_rows"):
        run.settings["rows"] |= {"kind": rows, "proposal": ""}
    kept = dict(defaults or {})
    kept["_whole"] = run.whole
    kept[_CUTS_THEN] = run.settings.get(CUTS, [])
    if run.settings.get("format"):
        kept["_format"] = run.settings["format"]
    run.profile, _made = Profile.objects.update_or_create(
        source=source,
        signature=run.settings["signature"],
        defaults={"nom": profile_name or source.nom, "mapping": mapping, "defaults": kept},
    )
    lessons.keep_cuts(source, run.settings.get(CUTS, []), run.user)
    run.state = RunState.RECEIVED
    run.save()


def rehearse(run: ImportRun, tell: Tell = silent) -> plan.Plan:
    """Read the file into the run's rows and work out what applying would do of each.

    Raises Unreadable when the file, read further, cannot be taken in.
    """
    if run.source is None:
        raise Unreadable("Dites d'abord de quelle source vient ce fichier.")
    if not ownership.may_use(run.user, run.source):
        raise Unreadable(ownership.refusal(run.source))
    watch, closed = confidential.watch_of(run), closing.watch_of(run)
    words_of_here.begin()
    try:
        with _file_of(run).on_disk() as path, transaction.atomic():
            book = open_tables(path)
            locator = _locator(run)
            run.rows_read = _stage(run, book, locator, watch, closed, tell)
            run.settings[COMMUNES] = locator.met.kept()
            watch.check()
            closed.check()
            run.settings.pop(confidential.CLUES, None)
            run.settings.pop(closing.CLUES, None)
            run.save()
            tell(COMPARING, run.rows_read, run.rows_read)
            return plan.rehearse(run)
    except confidential.Undecided:
        run.settings[confidential.CLUES], run.settings[closing.CLUES] = watch.clues, closed.clues
        ImportRun.objects.filter(pk=run.pk).update(settings=run.settings, state=RunState.RECEIVED)
        raise


def _locator(run: ImportRun) -> Locator:
    source = required(run.source)
    return Locator(source.code, lessons.communes_of(source))


def _stage(
    run: ImportRun,
    book: Book,
    locator: Locator,
    watch: confidential.Watch,
    closed: closing.ClosedWatch,
    tell: Tell,
) -> int:
    source = required(run.source).code
    if run.settings.get("format") == own.CODE:
        mine = OwnReader(source, locator, ownership.reader_for(run.user), watch.level)
        ours = [
            replace(one, table=corrected_table(run, one.table, own.place_of(one)))
            for one in own_tables(book, ownership.role_for(run.user))
        ]
        return stage(run, _watched(watch, taken(run, lambda: mine.records(ours))), tell)
    if run.settings.get("format") == formats.DATA_INCLUSION:
        reader = Reader(locator)
        tables = {
            kind: corrected_table(run, table, table.name)
            for kind, table in formats.data_inclusion_tables(book).items()
        }
        records = _watched(watch, taken(run, lambda: reader.records(tables)), closed)
        count = stage(run, records, tell)
        run.quality = reader.quality.mean
        return count
    if run.settings.get("format") == hsds.CODE:
        return stage(run, _watched(watch, hsds.records(book, source, locator), closed), tell)
    return stage(run, _records(run, book, locator, watch, closed), tell)


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


def _records(
    run: ImportRun, book: Book, locator: Locator, watch: confidential.Watch, closed: closing.ClosedWatch
) -> Iterator[Record]:
    # Corrected as the file has it, before its cells are cut: the workbook has the columns of the file.
    given = corrected_table(run, chosen_table(book, run.settings))
    table, _held = cutting.applied(given, run.settings.get(CUTS, []))
    of_groups = group_fields.fields_of(run.user)
    mapping = {
        name: target
        for name, target in columns.targets(run.settings["columns"]).items()
        if target in BY_KEY or target in of_groups
    }
    if "nom" not in mapping.values():
        raise Unreadable(no_name(run))
    known = formats.by_code(run.settings.get("format", ""))
    defaults = {**(known.defaults if known else {}), **_plain(run.settings.get("defaults", {}))}
    told = row_kind(table.headers, columns.records_of(table), mapping, frozenset())
    kind = run.settings.get("defaults", {}).get("_rows") or (told.kind if told.sure else RowKind.STRUCTURE)

    def new_builder(locator: Locator) -> Builder:
        return Builder(
            required(run.source).code,
            table.headers,
            mapping,
            locator,
            defaults,
            known.standard_hours if known else False,
            watch.level,
            RowKind(kind),
            told.own,
            lessons.of_source(required(run.source)),
            told.of_session,
            of_groups,
        )

    # What the file says of rows that were corrected is no question any more.
    builder, beside = new_builder(locator), new_builder(_locator(run))
    watch.headers(confidential.unread(run))
    places = confidential.cells_to_look_at(run, table.headers)
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
        record = watch.look(record, [(name, cells[place]) for place, name in places if place < len(cells)])
        record = closed.look(
            record, [(name, cells[place]) for place, name in may_say_closed if place < len(cells)]
        )
        record.table = part
        if record.parts and shown < SHOWN:
            shown += 1
            record.given = builder.given(cells)
        yield record
    run.settings[GATHERED] = builder.gathered.kept()


def _as_in_file(run: ImportRun, book: Book, corrected: Corrected) -> dict[tuple[str, int], list[Any]]:
    """The cells of the rows that a person corrected, as the file itself has them."""
    if not run.corrected:
        return {}
    table, _held = cutting.applied(chosen_table(book, run.settings), run.settings.get(CUTS, []))
    rows = ((place_of(table, cells), number, cells) for number, cells in table.rows())
    return {(part, number): cells for part, number, cells in rows if corrected.has(part, number)}


def _plain(defaults: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in defaults.items() if not name.startswith("_") and value not in ("", [])
    }


def accept(run: ImportRun, user: Any = None) -> None:
    """Keep that prefecture staff (None: at a terminal) said yes to what the rehearsal shows and loses now."""
    losses.accept(run, user)
    run.accepted_by, run.accepted_digest = user, run.plan_digest
    run.save(update_fields=["accepted_by", "accepted_digest"])


def apply(run: ImportRun, tell: Tell = silent) -> ImportRun:
    """Write what was rehearsed. When the directory changed meanwhile, rehearse again and say so.

    Raises NotApplied (PlanChanged in that case).
    """
    try:
        return applying.apply(run.pk, tell)
    except applying.PlanChanged:
        plan.rehearse(run)
        raise


def undo(run_id: int, tell: Tell = silent, user: Any = None) -> ImportRun:
    """Take a run back, even after others edited; `left_by_undo` of the run that is returned lists what was
    left.

    Raises NotUndone when the run was not applied, or someone else writes there for longer than this waits.
    """
    try:
        return again_after_deadlock(lambda: _undo(run_id, tell, user))
    except OperationalError as error:
        if not someone_writes(error):
            raise
        raise NotUndone(str(applying.BUSY)) from error


def redo(run_id: int, tell: Tell = silent, user: Any = None) -> ImportRun:
    """Do again what a run did, once it was undone; as `undo`, whose undoing it is."""
    try:
        return again_after_deadlock(lambda: _redo(run_id, tell, user))
    except OperationalError as error:
        if not someone_writes(error):
            raise
        raise NotUndone(str(applying.BUSY)) from error


@transaction.atomic
def _undo(run_id: int, tell: Tell, user: Any) -> ImportRun:
    run = _locked(run_id)
    if run.state == RunState.UNDONE:
        return run
    if run.state != RunState.APPLIED:
        raise NotUndone("Cet import n'est pas appliqué : il n'y a rien à annuler.")
    if run.geocoding:
        geocoding.cancel(run.geocoding)
    order.undo(run, _Count(run, tell).add, user)
    run.state, run.undone_at = RunState.UNDONE, timezone.now()
    run.geocoding = ask_positions_again(run)
    run.save(update_fields=["left_by_undo", "state", "undone_at", "geocoding"])
    order.settle(run, user)
    run.refresh_from_db()
    return run


@transaction.atomic
def _redo(run_id: int, tell: Tell, user: Any) -> ImportRun:
    run = _locked(run_id)
    if run.state == RunState.APPLIED:
        return run
    if run.state != RunState.UNDONE:
        raise NotUndone("Cet import n'a pas été annulé : il n'y a rien à refaire.")
    order.redo(run, _Count(run, tell).add, user)
    run.state, run.redone_at = RunState.APPLIED, timezone.now()
    run.save(update_fields=["left_by_undo", "state", "redone_at"])
    order.settle(run, user)
    run.refresh_from_db()
    return run


def _locked(run_id: int) -> ImportRun:
    """The run, once no other import, merge or undoing is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [applying.ADVISORY_LOCK])
    return ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)


class _Count:
    """Records taken back so far, told as they are."""

    def __init__(self, run: ImportRun, tell: Tell) -> None:
        self._tell, self._done = tell, 0
        self._total = Event.objects.filter(act__run=run.pk).count() if tell is not silent else 0

    def add(self, count: int) -> None:
        self._done += count
        self._tell(TAKING_BACK, self._done, max(self._total, self._done))


@transaction.atomic
def forget(run: ImportRun) -> None:
    """Drop a run that was never applied, with its rows, its file and what was said of its correction.

    Raises NotForgotten for one that was, or that something is being done of.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("file").get(pk=run.pk)
    if run.state in (RunState.APPLIED, RunState.UNDONE):
        raise NotForgotten("Un import appliqué est gardé : il peut être annulé.")
    if run.doing:
        raise NotForgotten("Quelque chose est en cours sur cet import : arrêtez-le d'abord.")
    file = run.file
    ImportRow.objects.filter(run=run).delete()
    run.delete()
    if file and not StoredFile.objects.filter(pk=file.pk, runs__isnull=False).exists():
        file.delete()
