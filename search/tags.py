# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers for what a filter can ask for, so that one index column holds them all.

A service's words (its publics, languages, cost, territories…) become one array of integers, which
`intarray`'s operator `@@` matches inside the composite GiST index of the search's rows: a filter
with five conditions walks the same index as one with none.

Words of the vocabulary get a number made from their text, the same on every installation; SQL
reads it from the table `mapping_tag`, and rows are made again where it changed. Codes of territories
are turned into numbers by rule, here and in the SQL function `mapping_zone_tag`, in ranges that never
meet the words' own.
"""

import zlib
from collections.abc import Iterable

from search import registry

# How many bits the composite index keeps of a row's tags: a number is there its remainder by this, and rows
# that have another tag of the same remainder are read for nothing.
SIGNATURE_BITS = 1024

_WORDS_FROM, _WORDS = 1_000, 900_000
_COMMUNES_FROM = 1_000_000
_DEPARTEMENTS_FROM = 70_000_000
# Of the tags of a row, those that are territories which it takes people from.
TERRITORIES_FROM = _COMMUNES_FROM

FRANCE = "99100"


def zone_tag(code: str) -> int:
    """The number of an official territory: a commune, a département, an EPCI, a country.

    `france` is the country 99100. Raises ValueError for what is no code of a territory.
    """
    if code == "france":
        code = FRANCE
    if not code.isascii() or not code.isalnum():
        raise ValueError(f"not the code of a territory: {code!r}")
    if len(code) == 9 and code.isdigit():
        return int(code)
    if len(code) == 5:
        return _COMMUNES_FROM + int(code, 36)
    if len(code) in (2, 3):
        return _DEPARTEMENTS_FROM + int(code, 36)
    raise ValueError(f"not the code of a territory: {code!r}")


def standing_tag(code: str) -> int:
    """The number that says of a place that it stands in a commune, an EPCI or a département: below zero.

    ValueError for what is no code of a territory.
    """
    return -zone_tag(code)


def numbered(keys: Iterable[str]) -> dict[str, int]:
    """The numbers of words given as `kind:code`, between 1,000 and 902,000: each made from the word, then
    moved up until no word before it, nor France, which every search near a place asks for, has its bit of
    the index. One word in four would share its own otherwise.

    Raises ValueError for more words than the index has bits.
    """
    numbers: dict[str, int] = {}
    taken = {zone_tag(FRANCE) % SIGNATURE_BITS}
    for key in keys:
        if len(taken) == SIGNATURE_BITS:
            raise ValueError(f"the index keeps {SIGNATURE_BITS} bits: no word more can have its own")
        number = _WORDS_FROM + zlib.crc32(key.encode()) % _WORDS
        while number % SIGNATURE_BITS in taken:
            number += 1
        taken.add(number % SIGNATURE_BITS)
        numbers[key] = number
    return numbers


TAGS = numbered(registry.TAG_KEYS)
KEYS = {number: key for key, number in TAGS.items()}
