# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which column is the name of its row, where none surely is by its own name and cells.

A person who looks at a table knows it by what is left: the column that is called after who the row tells of,
or the one column that may be a name beside those that say where it is and how to reach it.
"""

from collections.abc import Collection, Mapping

from data.imports import headings
from data.imports.columns.evidence import Evidence

# How far before the next one that may be the name a column stands, to be it without asking.
_AHEAD = 0.15
# The fields beside which a name stands.
_WHERE = frozenset({"adresse", "commune", "code_postal", "cp_commune", "code_insee", "point", "latitude"})
_HOW = frozenset({"telephone", "courriel", "joindre", "site_web", "horaires"})
# What persons are called like: « Prénom Nom » in so many cells, and few words of organisations.
_PERSONS, _NO_ORGANISATION = 0.8, 0.1


def surest(known: Mapping[int, Evidence], names: Mapping[int, float], read: Collection[str]) -> int | None:
    """The place of the column that is the name beyond doubt; None where a person has to say.

    `names` is how plausible each column is, `read` the fields that others surely are.
    """
    if not names:
        return None
    order = sorted(names, key=lambda place: (-names[place], place))
    best = known[order[0]]
    if best.people >= _PERSONS and best.organisations < _NO_ORGANISATION and not _is_called_so(best):
        return None
    rival = names[order[1]] if len(order) > 1 else 0.0
    called = [place for place in order if _is_called_so(known[place])]
    if called == order[:1]:
        # No other that may be the name is called after who the row tells of.
        return best.place
    ahead = names[best.place] - rival >= _AHEAD
    placed = bool(_WHERE & set(read))
    if ahead and placed and called[:1] == order[:1]:
        return best.place
    alone = len(order) == 1 and placed and bool(_HOW & set(read))
    return best.place if alone and best.distinct >= 0.5 else None


def _is_called_so(one: Evidence) -> bool:
    return headings.names_who(one.short or one.name) or headings.names_who(one.name)
