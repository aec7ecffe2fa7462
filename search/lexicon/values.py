# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of the lexicon that say a value of one criterion, for columns that hold nothing else: « RSA » in
a column of publics can only be who receives it."""

from functools import cache

from mapping import vocabulary
from mapping.taxonomies.shown import thematiques_of
from mapping.vocabulary import theme_of
from places.folding import fold
from search import registry
from search.lexicon import spelling
from search.lexicon.edition import mine, of_edition
from search.lexicon.table import Asks, Key, Meaning, lexicon, links, refusing, table, words_of_here

# The thématique of a file that names a theme alone, where the theme has one that goes without saying.
_OF_THEME = {
    "francais": "lecture-ecriture-calcul--maitriser-le-francais",
    "numerique": "numerique--maitriser-les-fondamentaux-du-numerique",
}
# Reading and writing for who never learnt it: French, in a column of themes.
_ALPHA: Asks = (("theme", "francais"), ("niveau", "alpha"))
# So many words has the longest phrase that is looked for in a text, and so many are looked at.
_LONGEST, _WORDS = 6, 200


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
        values
        for asks in (meaning.asks, *meaning.offered)
        if asks and (values := _in_column(parameter, asks))
    }
    return said.pop() if len(said) == 1 and not meaning.beside else ()


def _in_column(parameter: str, asks: Asks) -> tuple[str, ...]:
    """The values that what is asked for says in a column of the criterion."""
    if parameter == "thematique" and set(asks) == set(_ALPHA):
        return (_OF_THEME["francais"],)
    if parameter == "niveau":
        # A level of French is a level, in a column of them.
        asks = tuple(one for one in asks if one != ("theme", "francais"))
    return _values(parameter, asks)


def several_of(parameter: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases that may say several values of the criterion, or others, by their folded words: what each
    meaning says of it, the likeliest first. A theme stands for each of its thématiques."""
    made = _several()
    if parameter not in made:
        made[parameter] = _make_several(parameter)
    return made[parameter]


@of_edition
def _several() -> dict[str, dict[str, tuple[tuple[str, ...], ...]]]:
    """What `several_of` made, by criterion."""
    return {}


def _make_several(parameter: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    known, sure = table(), said_of(parameter)
    for key, meaning in known.meanings.items():
        said: dict[tuple[str, ...], None] = {}
        for asks in (meaning.asks, *meaning.offered):
            if asks and (values := _values(parameter, asks)):
                said[values] = None
            elif parameter == "thematique":
                said.update(dict.fromkeys((one,) for one in _under(asks)))
        if said and known.written[key] not in sure:
            found[fold(known.written[key])] = tuple(said)
    if parameter == "thematique":
        # What the lexicon reads otherwise may be meant too.
        otherwise = {fold(phrase): values for phrase, values in sure.items()}
        for name, topics in fields_said().items():
            others = found.get(name, ()) or ((otherwise[name],) if name in otherwise else ())
            found[name] = tuple(dict.fromkeys((*((one,) for one in topics), *others)))
    return found


def fields_said() -> dict[str, tuple[str, ...]]:
    """What the region calls its own fields, folded, with the thématiques that each stands for: of the edition
    that a reading begun with."""
    return {
        fold(one.phrase): one.stands_for for one in mine().words if one.parameter == registry.CHAMP.parameter
    }


def thematiques_in(text: str) -> dict[str, tuple[str, ...]]:
    """The phrases of a text that speak of a need, as they are written in the lexicon, each with the
    thématiques that it may stand for; those of which one alone goes without saying have that one. A word
    that is also part of phrases of another theme (« lecture » : a pastime, and « apprendre la lecture ») may
    stand for these too.

    Words are taken as they are spelt, the longest phrase first; one that means several things, counts only
    beside others, or is refused (« pas de cours ») says nothing here.
    """
    said = spelling.words(text)[:_WORDS]
    known = table()
    found: dict[str, tuple[str, ...]] = {}
    at = 0
    while at < len(said):
        length, key = _longest(said, at)
        if key and not _is_refused(said, at) and (codes := _one_need(known.meanings[key])):
            others = _of_longer().get(key[0], ()) if len(key) == 1 else ()
            found.setdefault(
                known.written[key], tuple(dict.fromkeys((*codes, *_of_other_themes(codes, others))))
            )
        at += length
    return found


@of_edition
def _of_longer() -> dict[str, tuple[str, ...]]:
    """By word, the thématiques of the phrases of several words that it is in."""
    found: dict[str, dict[str, None]] = {}
    for key, meaning in table().meanings.items():
        if len(key) > 1 and (codes := _one_need(meaning)):
            for word in key:
                found.setdefault(word, {}).update(dict.fromkeys(codes))
    return {word: tuple(codes) for word, codes in found.items()}


def _of_other_themes(codes: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    themes = {vocabulary.theme_of(code).code for code in codes}
    return [code for code in others if vocabulary.theme_of(code).code not in themes]


def _is_refused(said: tuple[str, ...], at: int) -> bool:
    """Whether what stands at a place is said not to be: « pas de cours »."""
    while at and said[at - 1] in links() and said[at - 1] not in refusing():
        at -= 1
    return bool(at) and said[at - 1] in refusing()


@of_edition
def _begins() -> frozenset[str]:
    """The words that phrases begin with."""
    return frozenset(key[0] for key in table().meanings)


def _longest(said: tuple[str, ...], at: int) -> tuple[int, Key]:
    """How many words from a place on are a phrase of the table, and its key; one word that is none."""
    if said[at] not in _begins():
        return 1, ()
    for length in range(min(_LONGEST, len(said) - at), 0, -1):
        part = said[at : at + length]
        if part[0] in links() or part[-1] in links():
            continue
        bare = tuple(word for word in part if word not in links())
        key = bare if len(bare) >= 2 else part
        if key in table().meanings:
            return length, key
    return 1, ()


def _one_need(meaning: Meaning) -> tuple[str, ...]:
    """The thématiques of what asks for one need alone."""
    asks = meaning.asks
    if not asks or meaning.offered or meaning.beside or meaning.yields or meaning.alone or meaning.is_name:
        return ()
    return _values("thematique", asks) or tuple(_under(asks))


def _under(asks: Asks) -> list[str]:
    """The thématiques of what names a theme alone, or a field of the region."""
    if len(asks) == 1 and asks[0][0] == registry.CHAMP.parameter:
        return thematiques_of((asks[0][1],))
    if len(asks) != 1 or asks[0][0] != "theme":
        return []
    return [code for code, _label in vocabulary.THEMATIQUES if theme_of(code).code == asks[0][1]]


def _values(parameter: str, asks: Asks) -> tuple[str, ...]:
    """The values of a criterion that are asked for, and nothing else but the theme of a thématique."""
    if parameter == "thematique" and len(asks) == 1 and asks[0][0] == "theme":
        return (_OF_THEME[asks[0][1]],) if asks[0][1] in _OF_THEME else ()
    if parameter == "thematique" and len(asks) == 1 and asks[0][0] == registry.CHAMP.parameter:
        # A field of one thématique says it; of several, a person says which.
        only = thematiques_of((asks[0][1],))
        return tuple(only) if len(only) == 1 else ()
    others = {name for name, _value in asks} - {parameter}
    if others - ({"theme"} if parameter == "thematique" else set()):
        return ()
    return tuple(value for name, value in asks if name == parameter)
