# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which column is the identifier of its row: filled, and distinct but where a structure comes again."""

import re

from common.files import Table
from data.imports.columns.choices import NEIGHBOURS
from data.imports.columns.evidence import DISTINCT, FILLED, Evidence
from data.imports.columns.judging import BY_CONTENT, Choice, is_weak, may_identify
from data.imports.targets import BY_KEY
from data.imports.values import text_of
from places.folding import fold


def check_identifier(known: list[Evidence], taken: dict[int, Choice]) -> None:
    """Keep an identifier that identifies; else the first column named like one that does."""
    by_key = {choice.target.key: place for place, choice in taken.items()}
    place = by_key.get("id")
    if place is not None:
        if _identifies(known, known[place], by_key):
            return
        del taken[place]
    for one in known:
        if (
            one.place not in taken
            and one.cells
            and re.search(r"\b(?:id|code|ref|num|numero|identifiant|rna|finess)\b", fold(one.name))
            and may_identify(one)
            and _identifies(known, one, by_key)
            and max(map(len, one.texts)) <= 60
        ):
            taken[one.place] = Choice(NEIGHBOURS, one.place, BY_KEY["id"], BY_CONTENT, True)
            return


def _identifies(known: list[Evidence], one: Evidence, by_key: dict[str, int]) -> bool:
    """Filled and distinct; or, under a name that leaves no doubt, the same for the same name alone."""
    if not one.cells:
        return True
    weak = is_weak(one.name)
    if len(one.cells) == 1 == one.rows:
        return not weak or not one.texts[0].isdigit()
    if one.is_identifying:
        return not (weak and one.counts)
    if weak or one.fill < 0.99 or "nom" not in by_key:
        return False
    names = known[by_key["nom"]]
    if len(names.cells) != len(one.cells):
        return False
    pairs = set(zip(one.texts, map(fold, names.texts), strict=True))
    return len(pairs) <= 1.01 * len(set(one.texts))


def identifies_throughout(table: Table, place: int, nom: int | None) -> bool:
    """Whether a column is filled and distinct in the whole table, or the same for one name alone."""
    rows, filled = 0, 0
    said: set[int] = set()
    pairs: set[int] = set()
    for _number, cells in table.rows():
        text = text_of(cells[place]) if place < len(cells) else ""
        name = fold(text_of(cells[nom])) if nom is not None and nom < len(cells) else ""
        # Titles and totals have no identifier.
        if nom is not None and not name:
            continue
        rows += 1
        if text:
            filled += 1
            said.add(hash(text))
            pairs.add(hash((text, name)))
    if not rows or filled < FILLED * rows - 1:
        return False
    repeated = nom is not None and not is_weak(table.headers[place])
    return len(said) >= DISTINCT * filled - 1 or (repeated and len(pairs) <= 1.01 * len(said))
