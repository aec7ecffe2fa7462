# SPDX-License-Identifier: AGPL-3.0-or-later
"""Values of a vocabulary: « Seniors | Familles », « tous publics ; femmes », codes or labels."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from data.imports.values.base import Doubt, Reading, text_of
from places.folding import fold

# In this order: the first that cuts a text into known values is its separator.
_SEPARATORS = (r"\s*\|\s*", r"\s*;\s*", r"\s*\n\s*", r"\s+/\s+", r"\s*/\s*", r"\s*,\s*")


# Those that part values and nothing else: what they part is asked about by itself.
_ONLY_SEPARATORS = re.compile(r"\s*[|;\n]\s*")
_RANGE = re.compile(
    r"(?:de |du )?(?P<first>\w+)\s*(?:-|–|\bà\b|\ba\b|\bau\b|->|→)\s*(?P<last>\w+)", re.IGNORECASE
)


@dataclass(slots=True)
class _Judged:
    """The values of a cell, and its words that stand for none, are left as text, or were taught."""

    values: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    learnt: list[str] = field(default_factory=list)


class Vocabulary:
    """The values that a field may hold, found by code, label or synonym whatever their accents.

    A synonym may stand for several values, or for none (what is said elsewhere, and known). `also` gives
    further ones, which override none, when the first cell is read. A plural is known by its singular, where
    that leaves one meaning. Values that are `ranked` are also read from the first to the last (« A1 à B1 »).
    """

    def __init__(
        self,
        choices: Iterable[tuple[str, Any]],
        synonyms: Mapping[str, Iterable[str]] | None = None,
        also: Callable[[], Mapping[str, Iterable[str]]] | None = None,
        *,
        ranked: Sequence[str] = (),
    ):
        self._choices, self._synonyms, self._also = choices, synonyms or {}, also
        self._ranked = ranked
        self._taught: dict[str, tuple[str, ...]] = {}
        # The same cells come again all along a file.
        self._read: dict[tuple[str, ...], Reading] = {}

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """The values, each with its label."""
        return list(self._choices)

    def taught(self, lessons: Mapping[str, Iterable[str]]) -> "Vocabulary":
        """The same, with what a person said of words (folded): values, or none where they stay text."""
        pupil = Vocabulary(self._choices, self._synonyms, self._also, ranked=self._ranked)
        pupil.__dict__["_values"], pupil.__dict__["_singulars"] = self._values, self._singulars
        pupil._taught = {said: tuple(values) for said, values in lessons.items()}
        return pupil

    @cached_property
    def _values(self) -> dict[str, tuple[str, ...]]:
        known: dict[str, tuple[str, ...]] = {}
        for code, label in self._choices:
            known[fold(str(label))] = (code,)
            known[fold(code)] = (code,)
        for synonyms in (self._synonyms, self._also() if self._also else {}):
            for name, values in synonyms.items():
                if said := fold(name):
                    known.setdefault(said, tuple(values))
        return known

    @cached_property
    def _singulars(self) -> dict[str, tuple[str, ...]]:
        """The values of words in the singular; none where that is the singular of several."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for said, values in self._values.items():
            found.setdefault(_singular(said), set()).add(values)
        return {said: next(iter(values)) for said, values in found.items() if len(values) == 1}

    def find(self, text: str) -> tuple[str, ...] | None:
        """The values that a text stands for; None when it is not known. « Nom : explication » is its name."""
        for candidate in (text, re.split(r"\s*[:(]", text, maxsplit=1)[0]):
            said = fold(candidate)
            for known in (self._taught, self._values):
                if (found := known.get(said)) is not None:
                    return found
            if len(said) > _SHORTEST_PLURAL and (found := self._singulars.get(_singular(said))) is not None:
                return found
        return self._range(text)

    def _range(self, text: str) -> tuple[str, ...] | None:
        """All the values from one to another, where they have an order."""
        if not self._ranked or not (match := _RANGE.fullmatch(text.strip())):
            return None
        ends = [self._values.get(fold(match[name]), ()) for name in ("first", "last")]
        if any(len(end) != 1 or end[0] not in self._ranked for end in ends):
            return None
        first, last = (self._ranked.index(end[0]) for end in ends)
        return tuple(self._ranked[first : last + 1]) if first <= last else None

    def read(self, cell: Any) -> Reading:
        """The values of a cell in the order given, each once; what is not known is left out and told."""
        given = tuple(map(text_of, cell)) if isinstance(cell, list | tuple) else (text_of(cell),)
        if given not in self._read:
            if len(self._read) > 20_000:
                self._read.clear()
            self._read[given] = self._judge(given)
        known = self._read[given]
        return replace(known, value=list(known.value))

    def _judge(self, given: tuple[str, ...]) -> Reading:
        found = _Judged()
        for text in filter(None, given):
            best = self._best(text)
            found.values += best.values
            found.unknown += best.unknown
            found.left += best.left
            found.learnt += best.learnt
        doubts: tuple[Doubt, ...] = ()
        unknown = tuple(dict.fromkeys(found.unknown))
        if unknown:
            named = ", ".join(f"« {name[:40]} »" for name in unknown)
            doubts = (Doubt(f"{named} : inconnu ici, laissé de côté.", lost=True),)
        return Reading(
            list(dict.fromkeys(found.values)), doubts, unknown, tuple(found.left), tuple(found.learnt)
        )

    def one(self, cell: Any) -> Reading:
        """The first value of a cell, or an empty text."""
        reading = self.read(cell)
        return replace(reading, value=reading.value[0] if reading.value else "")

    def _best(self, text: str) -> _Judged:
        """The cut that leaves least unknown; a whole that is known is not cut."""
        said = fold(text)
        if said in self._taught or said in self._values:
            return self._sorted([text])
        best, best_score = _Judged(unknown=[text]), (0, 0)
        for separator in _SEPARATORS:
            parts = [part.strip() for part in re.split(separator, text) if part.strip()]
            if len(parts) < 2:
                continue
            found = self._sorted(parts)
            score = (len(parts) - len(found.unknown), -len(found.unknown))
            if score > best_score:
                best, best_score = found, score
        if best_score != (0, 0):
            return best
        if (whole := self._range(text)) is not None:
            return _Judged(list(whole))
        # « A1-A2 »: a dash is a separator where all that it parts is known.
        parts = re.split(r"\s*[-–]\s*", text)
        if len(parts) > 1 and all(self.find(part) is not None for part in parts):
            return self._sorted(parts)
        if self.find(text) is not None:
            return self._sorted([text])
        parts = [part for part in _ONLY_SEPARATORS.split(text) if part]
        return _Judged(unknown=parts if len(parts) > 1 else [text])

    def _sorted(self, parts: list[str]) -> _Judged:
        """What each part of a cell stands for."""
        found = _Judged()
        for part in parts:
            values = self.find(part)
            if values is None:
                found.unknown.append(part)
                continue
            found.values += values
            if (taught := self._taught.get(fold(part))) is not None:
                (found.learnt if taught else found.left).append(part)
        return found


# A shorter word has no plural to be known by.
_SHORTEST_PLURAL = 4


def _singular(said: str) -> str:
    """Folded words without the « s » or « x » of their plural."""
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in said.split())
