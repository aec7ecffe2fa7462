# SPDX-License-Identifier: AGPL-3.0-or-later
"""The longest phrase of the table that words begin with, however they are spelt."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from search.lexicon import spelling
from search.lexicon.edition import mine, of_edition
from search.lexicon.table import Key, around, lexicon, pointing, refusing, words_of_here

# How sure a word is: written so, of the same stem, or near it alone.
_WRITTEN, _STEM, _GUESS = range(3)
# Shortest part of a word typed in one that the table has in two, and the other way round.
_SHORTEST_PART = 3
# From so many letters on a word may have its article before it, in one.
_ELIDED_FROM = 6


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of the table, before which word it ends, and how sure the least sure of its words is."""

    key: Key
    end: int
    quality: int

    @property
    def is_sure(self) -> bool:
        """Whether every word is written so, but for its ending."""
        return self.quality < _GUESS


@dataclass(slots=True)
class _Node:
    """A word after others, in the tree of phrases."""

    after: dict[str, "_Node"] = field(default_factory=dict)
    ends: Key | None = None


@dataclass(slots=True)
class _Index:
    """The words of the table: all, by stem, by sound, and by what is left with a letter struck out."""

    words: set[str] = field(default_factory=set)
    by_stem: dict[str, set[str]] = field(default_factory=dict)
    by_sound: dict[str, set[str]] = field(default_factory=dict)
    by_struck: dict[str, set[str]] = field(default_factory=dict)
    by_squeezed: dict[str, set[str]] = field(default_factory=dict)


def cut(said: list[str], start: int = 0) -> Iterator[tuple[int, Match]]:
    """The phrases of folded words, each with where it begins, in their order: the one that says most is taken
    first, then those of what stands before and after it. `start` is added to every place."""
    found = [(at, match) for at in range(len(said)) if (match := longest(said, at))]
    if not found:
        return
    at, match = max(found, key=lambda one: _told(said, *one))
    yield from cut(said[:at], start)
    yield start + at, replace(match, end=start + match.end)
    yield from cut(said[match.end :], start + match.end)


def _told(said: list[str], at: int, match: Match) -> tuple[int, int, int, int]:
    """How much a phrase says: its words that ask for something, all of them, how sure they are; the first of
    two."""
    words = said[at : match.end]
    return sum(word not in around() for word in words), len(words), -match.quality, -at


def longest(said: list[str], start: int) -> Match | None:
    """The phrase that takes most of the folded words from `start` on, the surest of those as long; None where
    none begins there."""
    return max(
        _walk(said, start, _tree(), _WRITTEN, start),
        key=lambda match: (match.end, -match.quality, len(match.key)),
        default=None,
    )


def _walk(said: list[str], at: int, node: _Node, quality: int, start: int) -> Iterator[Match]:
    if node.ends is not None:
        yield Match(node.ends, at, quality)
    if at == len(said):
        return
    word = said[at]
    for known, how in spellings(word):
        if child := node.after.get(known):
            yield from _walk(said, at + 1, child, max(quality, how), start)
    if at > start and word in pointing():
        # A link before nothing ends no phrase.
        yield from (match for match in _walk(said, at + 1, node, quality, start) if match.end > at + 1)
    if (
        at + 1 < len(said)
        and not _is_distance(said, at, start)
        and (child := node.after.get(word + said[at + 1]))
    ):
        yield from _walk(said, at + 2, child, max(quality, _STEM), start)
    for first, second in _halves(word) if word not in _index().words else ():
        if (child := node.after.get(first)) and (grandchild := child.after.get(second)):
            yield from _walk(said, at + 1, grandchild, max(quality, _STEM), start)


def _is_distance(said: list[str], at: int, start: int) -> bool:
    """Whether a first word is « à » before a number: « à 2 km » says no level."""
    return at == start and said[at] == "a" and said[at + 1].isdigit()


def _halves(word: str) -> list[tuple[str, str]]:
    return [(word[:at], word[at:]) for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)]


