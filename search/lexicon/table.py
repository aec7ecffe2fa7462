# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one table of what people say, and which criteria they mean by it.

Phrases are written by hand in `words/*.toml`, by what they ask for, in every language at once; to them are
added the labels of every value of the vocabulary, in the languages of the catalogues. What may mean several
things is declared (`words/ambiguous.toml`); two values that claim one phrase without that are a fault.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import override

from mapping.vocabulary import theme_of
from search import registry
from search.criterion import YES, Choices, FieldsOfHere, Switch
from search.lexicon import spelling
from search.lexicon.edition import Said, mine, of_edition
from search.opening import PARTS

_WORDS = Path(__file__).parent / "words"
_APART = re.compile(r"[,،\n]")
_ALTERNATIVES = re.compile(r"\{[^{}]*\}|[^{}]+")
# What files of values are named; the others have a form of their own.
_VALUES = (
    "francais",
    "droits",
    "logement",
    "emploi",
    "sante",
    "numerique",
    "famille",
    "quotidien",
    "mobilite",
)
# What an entry says beside its phrases.
_HOW = frozenset({"alone", "beside", "yields", "or"})
_PERSONS = ("personnes", "conditions", "finer")
# Labels of these give way to other meanings of the same words, beside which they are offered.
_YIELDING = frozenset({"type", "reseau"})
# Two ways for links to ask the same: people say the second.
SAME = {("frais", "gratuit"): ("gratuit", YES)}

