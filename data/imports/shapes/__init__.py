# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shapes that tables come in, each read as the table that it is meant to be: a header, a record a row.

    tables.py    the tables of a file, through all that follows, and the one that is read

    lines.py     a list of one column, a detail a line
    cards.py     cards one below the other, a label and its value a line
    broken.py    rows that a page broke in two
    paired.py    opening and closing in two columns a day
    upright.py   a column per structure
    beside.py    tables side by side
    sites.py     the places of a structure side by side on its row
    titled.py    a structure in the title, its permanences below
    aligned.py   sheets, and tables below one another, whose columns are not called the same

    ditto.py, coded.py, american.py    cells that say « idem », codes before values, the month first
    rewritten.py    the cells of some columns, read as others are

A table that has none of a shape goes through it as it is.
"""

from data.imports.shapes.tables import chosen_table, open_tables

__all__ = ["chosen_table", "open_tables"]
