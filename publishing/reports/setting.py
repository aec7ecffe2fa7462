# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report as a PDF of A4 pages: figures, the drawing of its months, a table under each title."""

from pathlib import Path
from typing import Any

from django.conf import settings

from common.dates import in_words
from evaluation.figures import ANSWERS
from evaluation.plots import Columns
from evaluation.reports.content import Cell, Report, Table
from evaluation.words import OUTCOMES
from publishing.breaking import lined
from publishing.reports.drawn import TEXTURES, columns_picture, sample
from publishing.typesetting import Printed, typeset
from territory.words import number as written

_TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
_DASH = "–"


def pdf(report: Report, words: str = "") -> Printed:
    """The PDF of a report, with what its structure adds in words. Raises `typesetting.TooLong`."""
    data = {
        "site": settings.SITE_NAME,
        "heading": report.heading,
        "title": lined(report.title),
        "about": lined(report.about),
        "until": lined(report.until),
        "words": [lined(line) for line in words.splitlines() if line.strip()],
        "period": report.period.text,
        "day": in_words(report.day),
        "example": lined(report.example),
        "figures": [{"name": one.name, "value": _text(one.value)} for one in report.figures],
        "months": _months(report.months),
        "tables": [_table(one) for one in report.tables if one.rows],
        "notes": report.notes,
    }
    return typeset([_TEMPLATE], data, _pictures(report), report.day)


def _pictures(report: Report) -> dict[str, bytes]:
    if report.months is None:
        return {}
    samples = {f"key-{code}.svg": sample(code).encode() for code in TEXTURES}
    return {"months.svg": columns_picture(report.months).encode(), **samples}


def _months(drawn: Columns | None) -> dict[str, Any] | None:
    if drawn is None:
        return None
    key = [{"picture": f"key-{one.value}.svg", "name": str(OUTCOMES[one])} for one in ANSWERS]
    return {"picture": "months.svg", "key": key}


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "note": lined(table.note),
        "header": list(table.header),
        "numbers": [place > 0 and not table.is_words(place) for place in range(len(table.header))],
        "rows": [[_text(cell) for cell in row] for row in table.rows],
        "bars": [table.share(row) for row in table.rows] if table.bar is not None else [],
    }


def _text(cell: Cell) -> str:
    if cell is None:
        return _DASH
    return written(cell) if isinstance(cell, int) else lined(cell)
