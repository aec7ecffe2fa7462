"""An import from its file to its undoing, for whoever asks: a page, the command, a schedule.

    receive -> (save a mapping) -> rehearse -> apply -> undo

Nothing of the directory is written before `apply`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from common.files import Book, Table, Unreadable, open_book
from data.imports import apply as applying
from data.imports import columns, formats, hsds, plan
from data.imports.data_inclusion import Reader
from data.imports.geocode import Locator
from data.imports.progress import Tell, silent
from data.imports.records import Builder, Record
from data.imports.stage import stage
from data.imports.undo import undo
from data.models import ImportRow, ImportRun, Profile, Source, StoredFile
from data.models.file import store
from data.models.run import RunState
from data.models.source import source_named

__all__ = ["apply", "prepare", "receive", "rehearse", "save_mapping", "suggested_source", "undo"]

COMPARING = _("Comparaison avec l'annuaire")


def receive(name: str, chunks: Iterable[bytes], source: Source | None = None, user: Any = None) -> ImportRun:
    """Keep a file as given, tell what it is, and prepare its run.

    The run's state is `refused` with its reason among the notes when the file cannot be read.
    """
    file = store(name, chunks)
    run = ImportRun.objects.create(file=file, source=source, user=user)
    prepare(run)
    return run


def prepare(run: ImportRun) -> None:
    """Read the run's file through once and settle how it is read: format, table, mapping, profile."""
    with run.file.on_disk() as path:
        try:
            book = open_book(path)
            _settle(run, book)
        except Unreadable as refusal:
            run.state, run.notes = RunState.REFUSED, [str(refusal)]
    run.save()


def _settle(run: ImportRun, book: Book) -> None:
    """Fill in the run's settings from what the file shows, without overruling what was chosen."""
    run.told = {"Fichier": book.kind, **book.told}
    run.notes = list(book.notes)
    inclusion = formats.data_inclusion_tables(book)
    if inclusion:
        run.settings = {"format": formats.DATA_INCLUSION}
        run.told["Format"] = formats.DATA_INCLUSION_NAME
        run.source = run.source or source_named("data-inclusion", "data·inclusion")
        for table in inclusion.values():
            run.notes += table.notes
        return
    if hsds.is_hsds(book):
        run.settings = {"format": hsds.CODE}
        run.told["Format"] = hsds.NAME
        run.source = run.source or source_named(hsds.CODE, hsds.NAME)
        return
    table = book.table(run.settings.get("table", ""))
    run.notes += table.notes
    known = formats.known_format(table)
    found = columns.recognise(table)
    profile = _profile(run.source, table)
    run.settings = {
        "table": table.name,
        "tables": [other.name for other in book.tables],
        "columns": [
            {"name": c.name, "target": c.target, "why": c.why, "filled": c.filled, "samples": list(c.samples)}
            for c in found
        ],
        "signature": columns.signature(table.headers),
    }
    if profile:
        run.source = run.source or profile.source
        run.profile = profile
        run.told["Profil"] = profile.nom
        _choose(run, {name: target for name, target in profile.mapping.items() if name in table.headers})
        run.settings["defaults"] = profile.defaults
        run.settings["format"] = profile.defaults.get("_format", "")
        run.whole = run.whole or bool(profile.defaults.get("_whole"))
        known = formats.by_code(run.settings["format"])
    elif known:
        run.told["Format"] = known.name
        run.settings["format"] = known.code
        _choose(run, known.mapping(table))
    if known:
        # What a person said of the last edition stands before what the format usually is.
        run.whole = run.whole or (known.whole and profile is None)
        if run.source is None and known.source:
            run.source = source_named(known.source, known.name)


def _choose(run: ImportRun, mapping: dict[str, str]) -> None:
    for column in run.settings["columns"]:
        target = mapping.get(column["name"], "")
        if target != column["target"]:
            column["target"], column["why"] = target, columns.BY_PERSON if target else ""


def _profile(source: Source | None, table: Table) -> Profile | None:
    found = Profile.objects.filter(signature=columns.signature(table.headers)).select_related("source")
    if source:
        found = found.filter(source=source)
    return found.order_by("-updated_at", "pk").first()


def suggested_source(run: ImportRun) -> str:
    """A name for the source of a file that no source is known for: the file's own, without dates."""
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
    run.settings["defaults"] = defaults or {}
    if whole is not None:
        run.whole = whole
    kept = dict(defaults or {})
    kept["_whole"] = run.whole
    if run.settings.get("format"):
        kept["_format"] = run.settings["format"]
    run.profile, _made = Profile.objects.update_or_create(
        source=source,
        signature=run.settings["signature"],
        defaults={"nom": profile_name or source.nom, "mapping": mapping, "defaults": kept},
    )
    run.state = RunState.RECEIVED
    run.save()


def rehearse(run: ImportRun, tell: Tell = silent) -> plan.Plan:
    """Read the file into the run's rows and work out what applying would do of each.

    Raises Unreadable when the file, read further, cannot be taken in.
    """
    if run.source is None:
        raise Unreadable("Dites d'abord de quelle source vient ce fichier.")
    with run.file.on_disk() as path, transaction.atomic():
        book = open_book(path)
        locator = Locator(run.source.code)
        if run.settings.get("format") == formats.DATA_INCLUSION:
            reader = Reader(locator)
            run.rows_read = stage(run, reader.records(formats.data_inclusion_tables(book)), tell)
            run.quality = reader.quality.mean
        elif run.settings.get("format") == hsds.CODE:
            run.rows_read = stage(run, hsds.records(book, run.source.code, locator), tell)
        else:
            run.rows_read = stage(run, _records(run, book, locator), tell)
        run.save()
        tell(COMPARING, run.rows_read, run.rows_read)
        return plan.rehearse(run)


def _records(run: ImportRun, book: Book, locator: Locator) -> Iterator[Record]:
    table = book.table(run.settings.get("table", ""))
    mapping = {column["name"]: column["target"] for column in run.settings["columns"] if column["target"]}
    if "nom" not in mapping.values():
        raise Unreadable("Aucune colonne n'est le nom de la structure : dites laquelle.")
    known = formats.by_code(run.settings.get("format", ""))
    defaults = {**(known.defaults if known else {}), **_plain(run.settings.get("defaults", {}))}
    builder = Builder(
        run.source.code, table.headers, mapping, locator, defaults, known.standard_hours if known else False
    )
    for number, cells in table.rows():
        record = builder.record(number, cells)
        if table.parted:
            record.table = str(cells[-1])[:200]
        yield record


def _plain(defaults: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in defaults.items() if not name.startswith("_") and value not in ("", [])
    }


def apply(run: ImportRun, tell: Tell = silent) -> ImportRun:
    """Write what was rehearsed. When the directory changed meanwhile, rehearse again and say so.

    Raises NotApplied (PlanChanged in that case).
    """
    try:
        return applying.apply(run.pk, tell)
    except applying.PlanChanged:
        plan.rehearse(run)
        raise


def forget(run: ImportRun) -> None:
    """Drop a run that was never applied, with its rows and its file."""
    if run.state in (RunState.APPLIED, RunState.UNDONE):
        raise ValueError("an applied run is kept")
    file = run.file
    ImportRow.objects.filter(run=run).delete()
    run.delete()
    if file and not StoredFile.objects.filter(pk=file.pk, runs__isnull=False).exists():
        file.delete()
