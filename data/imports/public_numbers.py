# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of the telephone numbers of a row everybody reads: one, under the field that says so, and in no text
another one or a mobile that may be somebody's.

A number published by mistake is called by strangers for years: in doubt it is kept from the directory, or is
the contact's, and that is told.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from data.imports.values import Doubt, Reading, contacts, persons, text_of
from data.numbering import OVERSEAS_REGIONS, region_of

# Where a cell goes from one number to the next, outside of brackets.
_BETWEEN = re.compile(r"\s*(?:[;\n|/,]|\s[-–—]\s|\b(?:ou|et|puis)\b)\s*(?![^()]*\))", re.IGNORECASE)
# French numbers as they are written, assigned to somebody or not.
_WRITTEN = re.compile(r"(?<!\d)(?:\+33 ?|0)[1-9](?:[ .\-/]{0,2}\d\d){4}(?!\d)", re.ASCII)
# Worth a look: hours have as many digits, and looking for numbers in a text takes long.
_LIKE_A_MOBILE = re.compile(r"(?:(?<!\d)0|\+33|0033)[ .()0]{0,4}[67](?:[ .\-/]{0,2}\d){8}")
NOT_PUBLISHED = (
    "« %s », dans un texte que tout le monde lirait, auprès d'un nom ou d'un autre numéro : non publié,"
    " laissé de côté."
)
OTHERS = "Plusieurs numéros : le premier est gardé, sont laissés %s."
OTHERS_TOO = "Plusieurs numéros : le premier est gardé, et comme texte %s."
IN_ITS_PLACE = "(numéro non publié)"
_MOST_TOLD = 3


@dataclass(slots=True)
class Numbers:
    """What a cell says: the number for everybody, what is told of it, the words to keep beside it, `others`
    for everybody too, and those that are a person's, by their name."""

    public: Reading
    words: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    theirs: list[tuple[str, str]] = field(default_factory=list)


def read(cell: Any, departement: str = "") -> Numbers:
    """The first number of a cell that is nobody's in particular, for everybody, and the others that no person
    carries about; mobiles beside it are told, and those of persons are theirs."""
    pieces = list(_pieces(text_of(cell), departement)) or [text_of(cell)]
    found = Numbers(Reading(""))
    doubts: list[Doubt] = []
    others = []
    for piece in pieces:
        reading = contacts.telephone(piece if len(pieces) > 1 else cell, departement)
        # What is said beside a number is told once it is known whether it is kept.
        told = reading.doubts[:-1] if reading.left else reading.doubts
        if not reading.value:
            doubts += told
        elif person := persons.of_telephone(piece, reading.value):
            found.theirs.append((person, reading.value))
            doubts += told
        elif not found.public.value:
            found.public = Reading(reading.value)
            doubts += told
            if reading.left:
                found.words = (_without_mobile(piece, reading.value, departement),)
                doubts.append(
                    Doubt(reading.doubts[-1].message.replace("laissé de côté", "gardé comme texte"))
                )
        elif reading.value != found.public.value:
            others.append(reading.value)
    mobiles = [number for number in others if persons.is_mobile(number)]
    found.others = tuple(dict.fromkeys(number for number in others if number not in mobiles))
    if mobiles:
        doubts.insert(0, Doubt(OTHERS % ", ".join(mobiles[:_MOST_TOLD]), lost=True))
    if found.others:
        doubts.insert(0, Doubt(OTHERS_TOO % ", ".join(found.others)))
    found.public = Reading(found.public.value, tuple(doubts))
    return found


def withheld(
    text: str, public: frozenset[str], departement: str = "", contact: str = ""
) -> tuple[str, list[str]]:
    """A text that everybody reads, without the mobiles that stand in it beside the name of a person or
    another number, and these. The `public` numbers of the row stay; that of its `contact` never does.

    >>> withheld("Appeler Mme Essai, 06 12 34 56 78", frozenset())
    ('Appeler Mme Essai, (numéro non publié)', ['06 12 34 56 78'])
    """
    spans = _spans(text, departement)
    several = len({number for _start, _end, number in spans}) > 1
    private = []
    for start, end, number in reversed(spans):
        if number in public or not (persons.is_mobile(number) or number == contact):
            continue
        if several or number == contact or persons.is_next_to(text, start, end):
            text = f"{text[:start]}{IN_ITS_PLACE}{text[end:]}"
            private.append(number)
    return text, list(dict.fromkeys(reversed(private)))


def hold_back(
    payload: dict[str, Any],
    fields: frozenset[str],
    departement: str,
    contact: str,
    others: frozenset[str] = frozenset(),
) -> list[Any]:
    """Take such numbers out of the texts of a record; what is to be told of each: field, message, lost.
    `others` are those that a column of their own gives for everybody."""
    public = frozenset(filter(None, [payload.get("telephone") or ""])) | others - {contact}
    told = []
    for name in sorted(fields & payload.keys()):
        text = payload[name]
        if isinstance(text, str) and (_LIKE_A_MOBILE.search(text) or (contact and contact in text)):
            payload[name], private = withheld(text, public, departement, contact)
            told += [(name, NOT_PUBLISHED % number, True) for number in private]
    return told


def is_the_contacts(payload: Mapping[str, Any], contact: Mapping[str, Any]) -> bool:
    """Whether the number of a record is a mobile that its row gives as its contact's too."""
    number = payload.get("telephone") or ""
    return bool(number) and number == contact.get("telephone") and persons.is_mobile(number)


def _pieces(text: str, departement: str) -> Iterator[str]:
    """A cell cut between its numbers, each with the words that are said of it."""
    spans = _spans(text, departement)
    start = 0
    for (_one, end, _number), (following, _end, _other) in pairwise(spans):
        cut = _BETWEEN.search(text, end, following)
        yield text[start : cut.start() if cut else end].strip()
        start = cut.end() if cut else end
    if spans:
        yield text[start:].strip()


def _spans(text: str, departement: str) -> list[tuple[int, int, str]]:
    """Where the telephone numbers of a text begin and end, and each as it is written in France, in order."""
    region = region_of(text) or OVERSEAS_REGIONS.get(departement, "FR")
    found = contacts.places_of(text, region)
    taken = [range(start, end) for start, end, _number in found]
    found += [
        (match.start(), match.end(), contacts.as_written(match[0]) or match[0])
        for match in _WRITTEN.finditer(text)
        if not any(match.start() in one or one.start in range(*match.span()) for one in taken)
    ]
    return sorted(found)


def _without_numbers(text: str, departement: str) -> str:
    for start, end, _number in reversed(_spans(text, departement)):
        text = f"{text[:start]} {text[end:]}"
    return text


def _without_mobile(piece: str, number: str, departement: str) -> str:
    """The words of a piece, with its number unless that is a mobile: a text is no place for one."""
    if not persons.is_mobile(number):
        return piece
    return re.sub(r"\s+", " ", _without_numbers(piece, departement)).strip(" .,;:/|-–+°")
