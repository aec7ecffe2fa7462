# SPDX-License-Identifier: AGPL-3.0-or-later
from search.models.card import Card
from search.models.cell import Cell, CellDelta, DataVersion
from search.models.derivation import Derivation
from search.models.local_word import LocalWord
from search.models.schedule import Schedule
from search.models.search_row import SearchRow
from search.models.tag import Tag
from search.models.word import Word

__all__ = [
    "Card",
    "Cell",
    "CellDelta",
    "DataVersion",
    "Derivation",
    "LocalWord",
    "Schedule",
    "SearchRow",
    "Tag",
    "Word",
]
