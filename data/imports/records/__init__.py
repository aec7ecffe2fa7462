# SPDX-License-Identifier: AGPL-3.0-or-later
"""A row of a file as the structure, the service, the sessions and the contact that it describes.

A part's payload holds only what the file speaks of, under the names of the columns of the directory:
what a file does not speak of, an import does not touch.

    layout.py     what is the same for every row: which columns fill which fields, read by which words
    row.py        the cells of one row, by field
    builder.py    a row -> its record, those above being known

    structure.py  the structure: address.py, reach.py, opening.py
    service.py    the service: criteria.py, reach.py, opening.py
    contact.py    the person
    texts.py      words that stand for no value, kept where people read them

    record.py, keys.py, position.py    what is made, what it is known by, how a position is held
"""

from data.imports.records.builder import Builder
from data.imports.records.keys import DERIVED, OF_SERVICE
from data.imports.records.layout import Layout
from data.imports.records.position import from_ewkb, position
from data.imports.records.record import CONTACT, SERVICE, SESSION, SHOWN, STRUCTURE, Part, Record
from data.imports.records.service import BEYOND_CAPACITY
from data.imports.records.texts import FROM_DESCRIPTION

__all__ = [
    "BEYOND_CAPACITY",
    "CONTACT",
    "DERIVED",
    "FROM_DESCRIPTION",
    "OF_SERVICE",
    "SERVICE",
    "SESSION",
    "SHOWN",
    "STRUCTURE",
    "Builder",
    "Layout",
    "Part",
    "Record",
    "from_ewkb",
    "position",
]
