# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is typed in words, as a question: criteria for what the lexicon understands, words for the rest.

Only what is sent by a form is read so. A link, and the API, ask what they say: `q` asks for words, always.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.http import QueryDict

from geocoding.named_places import is_named_place
from mapping.vocabulary import theme_of
from places.folding import fold
from places.heard import communes_heard, is_of_another_script
from places.neighbours import neighbouring_departements
from places.search import communes_named
from places.territories import TerritoryKind
from search import criteria, named, registry, words_of_here
from search.criterion import Choices
from search.fields import MAX_WORDS_LENGTH
from search.filters import REPEATABLE, without_orphans
from search.lexicon import reading
from search.lexicon.nearest import nearest
from search.lexicon.reading import Part, Reading, is_little
from search.lexicon.table import Asks, common
from search.opening import NOW

# What was typed, in the link that was made of it: the page tells what it understood. It asks for nothing.
SAID = "lu"
# The parameters by which a question says where.
_PLACE = ("lat", "lon", "commune", *map(str, TerritoryKind))
# No name of a commune has more words.
_LONGEST_NAME = 8
_LONGEST_HEARD = 3
_OF_NO_NAME = re.compile(r"[\u0400-\u04ff\u0600-\u06ff]")

Link = Callable[[QueryDict], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading in words, and the link that asks for it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a page tells of what was typed.

    `parts` are the phrases that became criteria, each with the link without them; `doubts`, those that may
    mean something else, with the links that ask for that; `aside`, the words that were not taken into
    account, with the link that looks for them too. `lost` are words that nothing was understood of.
    `exact_url` looks for the words as they were typed.
    """

    text: str
    parts: list[tuple[str, Choice]] = field(default_factory=list)
    doubts: list[tuple[str, list[Choice]]] = field(default_factory=list)
    aside: str = ""
    aside_url: str = ""
    lost: str = ""
    exact_url: str = ""


def asked_by(query: QueryDict, text: str) -> QueryDict:
    """The question of a query string, with what a typed text asks for instead of the words it had.

    What is understood is added to its criteria (a moment replaces another). Words that are left are asked for
    beside a need only where they name something that answers it: others are left out, and told. A commune of
    home that is left, where nothing says where, becomes `adresse`. Terms alone (when, at what price) beside
    words that name nothing ask for nothing. A text that nothing is understood of is asked for as it is.
    """
    asked = query.copy()
    asked.pop("q", None)
    asked.pop(SAID, None)
    text = text.strip()
    if not text:
        return asked
    found = read(text, asked) if len(text) <= MAX_WORDS_LENGTH else Reading(text)
    place, rest = placed(found)
    is_placed = bool(place) and not _says_where(asked)
    if not found.is_understood and not found.outside:
        if is_placed and is_named_place(text):
            # « gare de Melun »: one starts from there.
            place, rest = text, ""
        if is_placed and not (rest and named.is_held(text, asked)):
            asked["adresse"] = place
            asked[SAID] = text
        else:
            rest = text
        if rest:
            asked["q"] = rest
        else:
            asked.pop(SAID)
        return asked
    if is_placed:
        asked["adresse"] = place
    meant = asked.copy()
    _add(meant, found.asks)
    if kept := next((words for words in _tried(found, rest) if named.is_held(words, meant)), ""):
        meant["q"] = kept
    elif rest and not found.has_need:
        # Terms are of something: nobody knows of what.
        meant = asked
        meant["q"] = rest
    meant[SAID] = text
    return meant


def _tried(found: Reading, rest: str) -> list[str]:
    """The words that may name something: all that are left, then the names among them."""
    return list(dict.fromkeys(one for one in (rest, *(part.said for part in found.names)) if one))


def read(text: str, query: QueryDict | None = None) -> Reading:
    """A text as the lexicon reads it, beside what a query string asks for. The name of a commune is never
    taken for a slip."""
    words_of_here.follow()
    asked = _asks_of(query) if query is not None else ()
    found = reading.read(text, asked)
    guesses = {fold(part.said): part.said for part in found.parts if not part.is_sure}
    named = communes_named(list(guesses)) if guesses else {}
    if not named:
        return found
    return reading.read(text, asked, unguessed=frozenset(guesses[name] for name in named))


def tell(query: QueryDict, link: Link) -> Understood | None:
    """What a page tells of the text that its question was made of; None where it was made of none."""
    text = query.get(SAID, "").strip()[:MAX_WORDS_LENGTH]
    if not text:
        return None
    bare = query.copy()
    bare.pop(SAID)
    found = read(text, bare)
    asked = set(_asks_of(bare))
    kept = [part for part in found.parts if asked.issuperset(settled(part.meaning.asks))]
    parts = [
        (part.said, Choice(in_words(part.meaning.asks), link(_without(query, part, kept)))) for part in kept
    ]
    exact = bare.copy()
    for part in kept:
        exact = _without(exact, part, [part])
    exact["q"] = text
    aside = _aside(found, kept, bare.get("q", ""))
    more = query.copy()
    more["q"] = " ".join(words for words in (bare.get("q", ""), aside) if words)
    lost = "" if kept else bare.get("q", "")
    doubts = [
        (part.said, [Choice(in_words(one), link(_instead(query, part, kept, one))) for one in offered])
        for part, offered in found.offers
        if not part.meaning.asks or part in kept
    ]
    return Understood(text, parts, doubts, aside, link(more) if aside else "", lost, link(exact))


def near_meanings(query: QueryDict, link: Link) -> list[Choice]:
    """What may have been meant by the words of a question that finds nothing: the links that ask for it."""
    words_of_here.follow()
    words = query.get("q", "")
    made = []
    for one in nearest(words):
        meant = query.copy()
        meant.pop("q", None)
        _add(meant, settled(one.asks))
        meant[SAID] = one.phrase
        made.append(Choice(in_words(one.asks), link(meant)))
    return made


def in_words(asks: Asks) -> str:
    """What is asked for, by its labels: a thématique stands for its theme."""
    told = [
        (parameter, value)
        for parameter, value in asks
        if not (parameter == "theme" and _is_told(value, asks))
    ]
    return " · ".join(label_of(parameter, value) for parameter, value in told)


def label_of(parameter: str, value: str) -> str:
    """The label of one value of a criterion, as people read it."""
    one = registry.BY_PARAMETER[parameter]
    if isinstance(one, Choices):
        return criteria.capitalised(one.labels[value])
    if parameter == "ouvert":
        return criteria.capitalised(criteria.moment_text(reading.settled(value)))
    return str(one.label)


def settled(asks: Asks) -> Asks:
    """What is asked for, with moments as links write them today."""
    return tuple(
        (parameter, reading.settled(value) if parameter == "ouvert" else value) for parameter, value in asks
    )


def home_commune(text: str) -> str:
    """The name of the commune of home that a text is, exactly; empty for any other text."""
    return _home_communes([text]).get(text, "")


def _home_communes(texts: list[str]) -> dict[str, str]:
    """Of some texts, those that are the name of a commune of home, exactly, with that name."""
    # Letters that folding leaves out are of words that no name has.
    names = {text: fold(text) for text in texts if not _OF_NO_NAME.search(text)}
    names = {text: name for text, name in names.items() if name and len(name.split()) <= _LONGEST_NAME}
    if not names:
        return {}
    own = None if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    near = {own, *neighbouring_departements(own)} if own else None
    known = communes_named(list(names.values()), own)
    found = {}
    for text, name in names.items():
        for match in known.get(name, []):
            if match.is_exact and (near is None or match.commune.departement_code in near):
                found[text] = str(match.commune)
                break
    return found


def placed(found: Reading) -> tuple[str, str]:
    """The commune of home that the rest of a text names, as the place field takes it, and the other words."""
    words = found.rest.split()
    spans = [
        (start, end)
        for start in range(len(words))
        for end in range(min(len(words), start + _LONGEST_NAME), start, -1)
    ]
    names = {span: " ".join(words[slice(*span)]) for span in spans}
    known = _home_communes(list(names.values()))
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], -span[1])):
        name = names[start, end]
        place = known.get(name) or (_heard(name, found) if end - start <= _LONGEST_HEARD else "")
        if place and _is_written_as_a_place(name, found):
            left = [_without_little(words[:start]), _without_little(words[end:])]
            return place, " ".join(part for part in left if part)
    return "", found.rest


def _without_little(words: list[str]) -> str:
    """Words without those at both ends that ask for nothing."""
    telling = [at for at, word in enumerate(words) if not is_little(fold(word) or word)]
    return " ".join(words[telling[0] : telling[-1] + 1]) if telling else ""


def _heard(name: str, found: Reading) -> str:
    """The commune of home that a name in Cyrillic or Arabic letters sounds like, where it is said as a name
    is: after « in », with a capital, or beside a need in letters that have none."""
    if not is_of_another_script(name):
        return ""
    own = None if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    best = next(iter(communes_heard(name, own, 1)), None)
    if best is None:
        return ""
    is_own = not own or best.commune.departement_code == own
    is_name = name[0].isupper() or (name[0].lower() == name[0].upper() and is_own and name == found.rest)
    if _said_to_be_where(name, found.text) or (found.has_need and is_name):
        return str(best.commune)
    return ""


def _is_written_as_a_place(name: str, found: Reading) -> bool:
    """Whether a name is that of a place here: written as one, alone, or no word that people say otherwise."""
    if fold(name) not in common() or name == found.text.strip():
        return True
    return name[0].isupper() or _said_to_be_where(name, found.text)


_BEFORE_A_PLACE = re.compile(
    r"(?:\b(?:à|in|at|near|près de|у|в|біля|في|ب|قرب)\s+|\b\d{5}\s+)$", re.IGNORECASE
)


def _said_to_be_where(name: str, text: str) -> bool:
    """Whether « à », « in », « у » or a postcode stands before a name."""
    return bool(_BEFORE_A_PLACE.search(text[: text.rfind(name)]))


def _aside(found: Reading, kept: list[Part], words: str) -> str:
    """The words of a text that its question does not ask for."""
    if not found.parts or not kept:
        return ""
    _place, rest = placed(found)
    known = {word for part in found.names if part.meaning.asks for word in part.said.split()}
    asked = {*words.split(), *known}
    return " ".join(word for word in rest.split() if word not in asked)


def nowhere(query: QueryDict) -> QueryDict:
    """The same question without its place."""
    less = query.copy()
    for name in (*_PLACE, "lieu", "adresse"):
        less.pop(name, None)
    return less


def _is_told(theme: str, asks: Asks) -> bool:
    return any(parameter == "thematique" and theme_of(value).code == theme for parameter, value in asks)


def _says_where(query: QueryDict) -> bool:
    return any(query.get(name, "").strip() for name in (*_PLACE, "adresse"))


def _asks_of(query: QueryDict) -> Asks:
    """What a query string asks for, of every need or of one."""
    return tuple(
        (name.partition(".")[0], value) for name, values in query.lists() for value in values if value
    )


def _add(query: QueryDict, asks: Asks) -> None:
    """What a text asks for, added to a question; its moments replace another."""
    themes = [*query.getlist("theme"), *(value for name, value in asks if name == "theme")]
    if themes:
        query.setlist("theme", list(dict.fromkeys(themes)))
    if any(parameter == "ouvert" for parameter, _value in asks):
        query.pop("ouvert", None)
    for parameter, value in asks:
        name = _parameter(parameter, value, query.getlist("theme"))
        if parameter in REPEATABLE:
            query.setlist(name, list(dict.fromkeys([*query.getlist(name), value])))
        else:
            query[name] = value
    if len(moments := query.getlist("ouvert")) > 1 and NOW in moments:
        # It is asked alone: who names days can come on those.
        query.setlist("ouvert", [moment for moment in moments if moment != NOW])


def _parameter(parameter: str, value: str, themes: list[str]) -> str:
    """The parameter that asks for a value: of the one need that it is said of, where there are several."""
    of = (theme_of(value).code,) if parameter == "thematique" else registry.BY_PARAMETER[parameter].themes
    theme = next((code for code in of if code in themes), "")
    return f"{parameter}.{theme}" if theme and len(themes) > 1 else parameter


def _without(query: QueryDict, part: Part, others: list[Part]) -> QueryDict:
    """The same question without what a part asks for and no other of `others` does."""
    kept = {ask for other in others if other is not part for ask in settled(other.meaning.asks)}
    less = query.copy()
    for parameter, value in settled(part.meaning.asks):
        if (parameter, value) in kept:
            continue
        for name in [name for name in less if name.partition(".")[0] == parameter]:
            left = [one for one in less.getlist(name) if one != value]
            if left:
                less.setlist(name, left)
            else:
                del less[name]
    less.pop("cursor", None)
    return without_orphans(less)


def _instead(query: QueryDict, part: Part, kept: list[Part], asks: Asks) -> QueryDict:
    """The same question, another meaning being asked for instead of a part's."""
    other = _without(query, part, kept) if part in kept else query.copy()
    if part.meaning.is_name and (words := other.get("q", "")):
        left = " ".join(words.replace(part.said, " ").split())
        if left:
            other["q"] = left
        else:
            del other["q"]
    _add(other, settled(asks))
    return other
