"""Writes a book as LibreOffice Calc does: typed cells, covered cells under the merged ones, endless rows."""

import datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from bench.messy.book import Book, Sheet

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    'manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>\n"
)
# Calc says the rest of the sheet as one cell, repeated.
_COLUMNS, _ROWS = 1024, 1048576


def write(book: Book, file: Path) -> None:
    """Write the sheets of a book; colours and comments are not, for no ods of the set has any."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_NAMES} office:version="1.3">'
        f"<office:body><office:spreadsheet>{''.join(map(_table, book.sheets))}"
        "</office:spreadsheet></office:body></office:document-content>\n"
    )
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _TYPE, ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)


def _table(sheet: Sheet) -> str:
    rows, columns = max(row for row, _ in sheet.values), max(column for _, column in sheet.values)
    lines = [
        "<table:table-row"
        + (' table:visibility="collapse"' if row in sheet.hidden_rows else "")
        + ">"
        + "".join(_cell(sheet, row, column) for column in range(1, columns + 1))
        + f'<table:table-cell table:number-columns-repeated="{_COLUMNS - columns}"/></table:table-row>'
        for row in range(1, rows + 1)
    ]
    heads = "".join(
        "<table:table-column" + (' table:visibility="collapse"' if one in sheet.hidden_columns else "") + "/>"
        for one in range(1, columns + 1)
    )
    return (
        f"<table:table table:name={quoteattr(sheet.name)}>{heads}{''.join(lines)}"
        f'<table:table-row table:number-rows-repeated="{_ROWS - rows}">'
        f'<table:table-cell table:number-columns-repeated="{_COLUMNS}"/></table:table-row></table:table>'
    )


def _cell(sheet: Sheet, row: int, column: int) -> str:
    value, kind, span = sheet.values.get((row, column)), "table-cell", ""
    for first_row, first_column, last_row, last_column in sheet.merged:
        if first_row <= row <= last_row and first_column <= column <= last_column:
            if (row, column) == (first_row, first_column):
                span = (
                    f' table:number-columns-spanned="{last_column - first_column + 1}"'
                    f' table:number-rows-spanned="{last_row - first_row + 1}"'
                )
            else:
                kind = "covered-table-cell"
    if value is None:
        return f"<table:{kind}{span}/>"
    paragraphs = "".join(f"<text:p>{escape(one)}</text:p>" for one in _shown(value).split("\n"))
    return f"<table:{kind}{span} {_typed(value)}>{paragraphs}</table:{kind}>"


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    if isinstance(value, int | float):
        return f'office:value-type="float" office:value="{value}"'
    if isinstance(value, datetime.datetime):
        return f'office:value-type="date" office:date-value="{value.date().isoformat()}"'
    if isinstance(value, datetime.time):
        return f'office:value-type="time" office:time-value="PT{value:%HH%MM%SS}"'
    return 'office:value-type="string"'


def _shown(value: object) -> str:
    """A value as the sheet shows it, in French."""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, datetime.datetime):
        return f"{value:%d/%m/%Y}"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
