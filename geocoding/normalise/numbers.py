# SPDX-License-Identifier: AGPL-3.0-or-later
"""House numbers as people type them, brought to "12 bis rue…", "5-9 rue…": marks, lists, words, labels.

Everything here works on a text before it is parted into segments, and only on figures that begin one.
"""

import re

from geocoding.normalise.streets import way_at
from places.folding import fold

# Where a segment begins.
_START = r"(?:^|(?<=[\n,;|]))[ \t]*"
_REPEATED = r"(?:bis|ter|quater|quinquies|[a-z])"
_HOUSE = rf"\d{{1,4}}(?:[ ]?{_REPEATED}(?![\w'’]))?"
# "n° 12", "numéro 12", and where a segment begins "No 12", "n 12".
_LABEL = re.compile(
    rf"(?:\b(?:n\s?[°º]|num[eé]ro)|{_START}n[o.]?(?=[ .]))\s*(?={_HOUSE}\s*[,;:/–-]?\s*[^\W\d_]{{2}})",
    re.IGNORECASE,
)
# "18/bis", "4-A": what repeats a number, and a name after it.
_JOINED = re.compile(rf"({_START}\d{{1,4}})[ ]?[-/][ ]?({_REPEATED})(?=[ ,;]+[^\W\d_]{{2}})", re.IGNORECASE)
# "14 - Rue", "9/ Rue", "2 bis; Rue": the number of the way that follows.
_PARTED = re.compile(rf"({_START}{_HOUSE})[ ]*[-–/;:_\n]+[ ]*(?=[^\W\d_])", re.IGNORECASE)
# "24, 32 et 34 rue": a list, whose first is the number.
_LISTED = re.compile(rf"({_START}{_HOUSE}),[ ]*(?=\d{{1,4}}\b)", re.IGNORECASE)
_UP_TO = re.compile(rf"({_START}{_HOUSE})[ ]+au[ ]+(?=\d{{1,4}}\b)", re.IGNORECASE)
_TIGHT = re.compile(r"(?<!\d)(\d{1,4})([-–/])(\d{1,4})(?!\d)")
_LOOSE = re.compile(rf"({_START}\d{{1,4}})\s*[-–/]\s*(\d{{1,4}})(?!\d)")
_WORDS = re.compile(rf"({_START})((?:[^\W\d_]+[ -]+){{1,5}})(?=[^\W\d_])")
_LONGEST = 60

_UNITS = {
    word: number
    for number, word in enumerate(
        re.findall(
            r"\w+",
            "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
        ),
        start=1,
    )
}
_TENS = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}


def tidy_numbers(text: str) -> str:
    """Return an address whose numbers stand before their street as they are read: no figure is changed."""
    text = _LABEL.sub("", text)
    text = _WORDS.sub(_in_figures, text)
    text = _JOINED.sub(r"\1 \2", text)
    text = _UP_TO.sub(r"\1-", text)
    while (listed := _LISTED.sub(_before_a_way(r"-"), text)) != text:
        text = listed
    text = _PARTED.sub(_before_a_way(" ", at_once=True), text)
    text = _TIGHT.sub(r"\1-\3", text)
    return _LOOSE.sub(_range, text)


def number_in_words(words: list[str]) -> int | None:
    """Return the number that folded words write, from 1 to 99; None where they write more, less or none."""
    words = [word for word in words if word != "et"]
    if not words:
        return None
    total = 0
    if words[:2] in (["quatre", "vingt"], ["quatre", "vingts"]):
        total, words = 80, words[2:]
    elif words[0] in _TENS:
        total, words = _TENS[words[0]], words[1:]
    if not words:
        return total
    unit = _UNITS.get(words[0])
    if unit == 10 and len(words) == 2 and 7 <= _UNITS.get(words[1], 0) <= 9:
        unit, words = 10 + _UNITS[words[1]], words[1:]
    if unit is None or len(words) > 1 or (unit > 9 and total not in (0, 60, 80)):
        return None
    return total + unit


def _in_figures(found: re.Match) -> str:
    """A number in words where a kind of way follows it: "quatre-vingt-quatre Rue Briand"."""
    words = fold(found[2]).split()
    rest = fold(found.string[found.end() : found.end() + _LONGEST]).split()
    for length in range(len(words), 0, -1):
        number = number_in_words(words[:length])
        if number and way_at([*words[length:], *rest])[0]:
            return " ".join([f"{found[1]}{number}", *words[length:], ""])
    return found[0]


def _before_a_way(mark: str, *, at_once: bool = False):
    """A replacement of what parts a number from the rest by `mark`, where a kind of way follows."""

    def replacement(found: re.Match) -> str:
        rest = found.string[found.end() : found.end() + _LONGEST]
        if not at_once:
            rest = re.sub(rf"^(?:{_HOUSE}\s*(?:,|et|ou|à|a|au|-|/|&)?\s*)+", "", rest, flags=re.IGNORECASE)
        return f"{found[1]}{mark}" if way_at(fold(rest).split())[0] else found[0]

    return replacement


def _range(found: re.Match) -> str:
    """ "5 - 9 rue" is a range; "12 - 9 rue" is a box, then a number."""
    first = re.search(r"\d+", found[1])
    return f"{found[1]}-{found[2]}" if first and int(first[0]) < int(found[2]) else found[0]
