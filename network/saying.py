# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of a few texts say some words: for what is no index's, since it is few or read by some alone."""

from collections.abc import Iterable
from typing import Any

from places.folding import fold


def saying(words: str, texts: Iterable[tuple[Any, ...]]) -> list[int]:
    """The numbers of those that say all of some words, whatever their accents, case and plural; each is a
    number and what it says, in parts. They are read one by one."""
    stems = [one.rstrip("sx") if len(one) > 3 else one for one in fold(words).split()]
    return [
        number
        for number, *parts in texts
        if (said := f" {fold(' '.join(parts))}") and all(f" {stem}" in said for stem in stems)
    ]
