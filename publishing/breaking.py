# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a line of print may end inside what has no space: an address of the web, a word of ninety letters."""

import re

# Shown as nothing; a line may end there.
MAY_BREAK = "\N{ZERO WIDTH SPACE}"
# A narrow column holds so many letters whatever they are.
_LONGEST = 24
_PIECE = 12
_LONG = re.compile(rf"\S{{{_LONGEST},}}")
_AFTER = re.compile(r"(?<=[/.@?&=_-])(?=[^/\s])")
_PHONE = re.compile(r"(?<=\d) (?=\d)")


def breakable(text: str) -> str:
    """The text with places to break in what is longer than a column: after a stroke or a full stop where
    there is one, else every twelve letters."""
    return _LONG.sub(lambda found: _pieces(found[0]), text)


def unbroken_phone(text: str) -> str:
    """A telephone number whose groups of figures stay on one line."""
    return _PHONE.sub("\N{NO-BREAK SPACE}", text)


def _pieces(word: str) -> str:
    pieces = []
    for part in _AFTER.split(word):
        cut = len(part) > _LONGEST
        pieces += [part[at : at + _PIECE] for at in range(0, len(part), _PIECE)] if cut else [part]
    return MAY_BREAK.join(pieces)
