# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files as they come: kept as given, and dropped where their import is given up."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from data.imports.runs.kept import SAID
from data.imports.runs.preparing import prepare
from data.models import ImportRow, ImportRun, Source, StoredFile
from data.models.file import store
from data.models.run import RunState


class NotForgotten(Exception):
    """Nothing was dropped; the message, in French, says why."""


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


def suggested_source(run: ImportRun) -> str:
    """A name for the source of a file that no source is known for: the one that it was sent under, else the
    file's own, without dates."""
    if name := run.settings.get(SAID, {}).get("source"):
        return name
    stem = (run.file.name if run.file else "").rsplit(".", 1)[0]
    words = [word for word in slugify(stem).replace("_", "-").split("-") if not word.isdigit()]
    return " ".join(words).capitalize() or "Import"


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
