# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ways to read the name of a column: whole, cut, without its number, as what a question asks for."""

import re
from functools import lru_cache

from data.imports.headings.words import QUESTIONS
from data.imports.targets import TARGETS
from data.imports.values.letters import mended
from places.folding import fold

# « zipCode » is two words.
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
# « Q3_CP », « 2. Nom »: the number of a question.
_NUMBERING = re.compile(r"^(?:q(?:uestion)? ?\d{1,2}|\d{1,2}) (?=[a-z])")
# « Publ. », « Obs. »
_CUT = re.compile(r"([^\W\d_]{3,})\.")
# « CODE_POSTA »: the tables of maps cut names at ten letters.
_CUT_AT_TEN = re.compile(r"[A-Z0-9_]{10}")
# Two columns of one name are numbered when they are read: « Téléphone (2) ».
_TWIN = re.compile(r"\s\(\d{1,2}\)$")
_SAYS_NOTHING = frozenset(
    {"name", "nom", "label", "libelle", "id", "code", "type", "value", "url", "description"}
)
# Members that hold the record itself.
_WRAPPERS = frozenset(
    {"tags", "properties", "attributes", "fields", "structure", "organization", "item", "record"}
)


def spellings(name: str) -> list[str]:
    """The ways to read the name of a column: whole, and, of a nested member, its last word.

    « address.zipCode » is « address zip code » and « zip code ». A last word that says nothing without
    what it belongs to (the name of a city) stands for nothing by itself.
    """
    name = mended(without_number(name))
    parts = [fold(_HUMP.sub(" ", part)) for part in name.split(".")]
    found = [fold(name), fold(_HUMP.sub(" ", name))]
    if without := fold(re.sub(r"\([^)]*\)|\*", " ", name)):
        found.append(without)
    found += [without for words in found if (without := _NUMBERING.sub("", words)) and without != words]
    found += [QUESTIONS[words] for words in found if words in QUESTIONS]
    found += _abbreviated(name)
    if len(parts) > 1 and parts[-1] not in _SAYS_NOTHING:
        found.append(parts[-1])
    if len(parts) > 1 and parts[-1] in ("name", "nom") and parts[-2] in _WRAPPERS:
        found.append("nom")
    return list(dict.fromkeys(filter(None, found)))


def without_number(name: str) -> str:
    """The name of a column without the number that tells it from another so called: « Téléphone (2) »."""
    return _TWIN.sub("", name)


def _abbreviated(name: str) -> list[str]:
    """The words that an abbreviated one may stand for, of those that are names of fields: « Publ. »."""
    if _CUT_AT_TEN.fullmatch(name.strip()):
        return _begun_by(fold(name))
    match = _CUT.fullmatch(name.strip())
    if not match:
        return []
    begins = fold(match[1])
    if begins in _single_names():
        return []
    whole = {words for words in _single_names() if words.startswith(begins) and len(words) > len(begins)}
    # Of one thing alone: « Publ. » is « public » and « publics ».
    shortest = min(whole, key=len, default="")
    return (
        [shortest]
        if shortest and all(words.removeprefix(shortest) in ("", "s", "e", "es") for words in whole)
        else []
    )


def _begun_by(begins: str) -> list[str]:
    """The one name of a field, or its beginning in all that there are, that a cut name begins."""
    names = {name for target in TARGETS for name in target.names if name.startswith(begins)}
    shortest = min(names, key=len, default="")
    return [shortest] if shortest and all(name.startswith(shortest) for name in names) else []


@lru_cache(maxsize=1)
def _single_names() -> frozenset[str]:
    return frozenset(name for target in TARGETS for name in target.names if " " not in name)
