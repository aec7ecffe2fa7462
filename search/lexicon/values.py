# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of the lexicon that say a value of one criterion, for columns that hold nothing else: « RSA » in
a column of publics can only be who receives it."""

from functools import cache

from search.lexicon.table import Asks, Meaning, lexicon, words_of_here

# The thématique of a file that names a theme alone, where the theme has one that goes without saying.
_OF_THEME = {"francais": "lecture-ecriture-calcul--maitriser-le-francais"}


def said_of(parameter: str) -> dict[str, tuple[str, ...]]:
    """Phrases, with the values of the criterion that each says; those that might say another are left out.
    The words of here that a reading begun with (`edition.settle`) are among them."""
    found = dict(_said_of_lexicon(parameter))
    for _key, phrase, meaning in words_of_here():
        if said := _said(parameter, meaning):
            found[phrase] = said
    return found


@cache
def _said_of_lexicon(parameter: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    known = lexicon()
    for key, meaning in known.meanings.items():
        if said := _said(parameter, meaning):
            found[known.written[key]] = said
    return found


def _said(parameter: str, meaning: Meaning) -> tuple[str, ...]:
    """The values of the criterion that a meaning says, and no other meaning of the same words does."""
    said = {
        values for asks in (meaning.asks, *meaning.offered) if asks and (values := _values(parameter, asks))
    }
    return said.pop() if len(said) == 1 and not meaning.beside else ()


def _values(parameter: str, asks: Asks) -> tuple[str, ...]:
    """The values of a criterion that are asked for, and nothing else but the theme of a thématique."""
    if parameter == "thematique" and len(asks) == 1 and asks[0][0] == "theme":
        return (_OF_THEME[asks[0][1]],) if asks[0][1] in _OF_THEME else ()
    others = {name for name, _value in asks} - {parameter}
    if others - ({"theme"} if parameter == "thematique" else set()):
        return ()
    return tuple(value for name, value in asks if name == parameter)
