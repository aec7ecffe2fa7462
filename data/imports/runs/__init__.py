# SPDX-License-Identifier: AGPL-3.0-or-later
"""An import from its file to its undoing, for whoever asks: a page, the command, a schedule.

    receive -> (save a mapping) -> rehearse -> apply -> undo

Nothing of the directory is written before `apply`.

    receiving.py   a file is kept, or dropped
    preparing.py   how it is read, settled from what it shows
    choosing.py    which field each of its columns is
    rows.py        what each of its rows is
    reading.py     its records, put into the rows of the run
    rehearsing.py  what applying would do, and doing it
    undoing.py     taking it back, putting it back
    files.py, kept.py    the file of a run, and where a run keeps what was said of it
"""

from data.imports.runs.choosing import save_mapping
from data.imports.runs.files import table_of
from data.imports.runs.kept import CUTS, DRAFT, SAID
from data.imports.runs.preparing import cut_again, prepare
from data.imports.runs.receiving import NotForgotten, forget, receive, suggested_source, take
from data.imports.runs.rehearsing import accept, apply, rehearse
from data.imports.runs.rows import rows_in_doubt
from data.imports.runs.undoing import NotUndone, redo, undo

__all__ = [
    "CUTS",
    "DRAFT",
    "SAID",
    "NotForgotten",
    "NotUndone",
    "accept",
    "apply",
    "cut_again",
    "forget",
    "prepare",
    "receive",
    "redo",
    "rehearse",
    "rows_in_doubt",
    "save_mapping",
    "suggested_source",
    "table_of",
    "take",
    "undo",
]