# What a phrase asks for: parameters and values, as links write them. One day from today is `+1`.
Asks = tuple[tuple[str, str], ...]
Key = tuple[str, ...]
HEARD = "~"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means: what it `asks` for, nothing where only the reader can tell; what else it may mean
    is `offered`.

    `alone` is said of what counts only where nothing else is said, `beside` of what counts only where that is
    asked for too; what `yields` counts only where nothing else asks for any of that (« infirmière » beside a
    diploma). `is_name` tells that the words are looked for as they are, `is_generic` that they say nothing
    beside others (« aide », « dossier »), `is_outside` that no directory of help answers them.
    """

    asks: Asks = ()
    offered: tuple[Asks, ...] = ()
    alone: bool = False
    beside: Asks = ()
    yields: Asks = ()
    is_name: bool = False
    is_generic: bool = False
    is_outside: bool = False

    def says(self, asks: Asks) -> bool:
        """Whether it asks for all of this, or offers it."""
        return set(asks) <= set(self.asks) or asks in self.offered


@dataclass(slots=True)
class Table:
    """Meanings by the folded words of each phrase, phrases as they are written, those that are only `heard`
    so, and what is wrong in it."""

    meanings: dict[Key, Meaning] = field(default_factory=dict)
    written: dict[Key, str] = field(default_factory=dict)
    heard: set[Key] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def add(self, phrase: str, meaning: Meaning) -> None:
        """One phrase, which begins with `HEARD` where it is spelt as it is heard; what claims the words of
        another is a fault, and left out."""
        is_heard, phrase = phrase.startswith(HEARD), phrase.removeprefix(HEARD)
        key = key_of(phrase)
        if is_heard:
            self.heard.add(key)
        if not key:
            self.faults.append(f"« {phrase} » says nothing")
        elif (known := self.meanings.get(key)) is None:
            self.meanings[key] = meaning
            self.written[key] = phrase
        elif known != meaning and not (meaning.asks and known.says(meaning.asks)):
            if known.is_name or meaning.is_name or (meaning.asks and meaning.asks[0][0] in _YIELDING):
                # A name, or a value that gives way: offered beside what is there.
                offered = (*known.offered, *(one for one in (meaning.asks, *meaning.offered) if one))
                self.meanings[key] = replace(known, offered=tuple(dict.fromkeys(offered)))
            else:
                self.faults.append(f"« {phrase} » means {known.asks or known.offered} and {meaning.asks}")


@cache
def links() -> frozenset[str]:
    """The folded words that link others."""
    return _folded(_little()["links"])


@cache
def pointing() -> frozenset[str]:
    """The folded words that point at what is said: skipped within a phrase, and no part of one."""
    return _folded(_little()["pointing"]) | links()


@cache
def around() -> frozenset[str]:
    """The folded words that people put around what they ask for, links among them."""
    return _folded(_little()["around"]) | pointing()


@cache
def refusing() -> frozenset[str]:
    """The folded words after which a thing is not asked for."""
    return _folded(_little()["refusing"])


@cache
def common() -> frozenset[str]:
    """Folded words that people say for something else than the commune of that name."""
    return frozenset(" ".join(spelling.words(phrase)) for phrase in phrases_in(_little()["common"]))


@lru_cache(maxsize=131_072)
def key_of(phrase: str) -> Key:
    """The words by which a phrase is known: without its links, where two words are left; else with them."""
    said = spelling.words(phrase)
    bare = tuple(word for word in said if word not in links())
    return bare if len(bare) >= 2 else said


@of_edition
def table() -> Table:
    """The whole table: what the lexicon comes with, and the words of here."""
    base, words = lexicon(), mine().words
    if not words:
        return base
    made = Table(dict(base.meanings), dict(base.written), base.heard, base.faults)
    for key, phrase, meaning in words_of_here():
        made.meanings[key], made.written[key] = meaning, phrase
    return made


@of_edition
def words_of_here() -> list[tuple[Key, str, Meaning]]:
    """The words of here that mean something, with what they mean: what the lexicon has of its own by now, and
    what names a value that is gone, is left out."""
    found: dict[Key, tuple[Key, str, Meaning]] = {}
    for one in mine().words:
        key = key_of_here(one.phrase)
        if key and key not in lexicon().meanings and (meaning := meaning_of(one)):
            found.setdefault(key, (key, one.phrase, meaning))
    return list(found.values())


def key_of_here(phrase: str) -> Key:
    """The words by which a word of here is known: « La Passerelle » is said without its article too."""
    said = spelling.words(phrase)
    return tuple(word for word in said if word not in links()) or said


def meaning_of(one: Said) -> Meaning | None:
    """What is meant by a word that stands for a value; None for a value that no criterion has."""
    try:
        asks = tuple(SAME.get(ask, ask) for ask in read_asks(f"{one.parameter}={one.value}"))
    except ValueError:
        return None
    # Of a network too, which words of the lexicon only name: here somebody said what is meant.
    return Meaning(asks)


@cache
def lexicon() -> Table:
    """The table that the lexicon comes with, made once."""
    made = Table()
    # What is declared to mean several things, or to be a name, stands before all that would claim it.
    for phrase, meaning in (
        *_several("ambiguous"),
        *_several("trades"),
        *_several("names", is_name=True),
        *_several("outside"),
        *_moments(),
        *_ages(),
    ):
        made.add(phrase, meaning)
    declared = set(made.meanings)
    spoken: list[tuple[str, Asks]] = []
    for phrase, meaning in _of_values():
        if key_of(phrase.removeprefix(HEARD)) in declared:
            continue
        made.add(phrase, meaning)
        if meaning.asks and meaning.asks[0][0] == "langue" and meaning.asks[0][1] != "fr":
            spoken.append((phrase, meaning.asks))
    for phrase, asks in _labels():
        if key_of(phrase) in declared and asks[0][0] not in _YIELDING:
            continue
        made.add(
            phrase, Meaning(asks, is_name=asks[0][0] == "reseau") if asks[0][0] != "reseau" else _named(asks)
        )
    for phrase, meaning in _with_languages(spoken):
        if key_of(phrase) not in made.meanings:
            made.add(phrase, meaning)
    for key in [key for key in made.meanings if _hides_a_criterion(key, made.meanings)]:
        del made.meanings[key], made.written[key]
    return made


# What a phrase may hide of the words that it is made of: who, at what price, when, how.
_HIDDEN = frozenset({"public", "langue", "gratuit", "mode", "ouvert", "accessible", "interprete"})


def _hides_a_criterion(key: Key, meanings: dict[Key, Meaning]) -> bool:
    """Whether a phrase that asks for a need says no more of it than some of its words do, while the others
    ask for something: « psychologue gratuit » is both.
    """
    meaning = meanings[key]
    if not meaning.asks or meaning.asks[0][0] != "theme":
        return False
    halves = [(key[:at], key[at:]) for at in range(1, len(key))]
    both = [pair for half in halves for pair in (half, half[::-1])]
    return any(_is_said_by(meanings.get(part), meanings.get(other), meaning) for part, other in both)


def _is_said_by(part: Meaning | None, other: Meaning | None, whole: Meaning) -> bool:
    """Whether one part says all that the whole does, and the other one a criterion that it does not."""
    if part is None or other is None or part.asks != whole.asks or part.alone or other.beside:
        return False
    hidden = [ask for ask in other.asks if ask[0] in _HIDDEN and ask not in whole.asks]
    return bool(other.asks) and len(hidden) == len(other.asks)


def _named(asks: Asks) -> Meaning:
    return Meaning(offered=(asks,), is_name=True)


def read_asks(written: str) -> Asks:
    """What a link asks for, of its query string: a thématique brings its theme. Raises ValueError for what no
    criterion has."""
    asks: list[tuple[str, str]] = []
    query = QueryDict(written)
    for parameter, values in query.lists():
        for value in values:
            if not exists(parameter, value):
                raise ValueError(f"{parameter}={value}")
            if parameter == "thematique" and "theme" not in query:
                asks.append(("theme", theme_of(value).code))
            asks.append((parameter, value))
    return tuple(dict.fromkeys(asks))


def exists(parameter: str, value: str) -> bool:
    """Whether a criterion has this value."""
    one = registry.BY_PARAMETER.get(parameter)
    if isinstance(one, Choices):
        return value in one.codes
    if isinstance(one, Switch):
        return value == YES
    return parameter == "ouvert" and bool(value)


def phrases_in(text: str) -> list[str]:
    """The phrases that a text has one after the other, with commas; « {a|b} c » is « a c » and « b c »."""
    return [one for part in _APART.split(text) if part.strip() for one in _spelt_out(part)]


def _spelt_out(phrase: str) -> list[str]:
    """A phrase of alternatives, each written out."""
    pieces = [piece.strip("{}").split("|") for piece in _ALTERNATIVES.findall(phrase)]
    return list(dict.fromkeys(" ".join("".join(chosen).split()) for chosen in product(*pieces)))


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((_WORDS / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _little() -> dict[str, str]:
    return _load("little")


def _folded(text: str) -> frozenset[str]:
    return frozenset(word for phrase in phrases_in(text) for word in spelling.words(phrase))


def _of_values() -> Iterator[tuple[str, Meaning]]:
    for name in (*_VALUES, *_PERSONS):
        for written, entry in _load(name).items():
            asks = read_asks(written)
            meaning = Meaning(
                asks,
                tuple(read_asks(other) for other in entry.get("or", ())),
                alone=entry.get("alone", False),
                beside=read_asks(entry.get("beside", "")),
                yields=read_asks(entry.get("yields", "")),
            )
            for language, text in entry.items():
                if language not in _HOW:
                    for phrase in phrases_in(text):
                        yield (HEARD + phrase if language == "heard" else phrase), meaning


def _several(name: str, *, is_name: bool = False) -> Iterator[tuple[str, Meaning]]:
    for entry in _load(name)["phrases"]:
        asks = read_asks(entry.get("take", ""))
        offered = tuple(read_asks(written) for written in entry.get("or", ()))
        meaning = Meaning(
            asks,
            offered,
            alone=entry.get("alone", False),
            yields=read_asks(entry.get("yields", "")),
            is_name=is_name and not entry.get("known", False),
            is_generic=entry.get("generic", False),
            is_outside=entry.get("outside", False),
        )
        for phrase in phrases_in(entry["said"]):
            yield phrase, meaning
        for phrase in phrases_in(entry.get("heard", "")):
            yield HEARD + phrase, meaning


def _moments() -> Iterator[tuple[str, Meaning]]:
    said = _load("moments")
    parts = [(part, phrase) for part, text in said["parts"].items() for phrase in phrases_in(text)]
    for phrase in phrases_in(said["now"]):
        yield phrase, _at("maintenant")
    for counted, text in said["relative"].items():
        for phrase in phrases_in(text):
            yield phrase, _at(f"+{counted}")
    for day, name in [(day, name) for day, text in said["days"].items() for name in phrases_in(text)]:
        yield name, _at(day)
        for part, phrase in parts:
            yield f"{name} {phrase}", _at(f"{day}-{part}")
            yield f"{phrase} {name}", _at(f"{day}-{part}")
    for habit, text in said["habits"].items():
        for phrase in phrases_in(text):
            yield phrase, _at(habit)


def _ages() -> Iterator[tuple[str, Meaning]]:
    """What an age says of a person, and that so many years are none where they are a stay's or a child's."""
    said = _load("ages")
    for public, (first, last) in said["publics"].items():
        meaning = Meaning(read_asks(public))
        nothing = Meaning(offered=(meaning.asks,), is_generic=True)
        for age in map(str, range(first, last + 1)):
            for pattern in phrases_in(said["aged"]):
                yield pattern.replace("*", age), meaning
            for pattern in phrases_in(said["lasted"]):
                yield pattern.replace("*", age), nothing


def _at(moment: str) -> Meaning:
    return Meaning((("ouvert", moment),))


def _labels() -> Iterator[tuple[str, Asks]]:
    """The label of every value, in every language of the site."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            for one in registry.CRITERIA:
                if isinstance(one, FieldsOfHere):
                    continue  # They change with the site: they are words of here (`search.words_of_here`).
                if isinstance(one, Choices):
                    for code, label in one.choices:
                        asks = tuple(SAME.get(ask, ask) for ask in read_asks(f"{one.parameter}={code}"))
                        for said in _said_of(str(label), one.parameter):
                            yield said, asks
                elif one.parameter in SAID_SWITCHES:
                    yield str(one.label), ((one.parameter, YES),)


# Those that somebody may ask for in words; the others are ways of looking.
SAID_SWITCHES = frozenset(one for one in registry.SWITCHES if one != "hors_zone")


def _said_of(label: str, parameter: str) -> Iterable[str]:
    """A label, and each of the names that one of a language has (« persan, dari »)."""
    return [label.replace(",", " ").replace("،", " "), *(phrases_in(label) if parameter == "langue" else ())]


def _with_languages(spoken: list[tuple[str, Asks]]) -> Iterator[tuple[str, Meaning]]:
    patterns = _load("languages")
    for name, asks in spoken:
        for pattern in phrases_in(patterns["learnt"]):
            yield pattern.replace("*", name), Meaning(offered=(asks,), is_name=True)
        for pattern in phrases_in(patterns["spoken"]):
            yield pattern.replace("*", name), Meaning(asks)


def parts_of_moment(value: str) -> tuple[int, str]:
    """How many days from today, and which part of the day, of a moment counted from today."""
    days, _hyphen, part = value.removeprefix("+").partition("-")
    if part and part not in PARTS:
        raise ValueError(value)
    return int(days), part
