# SPDX-License-Identifier: AGPL-3.0-or-later
"""One slip of the fingers anywhere in the name of a street: in its way, in a link, in a first letter."""

import re

from rapidfuzz.distance import OSA

from geocoding.normalise.streets import LINKS, TITLES, WAYS, expand, way_at

# In a shorter name one letter is most of what tells it from another.
LEAST_LETTERS = 8
# Shorter words that differ by a letter are often two words of the language: "pont" and "port".
_LONG_WORD = 5
_KNOWN = frozenset(WAYS) | LINKS | TITLES
# Words of the names of streets that are a letter away from another such word: who typed one meant it.
_MEANT = frozenset(
    re.findall(
        r"\w+",
        "ballon bassin berger bourse camps cassin cerisier cerisiers champs chaine chaines chene chenes"
        " coteau coteaux course dessous dessus forge forges foyer foyers gorge gorges hameau haute huilerie"
        " lignes loterie marin martin merisier merisiers mont monts noyer noyers osier osiers plage plaine"
        " point pont ponts poteau poterie rameau roche roches rosier rosiers ruche ruches sables sauge sauges"
        " saule saules source tuilerie vallon verger vergers vigne vignes ville villa",
    )
)


def is_one_slip(asked: str, found: str) -> bool:
    """Tell whether two names of streets are one with a single slip: a letter or a space too many, missing,
    changed, or two exchanged, wherever it is.

    `asked` is folded and written out, `found` as a provider writes it. Never where a figure differs, where
    the name has fewer than eight letters, where the slip makes another word that streets are known by ("cour"
    and "cours", a plural), or in a short word unless its letters were only exchanged or typed twice.
    """
    theirs = expand(found)
    if _figures(asked) != _figures(theirs) or sum(char.isalpha() for char in theirs) < LEAST_LETTERS:
        return False
    if asked == theirs or OSA.distance(asked, theirs, score_cutoff=1) != 1:
        return False
    mine_words, their_words = asked.split(), theirs.split()
    if asked.replace(" ", "") == theirs.replace(" ", ""):
        return True  # a space lost, added or misplaced: every letter is there
    if len(mine_words) != len(their_words):
        return False
    ((place, mine, other),) = (
        (place, *pair)
        for place, pair in enumerate(zip(mine_words, their_words, strict=True))
        if pair[0] != pair[1]
    )
    if (
        place
        and their_words[place - 1] == mine_words[place - 1]
        and _agrees(mine_words[place - 1], mine, other)
    ):
        return True
    if mine in _KNOWN or is_meant(mine, other):
        return False
    if place < way_at(their_words)[1] or other in LINKS:
        return True  # "reu", "avenu", "ds": nothing else is meant
    return _may_be_a_slip(mine, other)


def _agrees(article: str, mine: str, theirs: str) -> bool:
    """Whether the article before them says that theirs was meant: "des Pin" can be "des Pins" alone."""
    return (
        article in {"des", "les", "aux"}
        and len(mine) >= _LONG_WORD - 1
        and theirs in (f"{mine}s", f"{mine}x")
    )


def is_meant(mine: str, theirs: str) -> bool:
    """Tell whether a word that is not the one found was meant: a plural, or a word of many streets."""
    return mine in _MEANT or mine.rstrip("sx") == theirs.rstrip("sx")


def _may_be_a_slip(mine: str, theirs: str) -> bool:
    if min(len(mine), len(theirs)) >= _LONG_WORD - 1 and max(len(mine), len(theirs)) >= _LONG_WORD:
        return True
    return len(theirs) > 2 and (sorted(mine) == sorted(theirs) or _is_typed_twice(mine, theirs))


def _is_typed_twice(mine: str, theirs: str) -> bool:
    """Whether a letter was typed twice, or once where it is double."""
    long, short = sorted((mine, theirs), key=len, reverse=True)
    return len(long) == len(short) + 1 and any(
        long[place] == long[place + 1] and long[:place] + long[place + 1 :] == short
        for place in range(len(long) - 1)
    )


def _figures(name: str) -> list[str]:
    return [word for word in name.split() if any(char.isdigit() for char in word)]
