"""Reads one workbook in a process of its own, whose memory and time are bounded.

`python -m common.files.worker FILE SHEET MEMORY SECONDS` writes one JSON document a line: without
a sheet, the list of sheets; with one, its rows. A workbook made to exhaust memory ends this process
alone. Nothing of the site is loaded here.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum


def main(path: str, sheet: str, memory: str, seconds: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    try:
        book = CalamineWorkbook.from_path(path)
        if not sheet:
            _write(
                [
                    _described(book, meta)
                    for meta in book.sheets_metadata
                    if meta.typ == SheetTypeEnum.WorkSheet
                ]
            )
            return 0
        rows = book.get_sheet_by_name(sheet)
        first = (rows.start or (0, 0))[0]
        for number, cells in enumerate(rows.to_python(skip_empty_area=False), start=1):
            if number > first:
                _write([number, cells])
    except PasswordError:
        return 3
    except (CalamineError, ValueError, OSError):
        return 4
    except MemoryError:
        return 5
    return 0


def _described(book: CalamineWorkbook, meta: Any) -> dict:
    rows = book.get_sheet_by_name(meta.name)
    merged = getattr(rows, "merged_cell_ranges", None) or []
    return {
        "name": meta.name,
        "hidden": meta.visible != SheetVisibleEnum.Visible,
        "width": rows.total_width,
        "height": rows.total_height,
        "merged": [[list(start), list(end)] for start, end in merged[:2000]],
    }


def _write(value: Any) -> None:
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=True))
    sys.stdout.write("\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return str(value)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
