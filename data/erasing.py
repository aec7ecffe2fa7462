# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's data out of a record, and out of every copy that the site keeps of what the record said.

The record itself, its history, what sources gave of it, the rows of their imports, the files that they sent,
the geocoding of its address, the administration's journal, the words of the search. Other records of the
directory are not searched. A backup made before still holds it.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import connection, models, transaction
from django.db.models import Q
from psycopg import sql
from psycopg.types.json import Jsonb

from common.columns import column_of, field_of
from common.deadlocks import again_after_deadlock
from data.kinds import LINK
from data.models import ImportRow, ImportRun, Link
from data.models.file import FilePart, StoredFile
from geocoding.models import Answer, RunRow
from history.erasing import blank, strike, without
from history.models import Cause, Event, Operation
from mapping.kinds import KINDS
from mapping.models import Contact, PositionReview, Structure
from mapping.writing import change, remove, root_of
from places.folding import fold

_KIND_OF = {kind.table: kind for kind in KINDS}
_ADDRESS = frozenset({"adresse", "complement_adresse", "code_postal", "commune_nom", "position"})
# What is said of an import in JSON or in words.
_OF_RUNS = ("settings", "told", "notes", "left_by_undo", "problem", "held_because", "corrected")
_OF_ROWS = ("key", "parent", "payload", "doubts", "reason", "given", "changes", "kept")


@dataclass(slots=True)
class Erased:
    """What was emptied: whether the record had to go, and how many events, import rows and files."""

    removed: bool = False
    events: int = 0
    rows: int = 0
    files: int = 0


def erase(record: models.Model, fields: Iterable[str], by: Any = None) -> Erased:
    """Empty these fields of a record, and every copy kept of what they ever said.

    A contact of whom nothing is left is removed. A file that held one of the texts is emptied whole: its
    import can be undone still, not read again. Raises ValidationError, by field, where the record cannot be
    without it. A source that gives it again brings it back, but for a contact that was removed: tell the
    source.
    """
    names = [record._meta.get_field(name).name for name in fields]
    return again_after_deadlock(lambda: _erase(record, names, by))


def removed(model: type[models.Model], number: int) -> models.Model | None:
    """A record that was deleted, as it was; None where its history holds none. `erase` takes it too."""
    kind = _KIND_OF[model._meta.db_table]
    last = Event.objects.filter(kind=kind.number, object=number, operation=Operation.REMOVED).first()
    if last is None:
        return None
    statement = sql.SQL("SELECT * FROM jsonb_populate_record(NULL::{}, %s)").format(
        sql.Identifier(kind.table)
    )
    (record,) = model._default_manager.raw(statement.as_string(None), [Jsonb(last.before)])
    return record


@transaction.atomic
def _erase(record: models.Model, names: list[str], by: Any) -> Erased:
    kind, found = _KIND_OF[record._meta.db_table], Erased()
    columns = [column_of(field_of(record, name)) for name in names]
    links = _links(record)
    texts = _texts(record, names, columns, links)
    sources = list(links.order_by().values_list("source", flat=True))
    _empty(record, names, by, found)
    found.events = blank(kind, record.pk, columns)
    found.events += strike(_beside(links), texts)
    for link in links:
        link.given, link.key = without(link.given, texts), without(link.key, texts)
        link.save(update_fields=["given", "key"])
    # What this very erasing noted of the links.
    strike(_beside(links), texts)
    _erase_imports(sources, texts, found)
    _erase_journal(record, texts)
    if isinstance(record, Structure) and _ADDRESS & set(names):
        _erase_geocoding(record, texts)
    _erase_words(texts)
    return found


def _links(record: models.Model) -> models.QuerySet[Link]:
    """What sources gave of the record, and of the structure on whose lines it stood."""
    kind = _KIND_OF[record._meta.db_table].code
    return Link.objects.filter(
        Q(kind=kind, object_id=record.pk) | Q(kind="structure", object_id=root_of(record))
    ).order_by("pk")


def _beside(links: models.QuerySet[Link]) -> models.QuerySet[Event]:
    return Event.objects.filter(kind=LINK.number, object__in=links.order_by().values("pk")).exclude(
        before=None, after=None
    )


