"""Numbers for what a filter can ask for, so that one index column holds them all.

A service's words (its publics, languages, cost, territories…) become one array of integers, which
`intarray`'s operator `@@` matches inside the composite GiST index of the search's rows: a filter
with five conditions walks the same index as one with none.

Words of the vocabulary get a number made from their text, the same on every installation; SQL
reads it from the table `mapping_tag`. Codes of territories are turned into numbers by rule, here
and in the SQL function `mapping_zone_tag`, in ranges that never meet the words' own.
"""

import zlib

from mapping import vocabulary

_WORDS_FROM, _WORDS = 1_000, 900_000
_COMMUNES_FROM = 1_000_000
_DEPARTEMENTS_FROM = 70_000_000

FRANCE = "99100"


def tag(key: str) -> int:
    """The number of a word given as `kind:code`, between 1,000 and 901,000."""
    return _WORDS_FROM + zlib.crc32(key.encode()) % _WORDS


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
    """The number that says of a place that it stands in an EPCI or a département: below zero.

    ValueError for what is no code of a territory.
    """
    return -zone_tag(code)


TAGS = {key: tag(key) for key in vocabulary.TAG_KEYS}
KEYS = {number: key for key, number in TAGS.items()}
