# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the header of a table is, among titles, logos' remains and empty lines."""

import re
from collections import Counter
from typing import Any

from common.files.book import Row, Unreadable, too_many_columns, unique_headers
from common.files.limits import HEADER_DEPTH, MAX_COLUMNS

_VALUE = re.compile(r"[\d\s.,:/+€%-]+|[^@\s]+@[^@\s]+|https?://.*", re.IGNORECASE)

# So many rows say that a table is data from its first on.
_ENOUGH = 5


def find_header(first_rows: list[Row]) -> tuple[int, tuple[str, ...], list[str]]:
    """The number of the header's row, the columns' names, and notes.

    The header is the first row about as wide as the table is, made of words. Empty columns at the end are
    left out. A table that has none, and whose rows are alike from the first on, has columns without names,
    and the number before its first row's. Raises Unreadable where no row could be one.
    """
    widths = Counter(_filled(cells) for _number, cells in first_rows)
    widths.pop(0, None)
    if not widths:
        raise Unreadable("Ce tableau est vide : aucune ligne n'est remplie.")
    # Few rows are as wide as the table in a short file with a long title: width counts too.
    usual = max(widths, key=lambda width: widths[width] * width)
    for index, (number, cells) in enumerate(first_rows[:HEADER_DEPTH]):
        filled = _filled(cells)
        if filled < max(1, round(0.6 * usual)) or (filled == 1 and usual > 1):
            continue
        below = first_rows[index + 1][1] if index + 1 < len(first_rows) else []
        if _filled(below) > filled and all(map(_is_word, filter(_text, below))) and _are_groups(cells, below):
            continue  # names of groups: the columns' own are on the next line
        if sum(_is_word(cell) for cell in cells) >= 0.7 * filled:
            last = max(place for place, cell in enumerate(cells) if _text(cell)) + 1
            width = max([last, *(_width(row) for _n, row in first_rows[index + 1 :])])
            if width > MAX_COLUMNS:
                raise Unreadable(too_many_columns(width))
            named = [*cells[:width], *[None] * (width - len(cells))]
            above = first_rows[index - 1] if index else (0, [])
            grouped = above[0] == number - 1 and _are_groups(above[1], named)
            names, notes = unique_headers(_under_groups(above[1], named) if grouped else named)
            if grouped:
                notes.insert(0, f"Les noms de colonnes sont sur deux lignes, {number - 1} et {number}.")
            elif index:
                notes.insert(
                    0, f"Les noms de colonnes sont à la ligne {number} : ce qui précède est un titre."
                )
            return number, names, notes
    if found := _partly_named(first_rows, usual):
        return found
    raise Unreadable(
        "Les noms des colonnes n'ont pas été trouvés : une des premières lignes du tableau doit les donner."
    )


def _partly_named(first_rows: list[Row], usual: int) -> tuple[int, tuple[str, ...], list[str]] | None:
    """The header of a table some of whose columns have no name, or none has; None where nothing says so."""
    width = max(map(_width, _rows(first_rows)))
    for index, (number, cells) in enumerate(first_rows[:HEADER_DEPTH]):
        if _names_some(cells, _rows(first_rows[index + 1 :]), usual):
            names, notes = unique_headers([*cells, *[None] * (width - len(cells))])
            return (
                number,
                names,
                [*notes, "Des colonnes n'ont pas de nom : leur contenu dit ce qu'elles sont."],
            )
    if _has_no_header(first_rows, usual):
        names, _notes = unique_headers([None] * width)
        note = "Les colonnes n'ont pas de nom : leur contenu dit ce qu'elles sont."
        return first_rows[0][0] - 1, names, [note]
    return None


def _rows(first_rows: list[Row]) -> list[list[Any]]:
    return [cells for _number, cells in first_rows]


def _names_some(cells: list[Any], below: list[list[Any]], usual: int) -> bool:
    """Whether a row names some columns of a table and leaves others without a name: words alone, the first
    column's among them, right above rows as wide as the table that hold values where it is empty."""
    texts = [_text(cell) for cell in cells]
    filled = [text for text in texts if text]
    rows = [row for row in below if _filled(row)][:_ENOUGH]
    if len(filled) < 2 or not texts[0] or not all(map(_is_word, filter(_text, cells))) or len(rows) < _ENOUGH:
        return False
    unnamed = [place for place in range(usual) if place >= len(texts) or not texts[place]]
    wide = all(_filled(row) >= 0.6 * usual for row in rows)
    return wide and any(_share_of_values(rows, place) >= 0.9 for place in unnamed)


def _has_no_header(first_rows: list[Row], usual: int) -> bool:
    """Whether a table begins with its data: enough rows, as wide as the first, and a column of values that
    says so from its first cell on."""
    rows = [cells for _number, cells in first_rows if _filled(cells)]
    if usual < 3 or len(rows) < _ENOUGH or _filled(rows[0]) < 0.6 * usual:
        return False
    return any(
        _VALUE.fullmatch(_text(rows[0][place])) and _share_of_values(rows, place) >= 0.9
        for place in range(len(rows[0]))
    )


def _share_of_values(rows: list[list[Any]], place: int) -> float:
    texts = [text for cells in rows if place < len(cells) and (text := _text(cells[place]))]
    return sum(1 for text in texts if _VALUE.fullmatch(text)) / len(rows)


def _are_groups(above: list[Any], named: list[Any]) -> bool:
    """Whether the row above the header names groups of columns rather than the table."""
    texts = [_text(cell) for cell in above[: len(named)]]
    # A column without a name of its own has one above; or several names come back under several groups.
    completes = any(text and not _text(name) for text, name in zip(texts, named, strict=False))
    own = [_text(name).casefold() for name in named if _text(name)]
    return (
        sum(map(bool, texts)) >= 2
        and all(map(_is_word, filter(_text, above)))
        and (completes or len(set(own)) < len(own))
    )


def _under_groups(above: list[Any], named: list[Any]) -> list[str]:
    """« Contact » over « Tél » and « Mail » makes « Contact Tél » and « Contact Mail »."""
    names, group = [], ""
    for place, name in enumerate(named):
        group = _text(above[place]) if place < len(above) and _text(above[place]) else group
        names.append(f"{group} {_text(name)}".strip() if _text(name) else group)
        if not _text(name):
            group = ""
    return names


def _text(cell: Any) -> str:
    return str(cell).strip() if cell is not None else ""


def _filled(cells: list[Any]) -> int:
    return sum(1 for cell in cells if _text(cell))


def _width(cells: list[Any]) -> int:
    return max((place + 1 for place, cell in enumerate(cells) if _text(cell)), default=0)


def _is_word(cell: Any) -> bool:
    """Whether a cell could name a column: a text that is no number, date nor address."""
    text = _text(cell)
    return bool(text) and isinstance(cell, str) and len(text) <= 150 and not _VALUE.fullmatch(text)
