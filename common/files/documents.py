# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON and GeoJSON as tables, one for each list of objects; the bounded process reads them."""

from collections.abc import Callable, Iterator
from pathlib import Path

from common.files.book import Book, Row, Table, Unreadable
from common.files.bounded import READER, ask
from common.files.limits import DOCUMENT_SECONDS


def read_json(path: Path) -> Book:
    """The lists of objects of a JSON document: itself, or its members. Raises Unreadable."""
    tables, is_map = [], False
    for name, prefix, headers, has_points in ask(READER, "lists", str(path), seconds=DOCUMENT_SECONDS):
        tables.append(Table(name, tuple(headers), _rows(path, name, prefix, headers)))
        is_map |= has_points
    if not tables:
        raise Unreadable(
            "Ce fichier JSON ne contient pas de liste d'objets : une liste, ou un objet dont un membre est "
            "une liste (« structures », « data », « features »…), est attendue."
        )
    return Book("GeoJSON" if is_map else "JSON", tuple(tables))


def _rows(path: Path, name: str, prefix: str, headers: list[str]) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        answers = ask(READER, "objects", str(path), name, prefix, seconds=DOCUMENT_SECONDS)
        for number, members in answers:
            yield number, [members.get(header) for header in headers]

    return rows
