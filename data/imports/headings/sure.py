# SPDX-License-Identifier: AGPL-3.0-or-later
"""How surely the name of a column is a field's."""

from data.imports.headings.spellings import spellings
from data.imports.headings.words import KINDS, PEOPLE, content_of
from data.imports.targets import CONTACT_KEYS, Target
from places.folding import fold

# A name of the field, a heading made of its words alone, part of the heading.
EXACT, OWN_WORDS, PART = 1.0, 0.85, 0.6
_REACHED = frozenset({"nom", "telephone", "courriel"})
_MAY_BE_SHORT = frozenset({"nom", "tel", "cp", "mel", "lat", "lon", "lng", "rdv"})


def said(name: str, target: Target) -> float:
    """How surely the name of a column is a field's, from 0 (nothing says so) to EXACT."""
    if target.named and target.named(name):
        return EXACT + 0.1
    # The last word of a nested member is the thing itself, the first what it belongs to.
    nested = "." in name.strip(". ")
    return max((_said(words, target, nested) for words in spellings(name)), default=0.0)


def _said(words: str, target: Target, nested: bool) -> float:
    # A field's own name in files of ours is a name of it.
    names = (*target.names, fold(target.key))
    if words in names:
        # The first names of a field are the surest.
        return EXACT - names.index(words) / 1000
    content = content_of(words)
    if not content:
        return 0.0
    known = [content_of(name) for name in target.names]
    if content in known:
        return 0.95
    of_person = not PEOPLE.isdisjoint(content)
    own = {word for name in known for word in name}
    if target.key in CONTACT_KEYS:
        own |= PEOPLE
    if set(content) <= own and any(len(name) == 1 and name[0] == content[0] for name in known):
        return OWN_WORDS if of_person == (target.key in CONTACT_KEYS) or not of_person else 0.1
    best = 0.0
    for name in known:
        at = _place_of(content, name)
        short = len(name) == 1 and len(name[0]) <= 3 and name[0] not in _MAY_BE_SHORT
        if at is None or short or len(content) > 7:
            continue
        if at and content[0] in KINDS and content[0] not in own:
            continue
        score = PART * (0.5 + 0.5 * len(name) / len(content)) * (1.0 if at == 0 or nested else 0.8)
        best = max(best, score)
    # The telephone of a referent is no telephone of the structure.
    return best * 0.2 if of_person and target.key in _REACHED else best


def _place_of(words: list[str], parts: list[str]) -> int | None:
    if not parts:
        return None
    starts = (start for start in range(len(words) - len(parts) + 1))
    return next((start for start in starts if words[start : start + len(parts)] == parts), None)
