# SPDX-License-Identifier: AGPL-3.0-or-later
"""What enters the directory: read a file, understand its columns, rehearse, apply, undo.

A file of any kind becomes tables of cells in `common.files`, within its limits; then:

    columns.py   which column says what, by name, by synonym, by content
    values/      what a cell says: hours, telephone numbers, SIRET, dates, lists, coordinates
    records.py   a row -> the structure, the service and the contact that it describes
    stage.py     records -> rows of the run, in constant memory
    plan.py      what applying would do, row by row
    apply.py     doing it, in one transaction; undo.py takes it back

`runs.py` is what pages, the command and schedules call.
"""
