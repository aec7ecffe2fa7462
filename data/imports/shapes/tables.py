# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of a file, whatever its shapes, and the one of them that an import reads."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from common.files import Book, Table, open_book
from common.files.book import at_hand
from common.files.limits import MAX_SAMPLE
from data.imports.shapes import american, broken, cards, coded, ditto, lines, paired, sites, titled
from data.imports.shapes.aligned import chosen_first
from data.imports.shapes.beside import one_below_the_other
from data.imports.shapes.upright import upright


def open_tables(path: Path) -> Book:
    """The tables of a file, each as it is meant: a header, then a record a row. Raises Unreadable."""
    book = open_book(path)
    # Each reading begins a process; what is looked at here is the beginning of each table, many times.
    share = MAX_SAMPLE // max(1, len(book.tables))
    held = (at_hand(table, share) for table in book.tables)
    whole = (paired.joined(broken.mended(lines.as_rows(table))) for table in held)
    laid = (sites.apart(one_below_the_other(upright(cards.as_rows(table)))) for table in whole)
    filled = (american.dated(coded.labelled(ditto.filled(table))) for table in laid)
    read = (titled.under_its_title(table) for table in filled)
    return chosen_first(replace(book, tables=tuple(read)))


def chosen_table(book: Book, settings: Mapping[str, Any]) -> Table:
    """The table that the settings of an import name, else the first; at hand where it is small. Raises
    Unreadable where there is none."""
    return at_hand(book.table(settings.get("table", "")))
