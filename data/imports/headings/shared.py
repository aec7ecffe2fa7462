# SPDX-License-Identifier: AGPL-3.0-or-later
"""What neighbouring columns begin with alike, and their names without it."""

import re
from collections.abc import Sequence

from data.imports.headings.words import EMPTY_WORDS, KINDS
from places.folding import fold

_FIRST = re.compile(r"([^\W_]+)[ _.:/-]+(?=[^\W_])")
# Kinds of things that a group of columns is named after: « JOURS L », « Adresse Localité ».
_GROUPS = frozenset({"adresse", "jour", "jours", "horaire", "horaires", "heures"})
# « Quand ouvrez-vous ? [Lundi] »: the line of a grid of a form.
_OF_A_GRID = re.compile(r"(.{3,}?)\s*\[([^\]]{1,60})\]")
# So many columns that begin alike are a group; so many words at least are its heading.
_ALIKE, _HEADING = 2, 2


def short_names(names: Sequence[str]) -> list[str]:
    """The names of columns without the word that neighbours begin with alike: « meta_cp » and « meta_ville »
    are « cp » and « ville ». Those that share none are as they are."""
    grids = [_OF_A_GRID.fullmatch(name) for name in names]
    stems = [fold(grid[1]) if grid else "" for grid in grids]
    firsts = [_FIRST.match(name) for name in names]
    words = [fold(first[1]) if first else "" for first in firsts]
    found = list(names)
    for place, (name, first) in enumerate(zip(names, firsts, strict=True)):
        if (grid := grids[place]) and stems.count(stems[place]) >= _ALIKE:
            found[place] = grid[2]
            continue
        if under := _under(names, place):
            found[place] = under
            continue
        beside = {words[at] for at in (place - 1, place + 1, place - 2, place + 2) if 0 <= at < len(words)}
        if not first or words[place] in KINDS - _GROUPS:
            # « Code postal » and « Code structure » are what they are whole.
            continue
        if words[place] and words[place] in beside and words.count(words[place]) >= _ALIKE:
            found[place] = name[first.end() :]
    return found


def _under(names: Sequence[str], place: int) -> str:
    """The name of a column without the heading of several words that it shares with one beside: « Publics
    accueillis Femmes » beside « Publics accueillis Jeunes » is « Femmes ». Empty where it shares none."""
    mine = names[place].split()
    best = 0
    for at in (place - 1, place + 1):
        if 0 <= at < len(names):
            other = names[at].split()
            shared = next(
                (n for n, (one, two) in enumerate(zip(mine, other, strict=False)) if one != two),
                min(len(mine), len(other)),
            )
            if shared < min(len(mine), len(other)):
                best = max(best, shared)
    # « Nom de la structure » and « Nom de la commune » are what they are whole.
    if best < _HEADING or fold(mine[0]) in KINDS - _GROUPS or fold(mine[best - 1]) in EMPTY_WORDS:
        return ""
    rest = " ".join(mine[best:])
    return rest if re.search(r"[^\W\d_]{2}", rest) else ""


def stem_of(name: str, short: str) -> str:
    """What a column shares with those beside, before its own name."""
    return name.removesuffix(short).strip() if short and short != name else ""
