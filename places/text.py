# SPDX-License-Identifier: AGPL-3.0-or-later
"""One way of writing names, used both for what is stored and for what people type."""

import re
import unicodedata

# Letters that carry no combining mark to take off, so that Unicode leaves them as they are.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"})
_ON_THE_RIVER = re.compile(r"\bs\s?/\s?(?=\w)")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def fold(text: str) -> str:
    """Return `text` in lower-case ASCII words separated by one space.

    Accents, ligatures, hyphens, apostrophes and anything else that is not a letter or a digit
    go; "st" and "ste" become "saint" and "sainte", "s/" becomes "sur". Folding twice changes
    nothing. A text without one Latin letter or digit folds to the empty string.
    """
    lowered = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES)).casefold()
    bare = "".join(char for char in lowered if not unicodedata.combining(char))
    bare = _ON_THE_RIVER.sub("sur ", bare.translate(_LIGATURES))
    words = _NOT_A_WORD.sub(" ", bare).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)
