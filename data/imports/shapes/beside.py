# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables that stand side by side under titles of their own, read one below the other."""

from collections.abc import Iterator
from dataclasses import replace

from common.files import Table
from common.files.book import Row
from data.imports.shapes.upright import names_a_structure
from data.imports.values import text_of

TITLE = "Tableau"
BESIDE = "Des tableaux sont côte à côte (%s) : ils sont lus l'un après l'autre."
# A table has so many columns at least.
_AT_LEAST = 3


def one_below_the_other(table: Table) -> Table:
    """Tables side by side, each of the same columns under a title of its own, as one; the table itself where
    it is one already."""
    if table.parted or table.on_its_side or not (groups := _groups(table.headers)):
        return table
    width = len(groups[0][2])

    def rows() -> Iterator[Row]:
        for title, start, _names in groups:
            for number, cells in table.rows():
                part = [*cells[start : start + width]]
                if any(map(text_of, part)):
                    yield number, [*part, *[None] * (width - len(part)), title]

    titles = ", ".join(f"« {title} »" for title, _start, _names in groups)
    return replace(
        table,
        headers=(*groups[0][2], TITLE),
        rows=rows,
        notes=(*table.notes, BESIDE % titles),
        parted=True,
        beside={title: start for title, start, _names in groups},
    )


def _groups(headers: tuple[str, ...]) -> list[tuple[str, int, list[str]]]:
    """The title, the place and the columns of each table; none where they are not side by side.

    A column without a name parts them (it has its title alone), and the names of their columns are the same.
    """
    cuts = [
        place
        for place in range(1, len(headers) - 1)
        if headers[place - 1].startswith(f"{headers[place]} ") or headers[place].startswith("Colonne ")
    ]
    edges = [0, *(place + 1 for place in cuts)]
    ends = [*cuts, len(headers)]
    found = []
    for start, end in zip(edges, ends, strict=True):
        names = [header.split(" ") for header in headers[start:end]]
        if len(names) < _AT_LEAST:
            return []
        shared = 0
        while all(len(name) > shared + 1 and name[shared] == names[0][shared] for name in names):
            shared += 1
        found.append((" ".join(names[0][:shared]), start, [" ".join(name[shared:]) for name in names]))
    named = any(map(names_a_structure, found[0][2])) and all(title for title, _start, _names in found)
    return found if len(found) > 1 and named and all(one[2] == found[0][2] for one in found) else []
