# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readings of the name of a town, and how near two names are."""

import re

from rapidfuzz.distance import OSA

from places.text import fold

_ROMAN = {
    roman: number
    for number, roman in enumerate(
        re.findall(r"\w+", "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"), start=1
    )
}
_CITIES = ("paris", "lyon", "marseille")
_ARRONDISSEMENT = re.compile(r"^(?:er|ere|e|eme|me|nd|ieme)?(?: ?arr(?:ondissement|dt|t)?)?$")
_ARTICLE = re.compile(r"^(?:le|la|les|l|aux?|las|los) (?=.)")
_LINK = {"les", "lez", "sur", "sous", "en", "de", "du", "la", "le", "l", "d", "et", "aux", "au"}


def readings(town: str) -> list[str]:
    """Return the folded names that a typed town may stand for, the likeliest first; [] for nothing."""
    name = fold(town)
    if not name:
        return []
    found = [name]
    if arrondissement := _arrondissement(name):
        found.insert(0, arrondissement)
    stripped = re.sub(r"(?: \d+)+$| (?:ville|centre|gare|cedex)$", "", name)
    bare = _ARTICLE.sub("", stripped)
    return list(dict.fromkeys([*found, stripped, bare]))


def _arrondissement(name: str) -> str:
    """ "lyon 3eme arrondissement", "paris xi", "marseille 01" as "lyon 3", "paris 11", "marseille 1"."""
    city, _space, rest = name.partition(" ")
    if city not in _CITIES or not rest:
        return ""
    rest = rest.replace("arrondissement", "").replace("arrdt", "").replace("arr", "").strip()
    if match := re.match(r"^0?(\d{1,2})\s?(er|ere|e|eme|me|nd|ieme)?$", rest):
        return f"{city} {int(match[1])}"
    roman = re.sub(r"(?:\s?(?:e|eme|er|ieme))$", "", rest)
    return f"{city} {_ROMAN[roman]}" if roman in _ROMAN else ""


def is_city_of_arrondissements(name: str) -> bool:
    """Tell whether a folded name is that of Paris, Lyon or Marseille as a whole."""
    return name in _CITIES


def nearness(typed: str, name: str) -> float:
    """Return how near two folded names are, from 0 to 1 (the same).

    Restricted edit distance over the longer length; a name cut short, or without its links, is near too.
    """
    if typed == name:
        return 1.0
    tight_typed, tight_name = typed.replace(" ", ""), name.replace(" ", "")
    if tight_typed == tight_name:
        return 0.98
    near = OSA.normalized_similarity(tight_typed, tight_name)
    if len(tight_typed) >= 6 and tight_name.startswith(tight_typed):
        near = max(near, 0.9)
    if len(tight_name) >= 5 and typed.startswith(f"{name} "):
        # "Melun Centre", "Saint-Denis Bellepierre": the commune, then a part of it.
        near = max(near, 0.88)
    mine, theirs = set(typed.split()) - _LINK, set(name.split()) - _LINK
    if mine and mine == theirs:
        near = max(near, 0.95)
    return near
