# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of what is typed, in any script, and how near two of them are: their stem, their sound, a slip.

`places.folding` keeps Latin letters alone, as the directory's own texts are written; what people type is also
Arabic and Cyrillic. Stems are light: the endings that one sees most, taken off words that stay long enough.
"""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

# From this many letters on, a slip is forgiven: shorter words are too near each other.
FORGIVEN_FROM = 7
# A sound of fewer signs tells nothing apart; and words of one sound have so much of their letters in common.
_SHORTEST_SOUND, _LIKENESS = 4, 0.62

_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0640"
_LETTER = rf"[^\W\d_][{_MARKS}]*"
_SAID = re.compile(
    # « F.L.E. » is one word, and so is « сім'я ».
    rf"\b{_LETTER}(?:\.{_LETTER}\b)+|[\u0400-\u04ff\u0300-\u036f]+(?:['’ʼ`][\u0400-\u04ff\u0300-\u036f]+)+"
    rf"|(?:[^\W_][{_MARKS}]*)+"
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"})
# One letter for those that are written for one another.
_ALIKE = str.maketrans(
    {"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ٱ": "ا", "ـ": None, "'": None, "’": None, "ʼ": None}
    | {"`": None, ".": None, "ґ": "г", "ё": "е"}
)
# Figures of Arabic and Persian.
_FIGURES = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
# Cyrillic letters that look like Latin ones, in the order of both.
_CYRILLIC, _LATIN_ALIKE = "авеіјкмнорстух", "abeijkmhopctyx"
_TO_LATIN, _TO_CYRILLIC = str.maketrans(_CYRILLIC, _LATIN_ALIKE), str.maketrans(_LATIN_ALIKE, _CYRILLIC)
_IS_CYRILLIC, _IS_LATIN = re.compile(r"[\u0400-\u04ff]"), re.compile(r"[a-z]")
_CODE = re.compile(r"[\u0400-\u04ff]\d+")


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a text: folded, and where it stands."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """A word in small letters without accents, vowel signs nor apostrophes, in its own script."""
    lowered = unicodedata.normalize("NFKD", word.casefold().translate(_LIGATURES)).casefold()
    bare = "".join(char for char in lowered if not unicodedata.combining(char))
    return _of_one_script(bare.translate(_ALIKE).translate(_FIGURES))


def _of_one_script(word: str) -> str:
    """A folded word whose letters were typed on two keyboards, in the one it is of: « А2 » is a level."""
    if not _IS_CYRILLIC.search(word):
        return word
    if _CODE.fullmatch(word):
        return word.translate(_TO_LATIN)
    if not _IS_LATIN.search(word):
        return word
    latin, cyrillic = word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC)
    if not _IS_CYRILLIC.search(latin):
        return latin
    return word if _IS_LATIN.search(cyrillic) else cyrillic


def said(text: str) -> list[Said]:
    """The words of a text, folded, in their order."""
    found = [Said(fold(match[0]), match.start(), match.end()) for match in _SAID.finditer(text)]
    return [one for one in found if one.word]


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(folded for found in _SAID.findall(text) if (folded := fold(found)))


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """What is left of a folded word without the ending of its number, gender, case or person."""
    first = word[:1]
    if "\u0400" <= first <= "\u04ff":
        return _cyrillic_stem(word)
    if "\u0600" <= first <= "\u06ff":
        return _arabic_stem(word)
    return _latin_stem(word)


def _latin_stem(word: str) -> str:
    """The rule of the SQL function `mapping_stem` (`search/sql/words.sql`): short words stay whole."""
    if word.endswith("eaux"):
        one = word[:-1]
    elif word.endswith("aux"):
        one = word[:-3] + "al"
    else:
        one = word[:-1] if word[-1] in "sx" else word
    if len(word) < 5 or word == "cours":
        return word
    if len(one) < 6:
        return one
    one = re.sub(r"e?r?e?$", "", re.sub(r"s?e?s?$", "", one, count=1), count=1)
    if one.endswith("v"):
        return one[:-1] + "f"
    return re.sub(r"([a-z])\1$", r"\1", one)


_CYRILLIC_ENDING = re.compile(
    r"(?:ями|ами|ові|еві|ого|ому|ему|ими|ої|ою|ею|ів|їв|ям|ам|ях|ах|ом|ем|ий|ій|их|ім|им|ии|иі|[аеєиіїоуюяьй])$"
)


def _cyrillic_stem(word: str) -> str:
    shorter = _CYRILLIC_ENDING.sub("", word)
    return shorter if len(shorter) >= 4 else word


_ARABIC_BEGINNINGS = ("وال", "بال", "كال", "فال", "لل", "ال")
_ARABIC_ENDINGS = ("ها", "ات", "ون", "ين", "يه", "ه", "ي")


def _arabic_stem(word: str) -> str:
    for beginning in _ARABIC_BEGINNINGS:
        if word.startswith(beginning) and len(word) - len(beginning) >= 3:
            word = word[len(beginning) :]
            break
    for ending in _ARABIC_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


# The rules of the SQL function `mapping_sound` (`search/sql/sound.sql`), in its order.
_SOUNDS = tuple(
    (re.compile(rule), by)
    for rule, by in (
        (r"(an|le|fa|re|ar)c(?=ai|on|oi|u$|us$)", r"\1s"),
        (r"(er|la)c(?=ant)", r"\1s"),
        (r"c*(eu|ue)il", "keil"),
        (r"ph", "f"),
        (r"ps[iy]ch", "psik"),
        (r"tech", "tek"),
        (r"ch(?=[rln])", "k"),
        (r"sch|ch|sh", "2"),
        (r"h", ""),
        (r"cc(?=[eiy])", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c|q(u(?=[aeiouy]))?", "k"),
        (r"ge(?=[ao])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"g(?=[eiy])", "j"),
        (r"([^s])ti(?=on|el|eu|al)", r"\1si"),
        (r"gn", "n"),
        (r"x$", ""),
        (r"x", "ks"),
        (r"z", "s"),
        (r"y", "i"),
        (r"w", "v"),
        (r"([b-df-hj-np-tv-z])\1", r"\1"),
        (r"e?au", "o"),
        (r"o?eu|oe", "e"),
        (r"ou", "w"),
        (r"oin", "w1"),
        (r"oi", "wa"),
        (r"eil+|ail+", "5"),
        (r"(i|e)en(?=$|[^aeiouwnm1-5])", r"\g<1>1"),
        (r"(ai|ei|i|u)[nm](?=$|[^aeiouwnm1-5])", "1"),
        (r"[ae][nm](?=$|[^aeiouwnm1-5])", "3"),
        (r"o[nm](?=$|[^aeiouwnm1-5])", "4"),
        (r"ai|ei", "e"),
        (r"(er|[tdspe])+$", ""),
        (r"([a-z1-5])\1", r"\1"),
    )
)
_LATIN = re.compile(r"[a-z]+")


@lru_cache(maxsize=16_384)
def sound(word: str) -> str:
    """Roughly how a folded French word is heard; other words as they are."""
    if not _LATIN.fullmatch(word):
        return word
    for rule, by in _SOUNDS:
        word = rule.sub(by, word)
    return word


def sounds_alike(one: str, other: str) -> bool:
    """Whether two words are heard the same, and long enough for that to say something."""
    heard = sound(one)
    if len(heard) < _SHORTEST_SOUND or heard != sound(other):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LIKENESS


def one_error_apart(one: str, other: str) -> bool:
    """Whether a letter added, left out or mistaken, or two neighbours swapped, tell the words apart."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((i for i, letter in enumerate(one) if letter != other[i]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped == other[at:]


def strikings(word: str) -> set[str]:
    """A word, and what is left of it where one letter is struck out: two words one error apart share one."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def squeezed(word: str) -> str:
    """A word without its double letters: « ofi » is « OFII »."""
    return re.sub(r"(.)\1+", r"\1", word)
