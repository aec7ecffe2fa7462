# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small table as a file: CSV that a French Excel opens as columns, or a workbook of several sheets."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font

from common.media_types import CSV, XLSX
from data.exports.columns import safe

Lines = Iterable[Sequence[Any]]
# What a workbook takes as the name of a sheet.
_LONGEST_TITLE = 31


def answer(name: str, ending: str, sheets: Mapping[str, Lines]) -> HttpResponse:
    """The file `name`.`ending`, to keep: « xlsx » with all the sheets, by title, the first line of each in
    bold; « csv » with the first alone. Cells that a spreadsheet would work out are made texts."""
    content = _workbook(sheets) if ending == "xlsx" else _text(next(iter(sheets.values())))
    told = HttpResponse(content, content_type=XLSX if ending == "xlsx" else CSV)
    told["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return told


def _workbook(sheets: Mapping[str, Lines]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, lines in sheets.items():
        sheet = book.create_sheet(title[:_LONGEST_TITLE])
        sheet.freeze_panes = "A2"
        for line in lines:
            sheet.append([safe(cell) for cell in line])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _text(lines: Lines) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([[safe(cell) for cell in line] for line in lines])
    return ("\ufeff" + text.getvalue()).encode()
