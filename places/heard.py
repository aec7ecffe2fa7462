# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of communes of home written as they are heard, in Cyrillic or Arabic letters: « Мелен », « مولان ».

A French name and what is typed are each brought to what one hears of them, roughly: one sign a sound, three
vowels (a, e, o). Arabic writes no short vowels, nor p and v: consonants are compared there.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from places.folding import fold
from places.models import Commune, LoadedEdition
from places.neighbours import neighbouring_departements

# Below it, two names have little more than some letters in common; and one that leaves no doubt.
LEAST_LIKENESS, SURE = 0.8, 0.95
# So many consonants, at least, tell a name where the vowels are not written.
_SKELETON = 3
# A name of fewer signs must be heard exactly.
_SHORT = 5
# So many signs begin a name.
_BEGUN = 3

# Names that other languages have of their own.
EXONYMS = {"париж": "Paris", "парижі": "Paris", "парижа": "Paris", "باريس": "Paris"}

_ARABIC, _CYRILLIC = re.compile(r"[\u0600-\u06ff]"), re.compile(r"[\u0400-\u04ff]")
_LETTER = re.compile(r"[^\W\d_]")
_FRENCH = tuple(
    (re.compile(rule), by)
    for rule, by in (
        (
            r"(?<=[a-z]{2})(?:es?|[tdxzps]+|e[rz]s?)$",
            lambda found: "e" if found[0][:2] in ("er", "ez") else "",
        ),
        (r"eaul?t?$|e?au[lx]?t?", "o"),
        (r"ouill", "oe"),
        (r"ill", "e"),
        (r"oin(?![aeiouy])", "oen"),
        (r"ou", "o"),
        (r"oi|oy", "oa"),
        (r"ch", "S"),
        (r"ph", "f"),
        (r"gn", "n"),
        (r"qu?", "k"),
        (r"h", ""),
        (r"gu(?=[eiy])", "g"),
        (r"ge(?=[aou])|g(?=[eiy])|j", "Z"),
        (r"c(?=[eiy])|z", "s"),
        (r"c", "k"),
        (r"w", "v"),
        (r"(?:ai|ei|i|y|u)[nm](?![aeiouynm])", "En"),
        (r"(?<![ie])e[nm](?![aeiouynm])|a[nm](?![aeiouynm])", "an"),
        (r"om(?![aeiouynm])", "on"),
        (r"ai|ay|ei|ey|eu|oe(?!n)|i|y", "e"),
        (r"u", "o"),
    )
)
_CYRILLIC_SOUNDS = str.maketrans(
    dict(
        zip("абвгґдеєэёжзиіїйклмнопрстуфхцчшщыьъюя", "abvggdeeeeZseeeeklmnoprstof\0sSSSe\0\0oa", strict=True)
    )
)
_ARABIC_SOUNDS = str.maketrans(
    dict(
        zip(
            "اأإآبپتطثجحهخدضذزرسصشغعفڤقكگلمنويىةئؤءچ",
            "aaaabbttsZ\0\0\0ddssrssSg\0ffkkglmnoeeaeo\0S",
            strict=True,
        )
    )
)
# Arabic letters tell neither p from b nor v from f.
_AS_IN_ARABIC = str.maketrans("pv", "bf")
_PARTS = re.compile(r" (?:sur|en|les?|la|sous|aux?|de|d|l)(?= |$)")


@dataclass(frozen=True, slots=True)
class Heard:
    """A commune, and how like its name what was typed is, from 0 to 1."""

    commune: Commune
    likeness: float

    @property
    def is_sure(self) -> bool:
        """Whether nothing but a vowel tells them apart."""
        return self.likeness >= SURE


def is_of_another_script(text: str) -> bool:
    """Whether every letter of a text, of which it has some, is Cyrillic or Arabic."""
    letters = _LETTER.findall(text)
    return bool(letters) and all(_ARABIC.match(one) or _CYRILLIC.match(one) for one in letters)


def communes_heard(
    text: str, departement: str | None, limit: int = 5, *, is_begun: bool = False
) -> list[Heard]:
    """The communes of home whose names sound like a text in Cyrillic or Arabic letters: the sure ones first,
    then those of the `departement`, then the most peopled; none for a text in other letters.

    Without a `departement` home is all of France. Of a text that `is_begun`, those that it begins too.
    """
    if not is_of_another_script(text):
        return []
    is_arabic = bool(_ARABIC.search(text))
    typed = sound_of(EXONYMS.get(text.casefold(), text))
    near = (departement, *neighbouring_departements(departement)) if departement else ()
    edition = LoadedEdition.objects.values_list("version", "loaded_at").first()
    known = _known(near, edition) if edition else _read(near)
    found: dict[str, float] = {}
    for name, codes in known.items():
        score = likeness(typed, name, is_arabic=is_arabic)
        if is_begun and len(typed) >= _BEGUN and name.startswith(typed):
            score = max(score, LEAST_LIKENESS)
        if score >= LEAST_LIKENESS:
            for code in codes:
                found[code] = max(found.get(code, 0), score)
    communes = Commune.objects.filter(code__in=found, point__isnull=False)
    matches = [Heard(commune, found[commune.code]) for commune in communes]

    def order(one: Heard) -> tuple:
        own = one.commune.departement_code == departement
        return not one.is_sure, not own, -(one.commune.population or 0), one.commune.code

    return sorted(matches, key=order)[:limit]


def sound_of(text: str) -> str:
    """What one hears of a name, in any of the three scripts, its spaces left out."""
    lowered = text.casefold().replace("ʼ", "").replace("'", "").replace("’", "")
    if _CYRILLIC.search(lowered):
        heard = "".join(re.findall(r"[a-zS]+", lowered.translate(_CYRILLIC_SOUNDS), re.IGNORECASE))
    elif _ARABIC.search(lowered):
        heard = "".join(re.findall(r"[a-z]+", lowered.translate(_ARABIC_SOUNDS), re.IGNORECASE))
    else:
        heard = "".join(_french(word) for word in fold(lowered).split())
    return re.sub(r"(.)\1+", r"\1", heard)


def likeness(typed: str, name: str, *, is_arabic: bool) -> float:
    """How alike two names sound, from 0 to 1."""
    if is_arabic:
        name = name.translate(_AS_IN_ARABIC)
    if typed == name:
        return 1.0
    if not typed or not name or min(len(typed), len(name)) < _SHORT - is_arabic or typed[0] != name[0]:
        return 0.0
    whole = fuzz.ratio(typed, name) / 100
    if _consonants(typed) != _consonants(name):
        return whole if not is_arabic and whole >= SURE - 0.07 else 0.0
    if len(_consonants(typed)) < _SKELETON:
        return 0.0
    return max(whole, LEAST_LIKENESS + 0.1 * whole)


def _consonants(heard: str) -> str:
    return re.sub(r"[aeo]", "", heard)


def _french(word: str) -> str:
    for rule, by in _FRENCH:
        word = rule.sub(by, word)
    return word.replace("E", "e")


@lru_cache(maxsize=4)
def _known(near: tuple[str, ...], edition: tuple) -> dict[str, set[str]]:
    return _read(near)


def _read(near: tuple[str, ...]) -> dict[str, set[str]]:
    """Communes by how their names sound: whole, and by what stands before « sur » or « en »."""
    communes = Commune.objects.filter(departement_code__in=near) if near else Commune.objects.all()
    found: dict[str, set[str]] = defaultdict(set)
    for code, name in communes.values_list("code", "nom"):
        folded = fold(name)
        for said in {folded, _PARTS.split(folded)[0]} - {""}:
            found[sound_of(said)].add(code)
    return dict(found)
