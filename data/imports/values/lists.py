# SPDX-License-Identifier: AGPL-3.0-or-later
"""Values of a vocabulary: « Seniors | Familles », « tous publics ; femmes », codes or labels."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from data.imports.values.base import Doubt, Reading, text_of
from places.folding import fold
from search.lexicon.edition import mine

# In this order: the first that cuts a text into known values is its separator.
_SEPARATORS = (r"\s*\|\s*", r"\s*;\s*", r"\s*\n\s*", r"\s+/\s+", r"\s*/\s*", r"\s*,\s*")

# The values of a cell, and what was not understood of it.
_Judged = tuple[tuple[str, ...], tuple[Doubt, ...]]


class Vocabulary:
    """The values that a field may hold, found by code, label or synonym whatever their accents.

    A synonym may stand for several values, or for none (what is said elsewhere, and known). `also` gives
    further ones, which override none, when the first cell is read; again, once words of here were added.
    """

    def __init__(
        self,
        choices: Iterable[tuple[str, Any]],
        synonyms: Mapping[str, Iterable[str]] | None = None,
        also: Callable[[], Mapping[str, Iterable[str]]] | None = None,
    ):
        self._choices, self._synonyms, self._also = choices, synonyms or {}, also
        # Of the words of one edition: the values by what says them, and what was made of cells, which come
        # again all along a file.
        self._kept: tuple[int, dict[str, tuple[str, ...]], dict[tuple[str, ...], _Judged]] = (-1, {}, {})

    @property
    def _values(self) -> dict[str, tuple[str, ...]]:
        return self._of_edition()[1]

    def _of_edition(self) -> tuple[int, dict[str, tuple[str, ...]], dict[tuple[str, ...], _Judged]]:
        number, kept = mine().number, self._kept
        if kept[0] != number:
            kept = self._kept = (number, self._all(), {})
        return kept

    def _all(self) -> dict[str, tuple[str, ...]]:
        known: dict[str, tuple[str, ...]] = {}
        for code, label in self._choices:
            known[fold(str(label))] = (code,)
            known[fold(code)] = (code,)
        for synonyms in (self._synonyms, self._also() if self._also else {}):
            for name, values in synonyms.items():
                if said := fold(name):
                    known.setdefault(said, tuple(values))
        return known

    def find(self, text: str) -> tuple[str, ...] | None:
        """The values that a text stands for; None when it is not known. « Nom : explication » is its name."""
        for candidate in (text, re.split(r"\s*[:(]", text, maxsplit=1)[0]):
            if (found := self._values.get(fold(candidate))) is not None:
                return found
        return None

    def read(self, cell: Any) -> Reading:
        """The values of a cell in the order given, each once; what is not known is left out and told."""
        given = tuple(map(text_of, cell)) if isinstance(cell, list | tuple) else (text_of(cell),)
        read = self._of_edition()[2]
        if (judged := read.get(given)) is None:
            if len(read) > 20_000:
                read.clear()
            judged = read[given] = self._judge(given)
        values, doubts = judged
        return Reading(list(values), doubts)

    def _judge(self, given: tuple[str, ...]) -> _Judged:
        found: dict[str, None] = {}
        unknown: list[str] = []
        for text in filter(None, given):
            known, lost = self._best(text)
            found.update(dict.fromkeys(known))
            unknown += lost
        doubts: tuple[Doubt, ...] = ()
        if unknown:
            named = ", ".join(f"« {name[:40]} »" for name in dict.fromkeys(unknown))
            doubts = (Doubt(f"{named} : inconnu ici, laissé de côté.", lost=True),)
        return tuple(found), doubts

    def one(self, cell: Any) -> Reading:
        """The first value of a cell, or an empty text."""
        reading = self.read(cell)
        return Reading(reading.value[0] if reading.value else "", reading.doubts)

    def _best(self, text: str) -> tuple[list[str], list[str]]:
        """The cut that leaves least unknown; a whole that is known is not cut."""
        whole = self._values.get(fold(text))
        if whole is not None:
            return list(whole), []
        best: tuple[list[str], list[str]] = ([], [text])
        best_score = (0, 0)
        for separator in _SEPARATORS:
            parts = [part.strip() for part in re.split(separator, text) if part.strip()]
            if len(parts) < 2:
                continue
            known: list[str] = []
            lost: list[str] = []
            for part in parts:
                values = self.find(part)
                if values is None:
                    lost.append(part)
                else:
                    known += values
            score = (len(parts) - len(lost), -len(lost))
            if score > best_score:
                best, best_score = (known, lost), score
        # « A1-A2 »: a dash is a separator where all that it parts is known.
        parts = re.split(r"\s*[-–]\s*", text)
        if best_score == (0, 0) and len(parts) > 1 and all(self.find(part) is not None for part in parts):
            return [value for part in parts for value in self.find(part) or ()], []
        if best_score == (0, 0) and (whole := self.find(text)) is not None:
            return list(whole), []
        return best
