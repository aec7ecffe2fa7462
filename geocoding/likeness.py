# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is the street that was found the street that was asked for? Judged on words, not on a score."""

import enum
import re

from rapidfuzz.distance import OSA

from geocoding.normalise.slips import is_meant, is_one_slip
from geocoding.normalise.streets import SOFT_WAYS, TITLES, as_asked, expand, significant

# A typing error is forgiven in a word of as many letters: one, as two make another word as often as not.
_ONE_ERROR = 5


# What a lost letter may have been, folded: one letter, or one that is written with two. Then: no word at all.
_LETTER, _NOTHING = "(?:[a-z]|oe|ae)", r"(?!)"


class Likeness(enum.IntEnum):
    """How much two streets are alike, from not at all to the same name."""

    OTHER = 0
    PART = 1  # the words of one are among those of the other
    SLIP = 2  # the whole name but for one slip, wherever it is
    WAYLESS = 3  # the same name, but only one says what kind of way it is
    NEAR = 4  # the same but for a typing error or an initial
    SAME = 5


def likeness(asked: str, found: str, guessed_otherwise: str = "") -> Likeness:
    """Return how much the street found is like the street asked for.

    Case, accents, articles, abbreviations and hyphens do not count; the kind of way does: a rue is not
    the impasse of the same name. `guessed_otherwise` is `asked` with another guess for each lost letter:
    where the two differ one letter is forgiven, and then nothing else is. What a provider adds to a name in
    brackets or after a dash ("Rue Basse (Rd2)", "Rue Basse - Agnac") is no part of it, but the two are then
    no more than near.
    """
    whole = _likeness(asked, found, guessed_otherwise)
    if whole < Likeness.NEAR and (cleaned := as_asked(found)) != found:
        return max(whole, min(_likeness(asked, cleaned, guessed_otherwise), Likeness.NEAR))
    return whole


def _likeness(asked: str, found: str, guessed_otherwise: str) -> Likeness:
    patterns = _patterns(asked, guessed_otherwise)
    if not patterns and (once := _once(asked)) != asked and once == _once(expand(found)):
        return Likeness.NEAR  # "Rue Rue Thiers"
    if patterns and _agree(tuple(asked.split()), tuple(expand(found).split()), patterns):
        return Likeness.NEAR  # the kind of way may have lost a letter too
    asked_way, asked_words = significant(asked)
    found_way, found_words = significant(found)
    if asked_way != found_way:
        asked_way, asked_words = _without_soft_way(asked_way, asked_words)
        found_way, found_words = _without_soft_way(found_way, found_words)
    words = _words(asked_words, found_words, patterns)
    if asked_way != found_way:
        if asked_way and found_way:
            words = Likeness.OTHER
        else:
            words = Likeness.WAYLESS if words is Likeness.SAME else min(words, Likeness.PART)
    if words < Likeness.SLIP and not guessed_otherwise and is_one_slip(asked, found):
        return Likeness.SLIP
    return words


def _once(name: str) -> str:
    """A name without the words that stand twice in a row."""
    words = name.split()
    return " ".join(word for place, word in enumerate(words) if not place or word != words[place - 1])


def _without_soft_way(way: str, words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    if way in SOFT_WAYS:
        return "", words
    return way, words


def _words(asked: tuple[str, ...], found: tuple[str, ...], patterns: dict[str, str]) -> Likeness:
    if patterns.keys() & set(asked):
        return _lost(asked, found, patterns)
    if not asked or not found:
        return Likeness.SAME if asked == found else Likeness.OTHER
    if asked == found or "".join(asked) == "".join(found):
        return Likeness.SAME
    if sorted(asked) == sorted(found) or _but_for_titles(asked) == _but_for_titles(found):
        return Likeness.NEAR
    if len(asked) == len(found):
        return _pairs(asked, found)
    if set(asked) <= set(found) or set(found) <= set(asked):
        return Likeness.PART
    return Likeness.OTHER


def _patterns(asked: str, guessed_otherwise: str) -> dict[str, str]:
    """The words of `asked` that lost letters, each with the pattern of what it may have been.

    A word of which less than half is left may have been any word, and is matched by none.
    """
    words, others = asked.split(), guessed_otherwise.split()
    if not others:
        return {}
    if len(words) != len(others) or any(len(a) != len(b) for a, b in zip(words, others, strict=True)):
        return dict.fromkeys(words, _NOTHING)  # where the letters were lost cannot be told
    found = {}
    for word, other in zip(words, others, strict=True):
        lost = sum(mine != theirs for mine, theirs in zip(word, other, strict=True))
        if lost:
            letters = (_LETTER if a != b else a for a, b in zip(word, other, strict=True))
            found[word] = "".join(letters) if 2 * lost < len(word) else _NOTHING
    return found


def _lost(asked: tuple[str, ...], found: tuple[str, ...], patterns: dict[str, str]) -> Likeness:
    """How alike two names are of which the one asked for lost letters: all that is left must agree."""
    asked = tuple(word for word in asked if len(word) > 1 or word not in patterns)  # "à" on its own
    return Likeness.NEAR if _agree(asked, found, patterns) else Likeness.OTHER


def _agree(asked: tuple[str, ...], found: tuple[str, ...], patterns: dict[str, str]) -> bool:
    """Whether each word is the one found, one letter standing at each place where one was lost."""
    return len(asked) == len(found) > 0 and all(
        re.fullmatch(patterns.get(mine, mine), theirs) for mine, theirs in zip(asked, found, strict=True)
    )


def _pairs(asked: tuple[str, ...], found: tuple[str, ...]) -> Likeness:
    wrong = [(mine, theirs) for mine, theirs in zip(asked, found, strict=True) if mine != theirs]
    if len(wrong) > 1:
        return Likeness.OTHER
    for mine, theirs in wrong:
        if _is_initial(mine, theirs) and len(asked) > 1:
            continue
        if not _is_typing_error(mine, theirs):
            return Likeness.OTHER
    return Likeness.NEAR


def _is_initial(mine: str, theirs: str) -> bool:
    short, long = sorted((mine, theirs), key=len)
    return len(short) == 1 and short.isalpha() and long.startswith(short)


def _is_typing_error(mine: str, theirs: str) -> bool:
    """Whether two words are one with a slip. A plural is another word, and so is another figure."""
    if any(char.isdigit() for char in mine + theirs):
        return False
    if is_meant(mine, theirs):
        return False
    # People seldom miss the first letter, and words that differ in it are often two names.
    if mine[0] != theirs[0]:
        return False
    length = max(len(mine), len(theirs))
    if length < _ONE_ERROR:
        return False
    return OSA.distance(mine, theirs) <= 1


def _but_for_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without military and learned titles, which people leave out."""
    kept = tuple(word for word in words if word not in TITLES)
    return kept if kept else words