def spellings(word: str) -> tuple[tuple[str, int], ...]:
    """The words of the table that a folded word may stand for, each with how sure that is."""
    return _spellings(mine().number, word)


@lru_cache(maxsize=16_384)
def _spellings(_edition: int, word: str) -> tuple[tuple[str, int], ...]:
    index = _index()
    if word in index.words and word in around():
        # Said so often that it stands for itself alone.
        singular = word[:-1] if word.endswith("s") else ""
        return ((word, _WRITTEN), *([(singular, _STEM)] if singular in index.words else ()))
    found = dict.fromkeys(index.by_stem.get(spelling.stem(word), ()), _STEM)
    if word in index.words:
        found[word] = _WRITTEN
    elif word.endswith("s") and word[:-1] in index.words:
        found[word[:-1]] = _STEM
    if not found and (bare := _unelided(word)) in index.words:
        found[bare] = _STEM
    if not found and word not in refusing() | around():
        found = dict.fromkeys(near(word), _GUESS)
    return tuple(sorted(found.items()))


def _unelided(word: str) -> str:
    """A word without the article that was typed in one with it: « lecole »; empty for any other."""
    return word[1:] if len(word) >= _ELIDED_FROM and word[0] in "ldjmnst" and word[1] in "aeiouyh" else ""


def near(word: str) -> set[str]:
    """The words of the table that sound like a folded word, else those one slip from it."""
    index = _index()
    if heard := {
        known for known in index.by_sound.get(spelling.sound(word), ()) if spelling.sounds_alike(word, known)
    }:
        return heard
    if twice := index.by_squeezed.get(spelling.squeezed(word)):
        return twice
    if len(word) < spelling.FORGIVEN_FROM:
        return set()
    candidates = {known for left in spelling.strikings(word) for known in index.by_struck.get(left, ())}
    return {
        known
        for known in candidates
        # Whoever mistakes the first letter means another word, oftener than not.
        if len(known) >= spelling.FORGIVEN_FROM
        and known[0] == word[0]
        and spelling.one_error_apart(word, known)
    }


@of_edition
def _tree() -> _Node:
    root = _lexicon_tree()
    for key, _phrase, _meaning in words_of_here():
        root = _with_phrase(root, key, 0)
    return root


def _with_phrase(node: _Node, key: Key, at: int) -> _Node:
    """The tree below a node with one phrase more: what the phrase does not go through is shared."""
    if at == len(key):
        return _Node(node.after, key)
    after = dict(node.after)
    after[key[at]] = _with_phrase(after.get(key[at], _Node()), key, at + 1)
    return _Node(after, node.ends)


@cache
def _lexicon_tree() -> _Node:
    root = _Node()
    for key in lexicon().meanings:
        node = root
        for word in key:
            node = node.after.setdefault(word, _Node())
        node.ends = key
    return root


@of_edition
def _index() -> _Index:
    index = _lexicon_index()
    new = {word for key, _phrase, _meaning in words_of_here() for word in key} - index.words
    if not new:
        return index
    index = _Index(
        set(index.words),
        dict(index.by_stem),
        dict(index.by_sound),
        dict(index.by_struck),
        dict(index.by_squeezed),
    )
    for word in sorted(new):
        _add_word(index, word)
    return index


@cache
def _lexicon_index() -> _Index:
    index = _Index()
    for word in {word for key in lexicon().meanings for word in key}:
        _add_word(index, word)
    return index


def _add_word(index: _Index, word: str) -> None:
    """Add a word to an index, whose sets others may share."""
    index.words.add(word)
    _put(index.by_stem, spelling.stem(word), word)
    if any(figure.isdigit() for figure in word):
        return
    _put(index.by_sound, spelling.sound(word), word)
    if len(spelling.squeezed(word)) >= _SHORTEST_PART:
        _put(index.by_squeezed, spelling.squeezed(word), word)
    if len(word) >= spelling.FORGIVEN_FROM:
        for left in spelling.strikings(word):
            _put(index.by_struck, left, word)


def _put(by: dict[str, set[str]], name: str, word: str) -> None:
    by[name] = by.get(name, set()) | {word}
