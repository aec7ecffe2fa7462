# SPDX-License-Identifier: AGPL-3.0-or-later
"""The meanings nearest to words that are not understood: « vouliez-vous dire… »."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from search.lexicon import edition, spelling
from search.lexicon.table import Asks, Key, Meaning, around, lexicon, table, words_of_here

MAX_OFFERED = 3
# From so many letters on a word may have two slips; shorter than that many, it is near nothing.
_TWO_SLIPS_FROM, _SHORTEST = 8, 4
# Shortest word of the table that says something as a part of another.
_SHORTEST_PART = 5


@dataclass(frozen=True, slots=True)
class Near:
    """A phrase that may have been meant by what was `said`, and what it asks for."""

    said: str
    phrase: str
    asks: Asks


def nearest(text: str, limit: int = MAX_OFFERED) -> list[Near]:
    """The phrases nearest to the words of a text, at most `limit`, each meaning once.

    A word is near those one slip away, two from eight letters on, those that sound the same, and those that
    it begins or ends with, or they with it.
    """
    edition.settle()
    found: dict[Asks, Near] = {}
    for one in spelling.said(text):
        if one.word in around() or len(one.word) < _SHORTEST:
            continue
        for key in _near_keys(edition.mine().number, one.word):
            meaning = table().meanings[key]
            if meaning.asks and not meaning.alone and not meaning.beside:
                written = table().written[key]
                found.setdefault(meaning.asks, Near(text[one.start : one.end], written, meaning.asks))
    return list(found.values())[:limit]


@lru_cache(maxsize=2_048)
def _near_keys(_edition: int, word: str) -> tuple[Key, ...]:
    """The phrases of words near this one, the nearest and the shortest first."""
    ranked = sorted(
        (rank, len(key), key) for known, rank in _near_words(word) for key in _by_word().get(known, ())
    )
    return tuple(dict.fromkeys(key for _rank, _length, key in ranked))


def _near_words(word: str) -> Iterator[tuple[str, int]]:
    most = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    stem, heard = spelling.stem(word), spelling.sound(word)
    for known in _by_word():
        if known == word or spelling.stem(known) == stem:
            yield known, 0
        elif (
            abs(len(known) - len(word)) <= most
            and (slips := OSA.distance(word, known, score_cutoff=most)) <= most
        ):
            yield known, slips
        elif heard == spelling.sound(known) and spelling.sounds_alike(word, known):
            yield known, 1
        elif min(len(known), len(word)) >= _SHORTEST_PART and _is_part(word, known):
            yield known, 3


def _is_part(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or long.endswith(short)


@edition.of_edition
def _by_word() -> dict[str, list[Key]]:
    """The phrases of at most three words, by each of the words that say something."""
    found = dict(_lexicon_by_word())
    for key, _phrase, meaning in words_of_here():
        for word in _telling(key, meaning):
            found[word] = [*found.get(word, []), key]
    return found


@cache
def _lexicon_by_word() -> dict[str, list[Key]]:
    found: dict[str, list[Key]] = {}
    for key, meaning in lexicon().meanings.items():
        if key not in lexicon().heard:
            for word in _telling(key, meaning):
                found.setdefault(word, []).append(key)
    return found


def _telling(key: Key, meaning: Meaning) -> list[str]:
    """The words of a phrase by which it may be near another, where it is short and asks for no moment."""
    if not meaning.asks or len(key) > 3 or meaning.asks[0][0] == "ouvert":
        return []
    return [word for word in key if len(word) >= _SHORTEST and word not in around()]
