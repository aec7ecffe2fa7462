# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every reader of values shares: cells as text, and what could not be understood."""

import html
import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

_SPACES = re.compile(r"[^\S\n]+")
# Control characters but the line's end, lone surrogates, private use.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff]")
_INVISIBLE = re.compile(r"[\ufeff\u200b\u00ad]")
_BLANK_LINES = re.compile(r"\s*\n\s*")
# A longer text comes once in a file; kept, a file's descriptions would be most of the memory that it takes.
_SHORT = 200
# What people write in a cell to say that there is nothing to say.
_NOTHING = frozenset(
    {"", "-", "--", "—", "–", "/", "n/a", "na", "nc", "n.c.", "néant", "neant", "null", "none"}
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something of a cell that was not understood, or understood with a reserve.

    `message` is a French sentence for who imports; `lost` is true when the value was left out.
    """

    message: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as the directory keeps it, and what has to be said about it.

    Of a cell whose words stand for values: `unknown` are those that stand for none, `left` those that a
    person said to leave as text, `learnt` those that a person gave a value. `beside` is what was said
    besides the value and is kept as text, whole.
    """

    value: Any
    doubts: tuple[Doubt, ...] = ()
    unknown: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    learnt: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def text_of(cell: Any) -> str:
    """A cell as one clean text: NFC, no control character, spaces and lines collapsed.

    Whole floats lose their « .0 », which spreadsheets add to every number; lists are joined by
    « | »; what only says that there is nothing (« - », « néant ») is empty.
    """
    text = _plain(cell)
    return "" if text.casefold() in _NOTHING else text


def is_empty(cell: Any) -> bool:
    """Whether a cell says nothing: empty, or what stands for nothing (« - », « néant »)."""
    return not text_of(cell)


def _plain(cell: Any) -> str:
    if isinstance(cell, str):
        return clean(cell)
    if cell is None:
        return ""
    if cell is False:
        return "non"
    if cell is True:
        return "oui"
    if isinstance(cell, float):
        return _digits(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute) else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, list | tuple):
        return "|".join(filter(None, map(_plain, cell)))
    if isinstance(cell, dict):
        return "|".join(f"{name}: {_plain(value)}" for name, value in cell.items())
    return clean(str(cell))


def _digits(number: float) -> str:
    if not math.isfinite(number):
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def clean(text: str) -> str:
    """`text` without control characters, in NFC, its spaces and empty lines collapsed."""
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return _clean(text) if len(text) <= _SHORT else _cleaned(text)


# « Cournon-d&#039;Auvergne », as a site's own export writes it.
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d?);", re.IGNORECASE)


def _cleaned(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BLANK_LINES.sub("\n", _SPACES.sub(" ", _CONTROLS.sub(" ", _INVISIBLE.sub("", text)))).strip()


# The cells of a row are asked for several times, and names of towns come back all along: enough for those.
_clean = lru_cache(maxsize=4096)(_cleaned)
