# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text in words alone, and how long it takes.

Marc Brysbaert, « How many words do we read per minute? A review and meta-analysis of reading rate », Journal
of Memory and Language 109 (2019), 104047, https://doi.org/10.1016/j.jml.2019.104047: adults read 238 words of
non-fiction a minute in silence (190 studies), 183 aloud (77 studies). That is English by those who grew up
with it; who learns a language takes longer. Minutes are rounded up, and are said to be about so many.
"""

import math
import re
from collections.abc import Sequence

from markdown_it.token import Token

from network.text import reading
from network.text.rendering import READER

SILENT_WORDS_A_MINUTE = 238
ALOUD_WORDS_A_MINUTE = 183

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_CELLS = " · "
# What a reader does not need of an address: a mail and a telephone are told as people write them.
_SCHEME = re.compile(r"(?:mailto|tel):")


def plain(text: str, *, addresses_too: bool = False) -> str:
    """What a text says, a line a block, without what dresses it: for a search, a summary, a mail.

    Lines of a numbered list keep their number, cells of a row stand side by side. `addresses_too` puts after
    a link's words where it leads, in brackets, for who cannot press them.
    """
    return "\n".join(said for said, _apart in _read(text, addresses_too) if said)


def spaced(text: str) -> str:
    """The same for a mail: a blank line between paragraphs, lists and tables, as where it was written; links
    are followed by where they lead."""
    told: list[str] = []
    for said, is_apart in _read(text, True):
        if said:
            told += ["", said] if told and is_apart else [said]
    return "\n".join(told)


def _read(text: str, addresses_too: bool) -> list[tuple[str, bool]]:
    """The lines of a text, each with whether it stands apart from the one before."""
    lines = _Lines(addresses_too)
    for token in reading.read(READER, text):
        lines.take(token)
    return lines.said


def minutes_to_read(text: str) -> int:
    """About how many minutes a text takes to be read in silence; 1 at least."""
    return _minutes(text, SILENT_WORDS_A_MINUTE)


def minutes_to_listen(text: str) -> int:
    """About how many minutes a text takes to be listened to; 1 at least."""
    return _minutes(text, ALOUD_WORDS_A_MINUTE)


def _minutes(text: str, words_a_minute: int) -> int:
    return max(math.ceil(len(_WORD.findall(plain(text))) / words_a_minute), 1)


class _Lines:
    """The lines that tokens say, as they are taken one after the other."""

    def __init__(self, addresses_too: bool) -> None:
        self.said: list[tuple[str, bool]] = []
        # Whether what comes begins a paragraph, a list or a table.
        self._is_apart = True
        self._addresses_too = addresses_too
        # The last number of each list that is open, the innermost last; None for one of dashes.
        self._numbers: list[int | None] = []
        self._mark = ""
        self._row: list[str] | None = None

    def take(self, token: Token) -> None:
        """Add what one token says."""
        if token.level == 0 and token.nesting >= 0:
            self._is_apart = True
        if token.type in ("fence", "code_block"):
            self._add(token.content.rstrip("\n"))
        elif token.type == "inline":
            self._line(token)
        elif token.type in ("tr_open", "tr_close"):
            self._turn_row(token.nesting)
        else:
            self._turn_list(token)

    def _add(self, line: str) -> None:
        self.said.append((self._mark + line, self._is_apart))
        self._mark = ""
        self._is_apart = False

    def _line(self, token: Token) -> None:
        said = _said(token.children or (), self._addresses_too)
        if self._row is None:
            self._add(said)
        else:
            self._row.append(said)

    def _turn_row(self, nesting: int) -> None:
        if nesting < 0:
            self._add(_CELLS.join(self._row or ()))
        self._row = [] if nesting > 0 else None

    def _turn_list(self, token: Token) -> None:
        if token.type == "ordered_list_open":
            start = token.attrGet("start")
            self._numbers.append((1 if start is None else int(start)) - 1)
        elif token.type == "bullet_list_open":
            self._numbers.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            self._numbers.pop()
        elif token.type == "list_item_open":
            last = self._numbers[-1]
            self._mark = "" if last is None else f"{last + 1}. "
            self._numbers[-1] = None if last is None else last + 1


def _said(children: Sequence[Token], addresses_too: bool) -> str:
    said: list[str] = []
    url, start = "", 0
    for child in children:
        said.append(reading.words([child]))
        if child.type == "link_open":
            url, start = str(child.attrGet("href")), len(said)
        elif child.type == "link_close" and addresses_too and not url.startswith("/"):
            told = _SCHEME.sub("", url)
            if "".join(said[start:]).strip() != told:
                said.append(f" ({told})")
    return "".join(said).strip()
