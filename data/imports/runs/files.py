# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of a run, and the table of it that is read."""

from collections.abc import Iterator
from contextlib import contextmanager

from common.files import Table, Unreadable
from data.imports.shapes import chosen_table, open_tables
from data.models import ImportRun, StoredFile


def file_of(run: ImportRun) -> StoredFile:
    """The file that a run reads. Raises Unreadable where it was deleted since."""
    if run.file is None:
        raise Unreadable("Ce fichier n'est plus sur le site : envoyez-le de nouveau.")
    return run.file


@contextmanager
def table_of(run: ImportRun) -> Iterator[Table]:
    """The table of a run as its file has it, no cell being cut or joined, while the file is at hand. Raises
    Unreadable."""
    with file_of(run).on_disk() as path:
        yield chosen_table(open_tables(path), run.settings)
