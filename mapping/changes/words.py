# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Beyond so many words, lines are compared: words would take seconds.
_MOST_WORDS = 3000
# Two texts that share less of their words than this are two texts: a mosaic of both tells nothing.
_SHARED = 0.4
# Words that stay, shown around those that do not.
_AROUND = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of two texts: in both (`kind` is empty), only in the one before (`del`) or after (`ins`);
    `cut` where some of what is in both is left out."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """The parts of two texts in order. Those that are not `ins` make the first, those that are not `del` the
    second."""
    one, other = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(one) + len(other) > _MOST_WORDS:
        one, other = _LINE.findall(before), _LINE.findall(after)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if before.strip() and after.strip() and _shared(matcher, one, other) < _SHARED:
        return [Piece("del", before), Piece("ins", after)]
    pieces: list[Piece] = []
    for is_same, first, second in _runs(matcher, one, other):
        if is_same:
            pieces.append(Piece("", first))
            continue
        pieces += [Piece(kind, text) for kind, text in (("del", first), ("ins", second)) if text]
    return pieces


def _runs(matcher: SequenceMatcher[str], one: list[str], other: list[str]) -> list[tuple[bool, str, str]]:
    """What both say, and each time what they say instead of one another: whether it is the same, with both
    texts. A sentence in place of another is told whole, though both have spaces between their words."""
    runs: list[tuple[bool, str, str]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        run = (tag == "equal", "".join(one[a:b]), "".join(other[c:d]))
        if not run[0] and len(runs) > 1 and runs[-1][0] and runs[-1][1].isspace():
            (_is_same, first, second), (_, between, _) = runs[-2:]
            before, after = first + between + run[1], second + between + run[2]
            if before.strip() and after.strip():
                runs[-2:] = [(False, before, after)]
                continue
        runs.append(run)
    return runs


def _shared(matcher: SequenceMatcher[str], one: list[str], other: list[str]) -> float:
    """Which part of the words of the longer text is in both, from 0 to 1."""
    same = sum(_words(one[match.a : match.a + match.size]) for match in matcher.get_matching_blocks())
    return same / (max(_words(one), _words(other)) or 1)


def _words(tokens: list[str]) -> int:
    return sum(token[:1].isalnum() for token in tokens)


def shortened(pieces: list[Piece]) -> list[Piece]:
    """The same, with a few words around each change in place of all that stayed."""
    shown: list[Piece] = []
    for number, piece in enumerate(pieces):
        tokens = _TOKEN.findall(piece.text)
        first, last = number == 0, number == len(pieces) - 1
        room = 2 * _AROUND * (1 if first or last else 2)
        if piece.kind or len(tokens) <= room + 2:
            shown.append(piece)
            continue
        start = [] if first else tokens[: 2 * _AROUND]
        end = [] if last else tokens[-2 * _AROUND :]
        shown += [
            *([Piece("", "".join(start))] if start else []),
            Piece("cut", " … "),
            *([Piece("", "".join(end))] if end else []),
        ]
    return shown
