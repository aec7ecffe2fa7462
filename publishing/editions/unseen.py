# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that no font of the set-up has: where a book has them, told to who makes it."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from publishing.book.content import Book


@dataclass(frozen=True, slots=True)
class Unseen:
    """Where some letters stand: in which part of a book, by its name; of an entry, the number of its
    structure."""

    letters: str
    what: str
    name: str
    structure: int | None = None


def unseen_in(book: Book, letters: str) -> list[Unseen]:
    """Each part of a book that has some of `letters`, with those that it has, in the order of the book."""
    return [
        Unseen("".join(has), what, name, number)
        for what, name, number, said in (_parts(book) if letters else ())
        if (has := [letter for letter in letters if letter in said])
    ]


def _parts(book: Book) -> Iterator[tuple[str, str, int | None, str]]:
    """What a part is, its name, the number of its structure, all that it says."""
    cover = replace(book, areas=(), opening=(), sheets=(), season=(), errata=(), emblems=(), themes=())
    yield "couverture", book.title, None, " ".join(map(str, asdict(cover).values()))
    for emblem in book.emblems:
        yield "emblème", emblem.alt, None, f"{emblem.alt} {emblem.words}"
    for chapter in book.opening:
        yield "page écrite pour le livre", chapter.title, None, _said(chapter)
    for area in book.areas:
        yield "partie", area.name, None, area.name
        for entry in area.entries:
            yield "fiche", entry.name, entry.key, _said(entry)
    for one in book.season:
        yield "rendez-vous", one.title, None, _said(one)
    for sheet in book.sheets:
        yield "fiche pratique", sheet.title, None, _said(sheet)
    for erratum in book.errata:
        yield "ce qui a changé", erratum.name, erratum.key, _said(erratum)


def _said(part: Any) -> str:
    return json.dumps(asdict(part), ensure_ascii=False)
