# SPDX-License-Identifier: AGPL-3.0-or-later
"""An address list of one column, as a text processor leaves it: the name of a structure, then a detail a
line, without labels. Each block of lines is read as a structure; a line alone above titles a section."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from common.files import Table
from common.files.book import Row
from data.imports.values import contacts, hours, persons, text_of
from data.imports.values.identifiers import postcode_and_city
from data.imports.values.streets import has_street
from places.folding import fold

NOTE = "Une seule colonne, un renseignement par ligne : chaque bloc de lignes est lu comme une structure."
# So many structures, so many kinds of details in each; this share of the blocks are of that form.
_AT_LEAST, _DETAILS, _SHARE, _MOST = 3, 2, 0.7, 20_000
_NAME, _STREET, _CITY, _PHONE, _EMAIL, _SITE, _WHEN, _WHO, _WORDS, _TITLE = range(10)
HEADERS = (
    "Nom", "Adresse", "CP Ville", "Téléphone", "Courriel", "Site web", "Horaires", "Contact", "Description",
    "Rubrique",
)  # fmt: skip
_LABEL = re.compile(
    r"^(?:t[ée]l(?:[ée]phone)?s?|mobile|portable|fixe|e-?mails?|m[ée]l|courriels?|site(?: web| internet)?|web"
    r"|adresse|horaires?|contacts?|r[ée]f[ée]rente?|responsable)\s*\.?\s*:\s*",
    re.IGNORECASE,
)
_PERSON = re.compile(r"^(?:contacts?|r[ée]f[ée]rente?|responsable|interlocut\w+)\s*:", re.IGNORECASE)
_OPEN = re.compile(r"^(?:ouvert\w*|horaires?|permanences?|accueil)\b.*\d", re.IGNORECASE)


def as_rows(table: Table) -> Table:
    """A table of lines as one row per structure; itself where it is none."""
    if table.parted or len(table.headers) != 1:
        return table
    lines: list[tuple[int, str]] = [(table.header_line, table.headers[0])]
    for number, cells in table.rows():
        lines.append((number, text_of(cells[0]) if cells else ""))
        if len(lines) > _MOST:
            return table
    found, plain = _cards([line for line in lines if line[1]])
    if len(found) < _AT_LEAST or len(found) < _SHARE * (len(found) + plain):
        return table
    by_row = {card[_NAME][0][0]: card for card in found}

    def rows() -> Iterator[Row]:
        for number, card in by_row.items():
            yield number, ["\n".join(text for _at, text in card.get(kind, ())) or None for kind in range(10)]

    def origin(number: int, _cells: Sequence[Any]) -> list[tuple[int, int] | None]:
        card = by_row.get(number, {})
        return [(card[kind][0][0], 1) if kind in card else None for kind in range(10)]

    return replace(table, headers=HEADERS, rows=rows, header_line=0, notes=(NOTE,), origin=origin)


def _cards(lines: list[tuple[int, str]]) -> tuple[list[dict[int, list[tuple[int, str]]]], int]:
    """The structures of lines, each with the title above it, and how many blocks of lines are none."""
    found: list[dict[int, list[tuple[int, str]]]] = []
    title: tuple[int, str] | None = None
    plain = 0
    for block in _blocks(lines):
        card, above = _card(block)
        title = above or title
        if card is None:
            plain += len(block) > 2
            continue
        if title:
            card[_TITLE] = [title]
        found.append(card)
    return found, plain


def _blocks(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """The lines between two empty ones."""
    block: list[tuple[int, str]] = []
    for number, text in lines:
        if block and number != block[-1][0] + 1:
            yield block
            block = []
        block.append((number, text))
    if block:
        yield block


def _card(
    block: list[tuple[int, str]],
) -> tuple[dict[int, list[tuple[int, str]]] | None, tuple[int, str] | None]:
    """The structure of a block, and the title of a section that stands above its name or alone."""
    kinds = [_kind(text) for _number, text in block]
    first = next((at for at, kind in enumerate(kinds) if kind != _WORDS), None)
    if first is None:
        return None, block[0] if len(block) == 1 else None
    details = {kind for kind in kinds[first:] if kind != _WORDS}
    if first == 0 or first > 3 or len(details) < _DETAILS:
        return None, None
    card: dict[int, list[tuple[int, str]]] = {_NAME: [block[first - 1]]}
    for (number, text), kind in zip(block[first:], kinds[first:], strict=True):
        bare = _LABEL.sub("", text)
        card.setdefault(kind, []).append((number, bare))
    return card, block[first - 2] if first > 1 else None


def _kind(text: str) -> int:
    bare = _LABEL.sub("", text)
    if _PERSON.match(text) or persons.beside(text):
        return _WHO
    if "@" in bare and contacts.courriel(bare).value:
        return _EMAIL
    if postcode_and_city(bare):
        return _CITY
    if _OPEN.match(text) or (re.search(r"\d", bare) and _says_when(bare)):
        return _WHEN
    if sum(map(str.isdigit, bare)) >= 9 and contacts.telephone(bare).value:
        return _PHONE
    if " " not in bare and contacts.first_url(bare).value:
        return _SITE
    if re.match(r"\d", bare) and has_street(bare):
        return _STREET
    return _STREET if re.match(r"adresse\s*:", fold(text)) else _WORDS


def _says_when(text: str) -> bool:
    reading = hours.read(text)
    return bool(reading.value) and not hours.is_kept(reading)
