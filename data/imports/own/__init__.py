# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own exports coming back, corrected in a spreadsheet: a cell that was not touched changes nothing.

    tables.py    which tables of a file are ones that an export wrote
    exported.py  what the exports would write today of the same records, as each role may see them
    same.py      whether a cell says what an export wrote in it, whatever a spreadsheet did to it
    cells.py     a cell that was touched as a field of the directory
    absent.py    lines that a person deleted from the file
    records.py   rows as records that hold the touched cells alone

A row is known by the number of its record, or by the identifier that the export gave it. Nothing is written
of a record that who imports may not see.
"""
