# SPDX-License-Identifier: AGPL-3.0-or-later
"""Values of a vocabulary: « Seniors | Familles », « tous publics ; femmes », codes or labels."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from data.imports.values.base import Doubt, Reading, text_of
from places.folding import fold
from search.lexicon.edition import mine

# In this order: the first that cuts a text into known values is its separator.
_PLUS = r"(?<=\w)\s*\+\s*(?=[^\W\d])"
_SEPARATORS = (_PLUS, r"\s*\|\s*", r"\s*;\s*", r"\s*\n\s*", r"\s+/\s+", r"\s*/\s*", r"\s*,\s*")

# An abbreviation, or a level.
_SHORTHAND = re.compile(r"[A-Z]{2,5}|\w{2,3}|(?=\w*\d)\w{2,5}")

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
    beside: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Words:
    """What says the values, with the words of here of one edition, and what was made of cells with them: the
    same come again all along a file."""

    edition: int
    values: dict[str, tuple[str, ...]]
    singulars: dict[str, tuple[str, ...]]
    read: dict[tuple[str, ...], Reading] = field(default_factory=dict)


class Vocabulary:
    """The values that a field may hold, found by code, label or synonym whatever their accents.

    A synonym may stand for several values, or for none (what is said elsewhere, and known). `also` gives
    further ones, which override none, when the first cell is read; again, once words of here were added.
    `otherwise` gives words that the site decides of, with their values: one that is known for others too is
    read as neither, so that somebody says which. A
    plural is known by its singular, where that leaves one meaning. Values that are `ranked` are also read
    from the first to the last (« A1 à B1 »). Abbreviations are read apart where a space alone parts them, and
    any words where the vocabulary is `apart_by_space`: no word of it says anything of the next.
    """

    def __init__(
        self,
        choices: Iterable[tuple[str, Any]],
        synonyms: Mapping[str, Iterable[str]] | None = None,
        also: Callable[[], Mapping[str, Iterable[str]]] | None = None,
        *,
        otherwise: Callable[[], Mapping[str, Iterable[str]]] | None = None,
        ranked: Sequence[str] = (),
        apart_by_space: bool = False,
    ):
        self._choices, self._synonyms, self._also = choices, synonyms or {}, also
        self._ranked, self._otherwise = ranked, otherwise
        self._apart_by_space = apart_by_space
        self._taught: dict[str, tuple[str, ...]] = {}
        self._teacher: Vocabulary | None = None
        self._kept: _Words | None = None

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """The values, each with its label."""
        return list(self._choices)

    def taught(self, lessons: Mapping[str, Iterable[str]]) -> "Vocabulary":
        """The same, with what a person said of words (folded): values, or none where they stay text."""
        pupil = Vocabulary(
            self._choices,
            self._synonyms,
            self._also,
            ranked=self._ranked,
            apart_by_space=self._apart_by_space,
        )
        pupil._teacher = self
        pupil._taught = {said: tuple(values) for said, values in lessons.items()}
        return pupil

    @property
    def words(self) -> _Words:
        """The words of the edition that this reading is of."""
        number, kept = mine().number, self._kept
        if kept is None or kept.edition != number:
            if self._teacher:
                words = self._teacher.words
                kept = _Words(number, words.values, words.singulars)
            else:
                values = self._all()
                kept = _Words(number, values, _singulars_of(values))
            self._kept = kept
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
        for said, values in (self._otherwise() if self._otherwise else {}).items():
            if said in known and set(known[said]) != set(values):
                del known[said]
        return known

    def find(self, text: str) -> tuple[str, ...] | None:
        """The values that a text stands for; None when it is not known. « Nom : explication » is its name."""
        for candidate in (text, re.split(r"\s*[:(]", text, maxsplit=1)[0]):
            said = fold(candidate)
            for known in (self._taught, self.words.values):
                if (found := known.get(said)) is not None:
                    return found
            if (
                len(said) > _SHORTEST_PLURAL
                and (found := self.words.singulars.get(_singular(said))) is not None
            ):
                return found
        return self._range(text)

    def _is_whole(self, text: str) -> bool:
        """Whether a text is known as it is, brackets and all."""
        said = fold(text)
        return said in self._taught or said in self.words.values

    def _range(self, text: str) -> tuple[str, ...] | None:
        """All the values from one to another, where they have an order."""
        if not self._ranked or not (match := _RANGE.fullmatch(text.strip())):
            return None
        ends = [self.words.values.get(fold(match[name]), ()) for name in ("first", "last")]
        if any(len(end) != 1 or end[0] not in self._ranked for end in ends):
            return None
        first, last = (self._ranked.index(end[0]) for end in ends)
        return tuple(self._ranked[first : last + 1]) if first <= last else None

    def read(self, cell: Any) -> Reading:
        """The values of a cell in the order given, each once; what is not known is left out and told."""
        given = tuple(map(text_of, cell)) if isinstance(cell, list | tuple) else (text_of(cell),)
        read = self.words.read
        if (known := read.get(given)) is None:
            if len(read) > 20_000:
                read.clear()
            known = read[given] = self._judge(given)
        return replace(known, value=list(known.value))

    def _judge(self, given: tuple[str, ...]) -> Reading:
        found = _Judged()
        for text in filter(None, given):
            best = self._best(text)
            found.values += best.values
            found.unknown += best.unknown
            found.left += best.left
            found.learnt += best.learnt
            found.beside += best.beside
        doubts: tuple[Doubt, ...] = ()
        unknown = tuple(dict.fromkeys(found.unknown))
        if unknown:
            named = ", ".join(f"« {name[:40]} »" for name in unknown)
            doubts = (Doubt(f"{named} : inconnu ici, laissé de côté.", lost=True),)
        return Reading(
            list(dict.fromkeys(found.values)),
            doubts,
            unknown,
            tuple(found.left),
            tuple(found.learnt),
            tuple(dict.fromkeys(found.beside)),
        )

    def one(self, cell: Any) -> Reading:
        """The first value of a cell, or an empty text."""
        reading = self.read(cell)
        return replace(reading, value=reading.value[0] if reading.value else "")

    def _best(self, text: str) -> _Judged:
        """The cut that leaves least unknown; a whole that is known is not cut."""
        said = fold(text)
        if said in self._taught or (said in self.words.values and not re.search(_PLUS, text)):
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
        # « A1-A2 »: a separator where all that it parts is known.
        if parts := self._all_known(text):
            return self._sorted(parts)
        if self.find(text) is not None:
            return self._sorted([text])
        if self._apart(text):
            return self._sorted([text])
        parts = [part for part in _ONLY_SEPARATORS.split(text) if part]
        return _Judged(unknown=parts if len(parts) > 1 else [text])

    def _all_known(self, text: str) -> list[str]:
        """The parts of a text that a dash, « et » or « & » separates, where each of them is known."""
        for between in (r"\s*[-–]\s*", r"\s+et\s+|\s*,\s*", r"\s*&\s*"):
            parts = re.split(between, text)
            if len(parts) > 1 and all(self.find(part) is not None for part in parts):
                return parts
        return []

    def _apart(self, text: str) -> list[str]:
        """The words of « BPI DA », « A1 A2 », that a space alone parts, where each of them is known; none
        where one is not, or where words may say something of each other (« jeunes femmes »)."""
        words = text.split()
        parted = self._apart_by_space or all(map(_SHORTHAND.fullmatch, words))
        if len(words) < 2 or not parted or self.find(text) is not None:
            return []
        return words if all(self.find(word) for word in words) else []

    def _sorted(self, parts: list[str]) -> _Judged:
        """What each part of a cell stands for."""
        found = _Judged()
        for part in (word for whole in parts for word in self._apart(whole) or (whole,)):
            values = self.find(part)
            if values is None:
                found.unknown.append(part)
                continue
            found.values += values
            if (
                (more := _BRACKETED.fullmatch(part))
                and not self._is_whole(part)
                and not _IS_AGES.search(more[1])
            ):
                # « Réfugiés (programme X) »: what the brackets say is no value, and is not lost.
                found.beside.append(part)
            if (taught := self._taught.get(fold(part))) is not None:
                (found.learnt if taught else found.left).append(part)
        return found


_BRACKETED = re.compile(r"[^()]+\(([^()]+)\)\s*")
# « Jeunes (16-25 ans) », « Seniors (+ 65 ans) » say no more than the value.
_IS_AGES = re.compile(r"\d\s*ans")
# A shorter word has no plural to be known by.
_SHORTEST_PLURAL = 4


def _singular(said: str) -> str:
    """Folded words without the « s » or « x » of their plural."""
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in said.split())


def _singulars_of(known: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The values of words in the singular; none where that is the singular of several."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for said, values in known.items():
        found.setdefault(_singular(said), set()).add(values)
    return {said: next(iter(values)) for said, values in found.items() if len(values) == 1}
