"""Every workbook, and how it is written to a file."""

import csv
import json
from dataclasses import asdict
from datetime import date, time
from io import StringIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from bench.messy import second, third
from bench.messy.book import Book, Sheet
from bench.messy.second import ods
from bench.messy.shapes import addresses, columns, layout, letters, rows, standards, values
from bench.messy.shapes.author import AUTHORS

FAMILIES = (
    *(addresses, columns, layout, letters, rows, standards, values),
    *second.FAMILIES,
    *third.FAMILIES,
)
SETS = ("first", "second", "third", "all")
# How the names of a set begin; those of the first have no beginning in common.
_PREFIXES = {"second": second.PREFIX, "third": third.PREFIX}


def books(which: str = "first") -> list[Book]:
    """Every workbook of one of the SETS with its truth, in the order of its name; the same at each call.

    Raises ValueError where there is no such set.
    """
    if which not in SETS:
        raise ValueError(f"no set {which}")
    return [AUTHORS[name]() for name in sorted(AUTHORS) if which in ("all", _set_of(name))]


def _set_of(name: str) -> str:
    """The set of a workbook."""
    return next((which for which, prefix in _PREFIXES.items() if name.startswith(prefix)), "first")


def write(book: Book, folder: Path) -> Path:
    """Write the file of a book, and beside it its truth as JSON; the path of the file."""
    file = folder / f"{book.name}.{book.kind}"
    if book.kind == "csv":
        file.write_bytes(_csv(book))
    elif book.kind == "ods":
        ods.write(book, file)
    else:
        _workbook(book).save(file)
    file.with_suffix(".truth.json").write_text(json.dumps(truth(book), ensure_ascii=False, indent=1) + "\n")
    return file


def truth(book: Book) -> dict:
    """The truth of a book as what JSON can say."""
    return {
        "name": book.name,
        "shapes": book.shapes,
        "records": [
            asdict(record)
            | {
                "rows": sorted(record.rows),
                "implied": {name: _said(value) for name, value in record.implied.items()},
            }
            for record in book.records.values()
        ],
        "cells": [
            {
                "sheet": cell.sheet,
                "row": cell.row,
                "column": cell.column,
                "raw": _said(book.raw(cell)),
                "fate": meaning.fate.value,
                "places": [
                    {"record": place.record, "field": place.field, "value": _said(place.value)}
                    for place in meaning.places
                ],
                "texts": meaning.texts,
                "why": meaning.why,
            }
            for cell, meaning in sorted(book.truth.items())
        ],
    }


def _said(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date | time) else value


def _workbook(book: Book) -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in book.sheets:
        page = workbook.create_sheet(sheet.name)
        for (row, column), value in sheet.values.items():
            cell = page.cell(row, column, value)
            if (row, column) in sheet.formats:
                cell.number_format = sheet.formats[row, column]
        for (row, column), colour in sheet.fills.items():
            page.cell(row, column).fill = PatternFill("solid", fgColor=colour)
        for (row, column), text in sheet.comments.items():
            page.cell(row, column).comment = Comment(text, "Accueil")
        for first_row, first_column, last_row, last_column in sheet.merged:
            page.merge_cells(
                start_row=first_row, start_column=first_column, end_row=last_row, end_column=last_column
            )
        for column in sheet.hidden_columns:
            page.column_dimensions[page.cell(1, column).column_letter].hidden = True
        for row in sheet.hidden_rows:
            page.row_dimensions[row].hidden = True
        page.sheet_state = "hidden" if sheet.hidden else "visible"
    return workbook


def _csv(book: Book) -> bytes:
    """The one sheet of a book. Raises ValueError where it has several."""
    (sheet,) = book.sheets
    text = StringIO()
    writer = csv.writer(text, delimiter=book.delimiter, lineterminator="\r\n")
    for row in range(1, height(sheet) + 1):
        writer.writerow(_said(sheet.values.get((row, column), "")) for column in range(1, width(sheet) + 1))
    return text.getvalue().encode(book.encoding)


def height(sheet: Sheet) -> int:
    return max(row for row, _ in sheet.values)


def width(sheet: Sheet) -> int:
    return max(column for _, column in sheet.values)
