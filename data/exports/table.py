# SPDX-License-Identifier: AGPL-3.0-or-later
"""A short table that staff take away: a CSV that Excel reads, or a workbook."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook

from data.exports.columns import safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


Lines = Sequence[Sequence[Any]]


def table_file(
    lines: Lines, name: str, kind: str, title: str, beside: Mapping[str, Lines] | None = None
) -> HttpResponse:
    """The lines as a file to keep, « name.kind »; `kind` is « csv » or « xlsx », `title` that of the sheet.
    `beside` are further sheets by title, which a CSV has no room for. No cell is a formula."""
    if kind == "xlsx":
        book = Workbook(write_only=True)
        for name_of_sheet, told in {title: lines, **(beside or {})}.items():
            sheet = book.create_sheet(name_of_sheet)
            for line in _safely(told):
                sheet.append(line)
        file = io.BytesIO()
        book.save(file)
        answer = HttpResponse(file.getvalue(), content_type=XLSX)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows(_safely(lines))
        answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _safely(lines: Lines) -> list[list[Any]]:
    return [[safe(cell) for cell in line] for line in lines]
