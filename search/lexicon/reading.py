# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a phrase says: the criteria that it asks for, what else it may mean, and the words that are left.

The longest phrase of the table is taken first. A word stands for those of the same stem; where there are
none, for those that sound the same or are one slip away, and the reading says that it was a guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from search.fields import MAX_WORDS_LENGTH
from search.lexicon import edition, matcher, spelling
from search.lexicon.spelling import Said
from search.lexicon.table import Asks, Meaning, around, parts_of_moment, refusing, table
from search.opening import PARIS, WEEKDAYS

# What narrows an answer and asks for nothing by itself.
TERMS = frozenset(
    {"ouvert", "gratuit", "frais", "places", "type", "mode", "rendez_vous", "liste_attente", "accessible"}
    | {"porteur", "vocation"}
)
_NEEDS = frozenset({"theme", "thematique", "champ"})
_OF_PERSONS = frozenset({"public", "langue"})


@dataclass(frozen=True, slots=True)
class Part:
    """A phrase that was found in what was typed: `said` as it was typed, `phrase` as the table writes it."""

    said: str
    phrase: str
    meaning: Meaning
    is_sure: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a text: what it `asks` for, by which `parts` of it.

    `rest` is what was not, without the words that ask for nothing; `names` are looked for as they are, and
    are in the rest too, as is what is `outside` of any such directory; what is `unsettled` only the reader
    can tell.
    """

    text: str
    parts: tuple[Part, ...] = ()
    rest: str = ""
    names: tuple[Part, ...] = ()
    unsettled: tuple[Part, ...] = ()
    asks: Asks = ()
    outside: tuple[Part, ...] = ()

    @property
    def offers(self) -> tuple[tuple[Part, tuple[Asks, ...]], ...]:
        """The phrases that may mean something else, or that only the reader can tell, with each meaning."""
        those = (*self.parts, *self.unsettled, *self.names)
        return tuple((part, part.meaning.offered) for part in those if part.meaning.offered)

    @property
    def has_need(self) -> bool:
        """Whether it says what is needed, and not only when, at what price or on which terms; beside what is
        `outside`, not only for whom either."""
        terms = TERMS | _OF_PERSONS if self.outside else TERMS
        return any(parameter not in terms for parameter, _value in self.asks)

    @property
    def is_understood(self) -> bool:
        """Whether it says anything that the table knows."""
        return bool(self.parts or self.names or self.unsettled)


def read(
    text: str, asked: Asks = (), now: datetime | None = None, unguessed: frozenset[str] = frozenset()
) -> Reading:
    """Read a text, beside the criteria that are `asked` for already; moments are counted from `now`, and no
    guess is made at the words that are `unguessed`.

    Never raises for any text; beyond `MAX_WORDS_LENGTH` characters nothing is read.
    """
    edition.settle()
    text = text[:MAX_WORDS_LENGTH]
    typed = spelling.said(text)
    found = [part for part in _phrases(text, typed) if part.is_sure or part.said not in unguessed]
    found = _counted(found, typed, asked)
    every = found
    parts = tuple(part for part in found if part.meaning.asks)
    names = tuple(part for part in found if part.meaning.is_name)
    outside = tuple(part for part in found if part.meaning.is_outside)
    if any(parameter in _NEEDS for part in parts for parameter, _value in part.meaning.asks):
        # « travailler dans un restaurant ».
        outside, found = (), [part for part in found if not part.meaning.is_outside]
    unsettled = tuple(
        part
        for part in found
        if not part.meaning.asks and not part.meaning.is_name and not part.meaning.is_outside
    )
    if parts or names:
        unsettled = tuple(part for part in unsettled if not part.meaning.is_generic)
    taken = [(part.start, part.end) for part in every if part not in outside and (not part.meaning.is_name)]
    rest = _rest(text, typed, taken, [(part.start, part.end) for part in (*names, *outside)])
    return Reading(text, parts, rest, names, unsettled, _together(parts, now), outside)


def _counted(found: list[Part], typed: list[Said], asked: Asks) -> list[Part]:
    """The phrases that count, beside the others."""
    sure = [part for part in found if not part.meaning.beside]
    said = {ask for part in sure for ask in part.meaning.asks} | set(asked)
    kept = []
    for part in found:
        meaning = part.meaning
        others = {ask for other in sure if other is not part for ask in other.meaning.asks}
        if meaning.yields and not others.isdisjoint(meaning.yields):
            # It says of which trade, or whose.
            meaning = Meaning(offered=(meaning.asks,), is_generic=True)
        elif meaning.is_name and any(parameter in _NEEDS for parameter, _value in others):
            # The need that a name stands for gives way to one that is said.
            offered = tuple(asks for asks in (meaning.asks, *meaning.offered) if asks)
            meaning = replace(meaning, asks=(), offered=tuple(dict.fromkeys(offered)))
        elif meaning.is_generic and any(parameter in _NEEDS for parameter, _value in others):
            meaning = replace(
                meaning, asks=(), offered=tuple(one for one in (meaning.asks, *meaning.offered) if one)
            )
        elif meaning.beside and not said.issuperset(meaning.beside):
            # Only the reader can tell: offered with what it needs beside it.
            meaning = Meaning(offered=((*meaning.beside, *meaning.asks),))
        elif meaning.alone and not _is_alone(part, typed):
            if not meaning.offered or any(
                parameter in _NEEDS for parameter, _value in said - set(meaning.asks)
            ):
                continue
            meaning = Meaning(offered=meaning.offered)
        kept.append(replace(part, meaning=meaning))
    return kept


def _is_alone(part: Part, typed: list[Said]) -> bool:
    return all(one.word in around() for one in typed if not (part.start <= one.start and one.end <= part.end))


def _together(parts: tuple[Part, ...], now: datetime | None) -> Asks:
    asks: dict[tuple[str, str], None] = {}
    for part in parts:
        for parameter, value in part.meaning.asks:
            asks[parameter, settled(value, now) if parameter == "ouvert" else value] = None
    return tuple(asks)


def settled(value: str, now: datetime | None = None) -> str:
    """A moment as links write it, of one that may be counted from today."""
    if not value.startswith("+"):
        return value
    days, part = parts_of_moment(value)
    day = (now or timezone.now()).astimezone(PARIS).date() + timedelta(days=days)
    name = WEEKDAYS[day.weekday()]
    return f"{name}-{part}" if part else name


def _rest(text: str, typed: list[Said], taken: list[tuple[int, int]], named: list[tuple[int, int]]) -> str:
    """What is left of a text, each run of words without those around it that ask for nothing, names whole."""
    runs: list[list[Said]] = [[]]
    for one in typed:
        if _is_within(one, taken):
            runs.append([])
        else:
            runs[-1].append(one)
    left = []
    for run in runs:
        telling = [
            place
            for place, one in enumerate(run)
            if _is_within(one, named) or not (is_little(one.word) or one.word in refusing())
        ]
        if telling:
            first = telling[0]
            # « pas gratuit » is no « gratuit ».
            while first and run[first - 1].word in refusing():
                first -= 1
            left.append(text[run[first].start : run[telling[-1]].end])
    return " ".join(left)


def is_little(word: str) -> bool:
    """Whether a word asks for nothing: one that people put around others, or a small number, as an age."""
    return word in around() or (word.isdigit() and len(word) <= 2)


def _is_within(one: Said, spans: list[tuple[int, int]]) -> bool:
    return any(start <= one.start < end for start, end in spans)


def _phrases(text: str, typed: list[Said]) -> Iterator[Part]:
    """The phrases of a text in their order, but for those that are refused."""
    said = [one.word for one in typed]
    known = table()
    before = 0
    for at, found in matcher.cut(said):
        written, meaning = known.written[found.key], known.meanings[found.key]
        # Whoever says what is missing asks for it: « j'ai pas de logement ».
        is_need = any(parameter in _NEEDS for parameter, _value in meaning.asks)
        if is_need or not _is_refused(said, at, before):
            start, end = typed[at].start, typed[found.end - 1].end
            yield Part(text[start:end], written, meaning, found.is_sure, start, end)
        before = found.end


def _is_refused(said: list[str], at: int, least: int) -> bool:
    """Whether « sans » or the like stands before what is said, after the phrase that ends at `least`."""
    before = at - 1
    while before >= least and said[before] in around() - refusing():
        before -= 1
    return before >= least and said[before] in refusing()
