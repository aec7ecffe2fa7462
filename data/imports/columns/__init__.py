# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which column says what, by evidence: its name, its cells, how filled and distinct it is, its neighbours.

Every column and every field are judged together; the surest pair is taken first. What is below certainty is
proposed and asked about, never read by itself (`Column.asked`).

    evidence.py     what the cells of a column show
    judging.py      whether one column may be one field: its name (`headings`), its cells
    neighbours.py   what columns are because of those beside them
    people.py       which columns are of persons
    choices.py      every field that every column may be; the surest first
    naming.py, identifying.py, dating.py    which is the name, the identifier, the days of sessions
    recognising.py  all of these, one after the other
    column.py       what was recognised, and what a run keeps of it
"""

from data.imports.columns.column import (
    BY_FORMAT,
    BY_PERSON,
    NOT_AN_IDENTIFIER,
    Column,
    as_kept,
    may_be_the_name,
    records_of,
    signature,
    targets,
)
from data.imports.columns.identifying import identifies_throughout
from data.imports.columns.judging import BY_NAME
from data.imports.columns.recognising import recognise

__all__ = [
    "BY_FORMAT",
    "BY_NAME",
    "BY_PERSON",
    "NOT_AN_IDENTIFIER",
    "Column",
    "as_kept",
    "identifies_throughout",
    "may_be_the_name",
    "recognise",
    "records_of",
    "signature",
    "targets",
]
