# SPDX-License-Identifier: AGPL-3.0-or-later
"""A short table that staff take away: a CSV that Excel reads, or a workbook."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook

from data.exports.columns import safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(lines: Sequence[Sequence[Any]], name: str, kind: str, title: str) -> HttpResponse:
    """The lines as a file to keep, « name.kind »; `kind` is « csv » or « xlsx », `title` that of the sheet.
    No cell is a formula."""
    safely = [[safe(cell) for cell in line] for line in lines]
    if kind == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet(title)
        for line in safely:
            sheet.append(line)
        file = io.BytesIO()
        book.save(file)
        answer = HttpResponse(file.getvalue(), content_type=XLSX)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows(safely)
        answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
