# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records into the rows of a run, by COPY, a thousand at a time: memory does not grow with the file."""

import json
from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop as _

from data.imports.doubles import join_rows
from data.imports.progress import Tell, silent
from data.imports.records import Record
from data.models import ImportRow, ImportRun
from data.models.run import Action
from data.models.source import Kind

_COLUMNS = (
    'run_id, "table", number, kind, key, parent, payload, doubts, reason, given, action, match, changes, kept'
)

_BATCH = 1000
READING = _("Lecture du fichier")


def stage(run: ImportRun, records: Iterable[Record], tell: Tell = silent) -> int:
    """Replace the rows of `run` by these records; how many rows of the file they were."""
    ImportRow.objects.filter(run=run).delete()
    count = 0
    records = iter(records)
    # A row may ask the database where it is, which the connection of a COPY cannot answer meanwhile.
    while batch := list(islice(records, _BATCH)):
        count += len(batch)
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY data_importrow ({_COLUMNS}) FROM STDIN") as channel,
        ):
            for record in batch:
                for row in _rows(run, record):
                    channel.write_row(row)
        tell(READING, count, 0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE data_importrow")
    join_rows(run)
    return count


def _rows(run: ImportRun, record: Record) -> Iterable[tuple]:
    if record.refusal:
        yield (
            run.pk, record.table, record.number, Kind.STRUCTURE.value, "", "", "{}", "[]", record.refusal,
            _json(record.given), Action.REFUSE.value, "", "{}", "{}",
        )  # fmt: skip
    for part in record.parts:
        given = _json(record.given) if part is record.parts[0] else "{}"
        yield (
            run.pk, record.table, record.number, part.kind, part.key, part.parent, _json(part.payload),
            _json(part.doubts), "", given, "", "", "{}", "{}",
        )  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
