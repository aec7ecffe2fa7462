# SPDX-License-Identifier: AGPL-3.0-or-later
"""Content lines, which vCard (RFC 6350) and iCalendar (RFC 5545) are made of: values escaped, lines
folded."""

import re
from collections.abc import Iterable

# What no value may hold but a tab and the end of a line.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

_UNFIT = re.compile(r"[\s\x00-\x1f\x7f]")


def escape(text: str) -> str:
    r"""A text value: \ , ; and the ends of lines escaped, other control characters left out."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n"))
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def address(url: str) -> str:
    """An address as the value of a property; empty for one that a line cannot hold."""
    return "" if _UNFIT.search(url) else url


def folded(line: str) -> str:
    """A content line cut at 75 bytes, the following ones beginning with a space."""
    if len(line) * 4 <= 75:
        return f"{line}\r\n"
    pieces: list[str] = []
    piece, size = "", 0
    for char in line:
        width = len(char.encode())
        if size + width > (75 if not pieces else 74):
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + char, size + width
    return "\r\n ".join([*pieces, piece]) + "\r\n"


def written(lines: Iterable[str]) -> str:
    """Lines as a file holds them."""
    return "".join(map(folded, lines))
