# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which words of here the lexicon has: all that is made of its table is of one edition.

A reading begins with `settle` and goes on with that edition to its end, whichever comes meanwhile. What the
lexicon comes with is made once; an edition is that and a few words more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock, local
from typing import TypeVar

Made = TypeVar("Made")
# Editions that readings may still be about: what is made of older ones is let go.
_KEPT = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase that people say here for a value of a criterion; `stands_for` says what that is made of, where
    the site decides of it."""

    phrase: str
    parameter: str
    value: str
    stands_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """The words of here, and a number that no other edition has."""

    number: int = 0
    words: tuple[Said, ...] = ()


_lock, _reading = Lock(), local()
_latest = Edition()


def install(words: tuple[Said, ...]) -> None:
    """Have every reading from now on know these words, and no other word of here."""
    global _latest
    with _lock:
        if words != _latest.words:
            _latest = Edition(_latest.number + 1, words)


def settle() -> None:
    """Begin a reading, with the words of now."""
    _reading.edition = _latest


def mine() -> Edition:
    """The edition of the reading that this thread is at."""
    return getattr(_reading, "edition", _latest)


def of_edition(make: Callable[[], Made]) -> Callable[[], Made]:
    """Have what a function makes of the words made once for each edition."""
    kept: dict[int, Made] = {}
    lock = Lock()

    @wraps(make)
    def made() -> Made:
        number = mine().number
        if number in kept:
            return kept[number]
        with lock:
            if number not in kept:
                kept[number] = make()
                # What no edition adds to stays, for those that come.
                for old in sorted(kept)[:-_KEPT]:
                    del kept[old]
            return kept[number]

    return made