def _texts(record: models.Model, names: list[str], columns: list[str], links: Iterable[Link]) -> list[str]:
    """Everything that these fields said, wherever it is kept; the longest first."""
    kind = _KIND_OF[record._meta.db_table]
    said = {getattr(record, name) for name in names}
    events = Event.objects.filter(kind=kind.number, object=record.pk)
    rows = [row for event in events for row in (event.before, event.after)]
    mine = [link for link in links if link.kind == kind.code]
    rows += [link.given for link in mine]
    payloads = ImportRow.objects.filter(kind=kind.code, target=record.pk)
    rows += list(payloads.order_by().values_list("payload", flat=True))
    given = Event.objects.filter(kind=LINK.number, object__in=[link.pk for link in mine])
    for event in given:
        rows += [(row or {}).get("given") for row in (event.before, event.after)]
    said |= {
        value
        for row in rows
        for name in (*names, *columns)
        if isinstance(value := (row or {}).get(name), str)
    }
    return sorted({text for text in said if isinstance(text, str) and text.strip()}, key=len, reverse=True)


def _empty(record: models.Model, names: list[str], by: Any, found: Erased) -> None:
    empty = {
        name: None if field_of(record, name).null else field_of(record, name).get_default() or ""
        for name in names
    }
    if not type(record)._default_manager.filter(pk=record.pk).exists():
        return
    if isinstance(record, Contact):
        rest = {"nom", "fonction", "telephone", "courriel"} - set(names)
        if not any(getattr(record, name) for name in rest):
            remove(record, by, Cause.EDIT)
            found.removed = True
            return
    change(record, empty, by, Cause.EDIT)


def _holding(queryset: models.QuerySet, names: Iterable[str], texts: Collection[str]) -> models.QuerySet:
    """The rows that hold one of the texts in one of these columns."""
    table = queryset.model._meta.db_table
    written = [json.dumps(text, ensure_ascii=False)[1:-1] for text in texts]
    held = " || ' ' || ".join(f'"{table}"."{name}"::text' for name in names)
    return queryset.extra(
        where=[f"({held}) LIKE ANY (%s)"], params=[[f"%{_escaped(one)}%" for one in written]]
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _erase_imports(sources: list[int], texts: list[str], found: Erased) -> None:
    """Rows, files and remarks of every import of the sources that told of the record."""
    if not texts:
        return
    runs = ImportRun.objects.filter(source__in=sources)
    files = set()
    for row in _holding(ImportRow.objects.filter(run__in=runs), _OF_ROWS, texts).select_related("run"):
        for name in _OF_ROWS:
            setattr(row, name, without(getattr(row, name), texts))
        row.save(update_fields=_OF_ROWS)
        files.add(row.run.file_id)
        found.rows += 1
    for run in _holding(runs, _OF_RUNS, texts):
        for name in _OF_RUNS:
            setattr(run, name, without(getattr(run, name), texts))
        run.save(update_fields=_OF_RUNS)
        files.add(run.file_id)
    for file in StoredFile.objects.filter(runs__in=runs).distinct().order_by("pk"):
        if file.pk in files or _file_holds(file, texts):
            file.parts.all().delete()
            StoredFile.objects.filter(pk=file.pk).update(size=0, sha256="")
            found.files += 1


def _file_holds(file: StoredFile, texts: list[str]) -> bool:
    encoded = {text.encode(code, "ignore") for text in texts for code in ("utf-8", "cp1252", "utf-16-le")}
    held = FilePart.objects.filter(file=file)
    return held.extra(
        where=["EXISTS (SELECT FROM unnest(%s::bytea[]) AS t (text) WHERE position(t.text IN content) > 0)"],
        params=[[one for one in encoded if one]],
    ).exists()


def _erase_journal(record: models.Model, texts: list[str]) -> None:
    about = {str(record.pk), str(root_of(record))}
    for entry in LogEntry.objects.filter(object_id__in=about, content_type__app_label="mapping"):
        entry.object_repr = without(entry.object_repr, texts)
        entry.change_message = without(entry.change_message, texts)
        entry.save(update_fields=["object_repr", "change_message"])


def _erase_geocoding(structure: Structure, texts: list[str]) -> None:
    """What was asked of address services for it, and what they answered."""
    RunRow.objects.filter(key=str(structure.pk)).delete()
    folded = [fold(text) for text in texts]
    for answer in Answer.objects.filter(Q(*[("query__icontains", text) for text in folded], _connector=Q.OR)):
        answer.delete()
    PositionReview.objects.filter(structure=structure).update(understood="", notes=[], candidates=[])


def _erase_words(texts: list[str]) -> None:
    """Words that nothing says any more, of those that the texts said."""
    words = sorted({word for text in texts for word in fold(text).split()})
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM mapping_word w WHERE w.word = ANY (%s)"
            " AND NOT EXISTS (SELECT FROM mapping_searchrow r WHERE r.tags @> ARRAY[w.number])",
            [words],
        )
