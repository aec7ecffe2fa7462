# SPDX-License-Identifier: AGPL-3.0-or-later
"""What enters the directory: read a file, understand its columns, rehearse, apply, undo.

A file of any kind becomes tables of cells in `common.files`, within its limits; then it walks through these.
Whoever asks (a page, the command, a schedule) calls `runs`.

    runs/               a run from its file to its undoing
    shapes/             tables as they come -> tables of a header and a record a row
        cutting.py          cells that hold several things cut, columns joined, as a person said
        asides.py           rows that are no record: titles, totals, notes
    columns/            which column says what
        targets/            the fields that a column can fill
        headings/           what the name of a column says
        row_kind.py         what a row is: a structure, a service, a session, a person
        group_fields.py     columns that are fields of groups
    formats.py          formats known without choosing columns; those with a reader of their own:
        data_inclusion.py   data·inclusion v1; data_inclusion_v0.py says v0 in its words
        hsds.py             HSDS 3
        own/                our own exports, corrected and sent back
    records/            a row -> the structure, the service, the sessions and the person that it describes
        values/             what a cell says: hours, telephone numbers, SIRET, dates, lists, coordinates
        vocabularies.py     the words that files use for values
        dated.py            the dated sessions of a row
        geocode.py          where a row is; communes.py, those that only a person can tell
        whose.py            whose a way to reach is; public_numbers.py, the number that everybody reads
        lessons.py          what a source was taught; teachable.py, which words can be
        gathered.py         the words of a file that stand for nothing, counted
        accounted.py        that nothing of a row is lost without a word
    confidential.py     rows whose address is not to be shown
    closing.py          rows whose structure is no more
    correcting.py       rows as a person corrected them in a workbook
    stage.py            records -> rows of the run, in constant memory
    plan.py             what applying would do, row by row
        matching.py         which records the rows are; recognising.py, by the evidence of what they say
        doubles.py          rows about one structure
        moved.py            structures that moved
        sight.py            what an import may know of the directory
        losses.py           what applying would lose of the file
        guard.py            how much one import may change
    apply.py            doing it, in one transaction
        tables.py           the tables that are written; writing.py, the statements
        journal.py          what the acts are called
    order.py            runs undone and put back in any order
    merging.py          two structures made one, and split again

Beside: ownership.py (whose source it is), agreeing.py (who says yes to what waits), jobs.py, progress.py and
limits.py (what takes a while), scheduled.py, fetching.py and notices.py (what is fetched on a timetable).
"""
