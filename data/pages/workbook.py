# SPDX-License-Identifier: AGPL-3.0-or-later
"""The refused and the doubtful rows of an import as a workbook, to be corrected and brought back."""

import tempfile
from datetime import datetime
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill

from common.required import required
from data.imports import correcting
from data.models import ImportRow, ImportRun
from data.models.run import Action
from data.pages.presentation import label

# What a cell of a spreadsheet can hold.
_LONGEST, _LONGEST_NAME = 32_767, 31
_OURS = PatternFill("solid", fgColor="EEEEEE")


def workbook(run: ImportRun) -> IO[bytes]:
    """The workbook, at its beginning: the row and why, then the columns of the file as they are.

    Raises Unreadable where the file cannot be read any more.
    """
    wanted = correcting.rows_to_correct(run)
    book = Workbook(write_only=True)
    with required(run.file).on_disk() as path:
        several = correcting.lines_to_correct(run, path)
        for one in several:
            # A sheet for each table that has such rows; of one table, whatever it has.
            if len(several) == 1 or any(place == one.place for place, _number in wanted):
                _sheet(book, run, one, wanted, one.table.name if len(several) > 1 else _("À corriger"))
    if not book.worksheets:
        book.create_sheet(_("À corriger"))
    # Closed by who sends it.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def _sheet(
    book: Workbook,
    run: ImportRun,
    given: correcting.Lines,
    wanted: dict[tuple[str, int], list[ImportRow]],
    name: str,
) -> None:
    table, sheet = given.table, book.create_sheet(name[:_LONGEST_NAME])
    sheet.freeze_panes = "C2"
    sheet.column_dimensions["A"].width = 12
    sheet.column_dimensions["B"].width = 60
    why = _("Pourquoi")
    while why in table.headers:
        why += " *"
    sheet.append(
        [
            _ours(sheet, correcting.LINE % run.pk),
            _ours(sheet, why),
            *(_header(sheet, one) for one in table.headers),
        ]
    )
    for number, cells in table.rows():
        if said := wanted.get((given.place_of(cells), number)):
            line = [number, _ours(sheet, reasons(said)), *(_cell(sheet, cell) for cell in cells)]
            sheet.append(line[: len(table.headers) + 2])


def reasons(rows: list[ImportRow]) -> str:
    """Why a row is there, each thing once: why it is refused, then what was not understood, by field."""
    said = [row.reason for row in rows if row.action == Action.REFUSE]
    for row in rows:
        for name, message, _lost in row.doubts:
            field = label(row.kind, name) if name else ""
            said.append(f"{field[:1].upper()}{field[1:]} : {message}" if field else message)
    return "\n".join(dict.fromkeys(filter(None, said)))


def _header(sheet: Any, text: str) -> WriteOnlyCell:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _ours(sheet: Any, text: str) -> WriteOnlyCell:
    cell = _header(sheet, text)
    cell.fill, cell.alignment = _OURS, Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, list | tuple | dict):
        value = correcting.text_of(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.make_naive(value)
    return _text(sheet, value) if isinstance(value, str) else value


def _text(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST])
    # Whatever it begins with, nothing in it is ever worked out, and « 01 » keeps its zero.
    cell.data_type = "s"
    return cell
