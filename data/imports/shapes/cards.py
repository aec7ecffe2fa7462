# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards one below the other: a label and what it says on each line, the labels coming again for each
structure. They are read as a table of one row per card, whose columns are the labels."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from common.files import Table
from common.files.book import Row
from data.imports.targets import BY_KEY, TARGETS
from data.imports.values import text_of
from places.folding import fold

NOTE = "Des fiches se suivent, une ligne par information : chaque fiche est lue comme une structure."
# So many cards, so many labels a card, this share of them names of fields; more lines are no cards.
_CARDS, _LABELS, _KNOWN, _MOST = 3, 3, 0.4, 20_000
_NAMES_OF_FIELDS = frozenset(name for target in TARGETS for name in target.names)
# A label that is longer is a text.
_LONGEST = 60


def as_rows(table: Table) -> Table:
    """A table of cards as one row per card; itself where it is none."""
    if table.parted or len(table.headers) < 2 or not _label(table.headers[0]):
        return table
    lines: list[Row] = [(table.header_line, list(table.headers))]
    for row in table.rows():
        lines.append(row)
        # A card says one thing a line.
        if len(lines) > _MOST or sum(1 for cell in row[1] if text_of(cell)) > 2:
            return table
    first = fold(_label(table.headers[0]))
    starts = [at for at, (_number, cells) in enumerate(lines) if _said(cells) == first]
    if len(starts) < _CARDS or not _is_name(first):
        return table
    cards = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    labels = list(dict.fromkeys(label for card in cards for _n, cells in card if (label := _said(cells))))
    counted = {
        label: sum(1 for card in cards if label in {_said(cells) for _n, cells in card}) for label in labels
    }
    known = sum(1 for label in labels if label in _NAMES_OF_FIELDS)
    usual = [label for label in labels if counted[label] >= 2]
    if not _LABELS <= len(usual) <= 60 or known < _KNOWN * len(usual):
        return table
    names = {_said(cells): _label(cells[0]) for _n, cells in reversed(lines) if _said(cells)}
    columns = [*usual, ""] if len(usual) < len(labels) else usual
    found = {card[0][0]: _row(card, columns) for card in cards}

    def rows() -> Iterator[Row]:
        for number, cells in found.items():
            yield number, [value for value, _at in cells]

    def origin(number: int, _cells: Sequence[Any]) -> list[tuple[int, int] | None]:
        return [at for _value, at in found.get(number, [])]

    headers = tuple(names.get(column, "Autres lignes") for column in columns)
    notes = (*(note for note in table.notes if "sont à la ligne" not in note), NOTE)
    return replace(table, headers=headers, rows=rows, notes=notes, origin=origin)


def _row(card: list[Row], columns: list[str]) -> list[tuple[Any, tuple[int, int] | None]]:
    """What a card says in each column, with the row and the column of the file; what has no column of its own
    is in the last, with its label."""
    by_label: dict[str, tuple[Any, tuple[int, int]]] = {}
    others = []
    for number, cells in card:
        label = _said(cells)
        value = next((cell for cell in cells[1:] if text_of(cell)), None)
        if label in columns and label not in by_label:
            by_label[label] = (value, (number, 2))
        elif label or value is not None:
            others.append((number, " : ".join(filter(None, (_label(cells[0]), text_of(value))))))
    if others and "" in columns:
        by_label[""] = ("\n".join(text for _number, text in others), (others[0][0], 1))
    return [by_label.get(column, (None, None)) for column in columns]


def _said(cells: Sequence[Any]) -> str:
    return fold(_label(cells[0])) if cells else ""


def _label(cell: Any) -> str:
    text = text_of(cell)
    return text.rstrip(" :.…") if len(text) <= _LONGEST and not text.isdigit() else ""


def _is_name(label: str) -> bool:
    return label in BY_KEY["nom"].names
