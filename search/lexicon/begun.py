# SPDX-License-Identifier: AGPL-3.0-or-later
"""The meanings of phrases that a text begins, for suggestions while it is typed."""

from bisect import bisect_left, insort
from dataclasses import dataclass
from functools import cache

from search.lexicon import edition, reading, spelling
from search.lexicon.nearest import nearest
from search.lexicon.table import Asks, lexicon, words_of_here

MAX_MEANINGS = 5
# From so many letters on, what nothing begins with may be misspelt.
_MISSPELT_FROM = 4
# As many phrases are looked at as may begin so before their meanings are told apart.
_MAX_PHRASES = 400


@dataclass(frozen=True, slots=True)
class Begun:
    """A phrase that is begun, or the whole of it, and what it asks for."""

    phrase: str
    asks: Asks
    is_whole: bool = False


def meanings(text: str, limit: int = MAX_MEANINGS) -> list[Begun]:
    """What a text may mean: the whole of it, then the phrases that it begins, the shortest first, else those
    near it; each meaning once."""
    edition.settle()
    found: dict[Asks, Begun] = {}
    whole = reading.read(text)
    if whole.parts and not whole.rest:
        phrase = " ".join(part.phrase for part in whole.parts)
        found[whole.asks] = Begun(phrase, whole.asks, is_whole=True)
    for part, offered in whole.offers:
        if not whole.rest or part.said == whole.rest:
            found |= {asks: Begun(part.phrase, asks) for asks in offered if asks not in found}
    for one in _beginning(" ".join(spelling.words(text))):
        found.setdefault(one.asks, one)
    if not found and len(text) >= _MISSPELT_FROM and " " not in text.strip():
        found = {one.asks: Begun(one.phrase, one.asks) for one in nearest(text, limit)}
    return list(found.values())[:limit]


def _beginning(typed: str) -> list[Begun]:
    if not typed:
        return []
    phrases = _sorted()
    start = bisect_left(phrases, (typed, "", ()))
    some = []
    for folded, phrase, asks in phrases[start : start + _MAX_PHRASES]:
        if not folded.startswith(typed):
            break
        some.append((len(folded), phrase, asks))
    return [Begun(phrase, asks) for _length, phrase, asks in sorted(some)]


@edition.of_edition
def _sorted() -> list[tuple[str, str, Asks]]:
    """Every phrase that asks for something: folded, as it is written, and what it asks for."""
    found = list(_sorted_lexicon())
    for _key, phrase, meaning in words_of_here():
        if meaning.asks:
            insort(found, (" ".join(spelling.words(phrase)), phrase, meaning.asks))
    return found


@cache
def _sorted_lexicon() -> list[tuple[str, str, Asks]]:
    known = lexicon()
    return sorted(
        (" ".join(spelling.words(known.written[key])), known.written[key], meaning.asks)
        for key, meaning in known.meanings.items()
        if meaning.asks and not meaning.beside and key not in known.heard
    )
