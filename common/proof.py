# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small calculation that a browser does while somebody types: a form is dear to send by the thousand.

The challenge is the form's own signed token (`common.robots`), which says when the page was shown, runs out,
and names one sending: what it caused is kept under that name, so that an answer serves once. To the token
goes the name of the form, so that an answer to one form is none to another. The browser looks for `PARTS`
numbers, each of which makes a SHA-256 begin with `BITS` zeros (the « partial hash collision » of A. Back,
Hashcash, 2002; in several small parts, whose sum varies less than one large one). `static/js/proof.js` is the
other half.

Nobody is refused for want of it, since scripts may be stopped: limits are then stricter (`without`).
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from common.limits import Limit

# 2**13 tries a part: 65,536 in all, most of a second on an ordinary telephone; checked here by nine digests.
PARTS, BITS = 8, 13
# How much less often those without an answer may send.
_STRICTER = 3
_LONGEST = 200

Who = TypeVar("Who")


def holds(challenge: str, answer: str) -> bool:
    """Whether these numbers, joined by points, answer the challenge."""
    numbers = answer.split(".") if len(answer) <= _LONGEST else []
    return len(numbers) == PARTS and all(map(part_test(challenge), range(PARTS), numbers))


def part_test(challenge: str) -> Callable[[int, str], bool]:
    """What tells whether a number, as it is written, answers a part of the challenge."""
    seed = hashlib.sha256(challenge.encode()).hexdigest()[:32]

    def holds_of(part: int, number: str) -> bool:
        digest = hashlib.sha256(f"{seed}.{part}.{number}".encode()).digest()
        return number.isascii() and number.isdecimal() and int.from_bytes(digest[:4]) >> (32 - BITS) == 0

    return holds_of


def without(limit: Limit) -> Limit:
    """The stricter limit of those who send no answer: a third, and one at least."""
    return replace(limit, name=f"{limit.name}, without proof", count=-(-limit.count // _STRICTER))


def limits(is_proven: bool, counted: list[tuple[Limit, Who]]) -> list[tuple[Limit, Who]]:
    """What is counted of one sending: these limits, and before them, without an answer, the stricter ones, so
    that whoever sends many without one leaves room to others."""
    return counted if is_proven else [(without(limit), who) for limit, who in counted] + counted
