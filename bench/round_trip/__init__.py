"""Our own exports out, through a spreadsheet, and back: what an import then takes for changes.

    directory.py   a directory that says everything: services, people, withheld addresses, overseas, Arabic
    passes.py      what spreadsheets do to a file that is opened and saved
    edits.py       one cell edited, and the one change that it must be
    measure.py     every format, every pass, every edit, of a thousand structures (`make bench-round-trip`)

Tests use the first three with fewer structures.
"""
