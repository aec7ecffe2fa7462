"""Is the street that was found the street that was asked for? Judged on words, not on a score."""

import enum

from rapidfuzz.distance import OSA

from geocoding.normalise.streets import TITLES, significant

# Typing errors forgiven in one word: one from five letters on, two from nine.
_ONE_ERROR, _TWO_ERRORS = 5, 9
# Ways that a name often goes without, or bears as a part of itself.
_SOFT_WAYS = frozenset(
    (
        *("lieu dit", "village", "hameau", "residence", "lotissement", "quartier", "domaine", "espace"),
        *("parc", "clos", "cite", "za", "zi", "zac"),
    )
)


class Likeness(enum.IntEnum):
    """How much two streets are alike, from not at all to the same name."""

    OTHER = 0
    PART = 1  # the words of one are among those of the other
    WAYLESS = 2  # the same name, but only one says what kind of way it is
    NEAR = 3  # the same but for a typing error or an initial
    SAME = 4


def likeness(asked: str, found: str, lost_letters: int = 0) -> Likeness:
    """Return how much the street found is like the street asked for.

    Case, accents, articles, abbreviations and hyphens do not count; the kind of way does: a rue is not
    the impasse of the same name. `lost_letters` forgives as many letters that were guessed.
    """
    asked_way, asked_words = significant(asked)
    found_way, found_words = significant(found)
    if asked_way != found_way:
        asked_way, asked_words = _without_soft_way(asked_way, asked_words)
        found_way, found_words = _without_soft_way(found_way, found_words)
    words = _words(asked_words, found_words, lost_letters)
    if asked_way == found_way:
        return words
    if asked_way and found_way:
        return Likeness.OTHER
    return Likeness.WAYLESS if words is Likeness.SAME else min(words, Likeness.PART)


def _without_soft_way(way: str, words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    if way in _SOFT_WAYS:
        return "", words
    return way, words


def _words(asked: tuple[str, ...], found: tuple[str, ...], lost_letters: int) -> Likeness:
    if not asked or not found:
        return Likeness.SAME if asked == found else Likeness.OTHER
    if asked == found or "".join(asked) == "".join(found):
        return Likeness.SAME
    if sorted(asked) == sorted(found) or _but_for_titles(asked) == _but_for_titles(found):
        return Likeness.NEAR
    if len(asked) == len(found):
        return _pairs(asked, found, lost_letters)
    if _is_typing_error("".join(asked), "".join(found)) and not _differ_in_figures(asked, found):
        return Likeness.NEAR
    if set(asked) <= set(found) or set(found) <= set(asked):
        return Likeness.PART
    return Likeness.OTHER


def _pairs(asked: tuple[str, ...], found: tuple[str, ...], lost_letters: int) -> Likeness:
    wrong = [(mine, theirs) for mine, theirs in zip(asked, found, strict=True) if mine != theirs]
    if len(wrong) > 1 + lost_letters:
        return Likeness.OTHER
    for mine, theirs in wrong:
        if _is_initial(mine, theirs) and len(asked) > 1:
            continue
        if lost_letters and OSA.distance(mine, theirs) <= lost_letters:
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
    if mine.rstrip("sx") == theirs.rstrip("sx"):
        return False
    # People seldom miss the first letter, and words that differ in it are often two names.
    if mine[0] != theirs[0]:
        return False
    length = max(len(mine), len(theirs))
    if length < _ONE_ERROR:
        return False
    return OSA.distance(mine, theirs) <= (2 if length >= _TWO_ERRORS else 1)


def _differ_in_figures(asked: tuple[str, ...], found: tuple[str, ...]) -> bool:
    return {w for w in asked if w[0].isdigit()} != {w for w in found if w[0].isdigit()}


def _but_for_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without military and learned titles, which people leave out."""
    kept = tuple(word for word in words if word not in TITLES)
    return kept if kept else words
