"""What becomes of a file that a spreadsheet opens and saves."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl

Cell = Callable[[str, Any], Any]


def as_it_is(_name: str, cell: Any) -> Any:
    """A cell that nothing happened to."""
    return cell


def numbers(_name: str, cell: Any) -> Any:
    """A text that looks like a number becomes one, as when a column is « converted »: zeros before it go."""
    if isinstance(cell, str) and re.fullmatch(r"\+?\d{3,14}", cell):
        return int(cell)
    return cell


def floats(name: str, cell: Any) -> Any:
    """The same, as pandas and others write them: a SIRET is 73282932000074.0."""
    found = numbers(name, cell)
    return float(found) if isinstance(found, int) and not isinstance(found, bool) else found


def french_excel(name: str, cell: Any) -> Any:
    """What Excel shows of a text file that it opened, which is what it saves: numbers of twelve digits and
    more in powers of ten, dates as in France, decimals with a comma."""
    if not isinstance(cell, str) or not cell:
        return cell
    if cell == "24/7":
        return "24-juil"
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", cell):
        return f"{match[3]}/{match[2]}/{match[1]}"
    if match := re.fullmatch(r"(\d{1,2})-(\d{1,2})", cell):
        return f"{int(match[1]):02d}-{('janv', 'févr', 'mars', 'avr', 'mai', 'juin')[int(match[2]) - 1]}"
    if re.fullmatch(r"\+?\d{3,}", cell):
        shown = str(int(cell))
        if len(shown) < 12:
            return shown
        return f"{int(shown):.5E}".replace(".", ",").replace("E+0", "E+")
    if name in ("latitude", "longitude") and re.fullmatch(r"-?\d+\.\d+", cell):
        return f"{float(cell):.9g}".replace(".", ",")
    return cell


def through_csv(
    content: bytes, *, change: Cell = as_it_is, encoding: str = "utf-8-sig", delimiter: str = ";"
) -> bytes:
    """A text file opened and saved: each cell by `change`, in an encoding that may lack letters."""
    text = content.decode("utf-8-sig")
    own = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=own))
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(rows[0])
    for row in rows[1:]:
        writer.writerow([change(name, cell) for name, cell in zip(rows[0], row, strict=True)])
    return file.getvalue().encode(encoding, "replace")


def through_workbook(content: bytes, *, change: Cell = as_it_is) -> bytes:
    """A workbook loaded and saved by openpyxl, each cell below the headers by `change`."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        names = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            for name, cell in zip(names, row, strict=False):
                cell.value = change(name, cell.value)
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_as_workbook(content: bytes, *, change: Cell = numbers) -> bytes:
    """A text file opened in a spreadsheet and saved as a workbook."""
    text = content.decode("utf-8-sig")
    own = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=own))
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for place, (name, text) in enumerate(zip(rows[0], row, strict=True), 1):
            cell = book.active.cell(number, place, change(name, text) if number > 1 else text)
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def dates(_name: str, cell: Any) -> Any:
    """A text that is a date becomes one."""
    if isinstance(cell, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return datetime.combine(date.fromisoformat(cell), datetime.min.time())
    return numbers("", cell)


def through_json(content: bytes) -> bytes:
    """A document read and written again, in another order of members."""
    return json.dumps(json.loads(content), ensure_ascii=True, indent=1, sort_keys=True).encode()


# What is tried of text files and of workbooks, by name.
CSV: dict[str, dict[str, Any]] = {
    "utf-8 and semicolons": {},
    "utf-8 without a mark, commas": {"encoding": "utf-8", "delimiter": ","},
    "utf-16 and tabs": {"encoding": "utf-16", "delimiter": "\t"},
    "an old encoding": {"encoding": "cp1252"},
    "Excel in French": {"encoding": "cp1252", "change": french_excel},
    "numbers": {"change": numbers},
    "numbers with decimals": {"change": floats},
}
WORKBOOK: dict[str, Cell] = {
    "loaded and saved": as_it_is,
    "numbers": numbers,
    "numbers with decimals": floats,
    "dates": dates,
}
