# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was typed, as numbers of words among the tags of the search's rows.

A service says the words of its name and description, of its thématiques, of its structure's name and
description and of its commune's name; the triggers number them (`words.sql`). Every typed word that
says something must be found in one service, in any order: by its French stem, as the beginning of a
word from three letters on, else within a typing error (two from eight letters on, none below four) or as
it sounds (`sound.sql`).
An acronym stands for itself and for its long forms, and the other way round (`search.lexicon.forms`).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection

from places.folding import fold
from search.lexicon import forms

# A number that no row has: what is asked for is said nowhere.
NOWHERE = "0"
# So many figures are a number of something, as a postcode or a telephone's, however they are cut up:
# « 06 39 98… » are no little words.
_LONG_NUMBER = 5
# Shortest part of a word typed in one that the directory writes in two.
_SHORTEST_PART = 4

# Nobody types more than that many letters: what does is said nowhere, and costs nothing.
LONGEST_TYPED = 300

_LETTER = r"[^\W\d_][\u0300-\u036f]*"
# « C.C.A.S » is one word.
_SAID = re.compile(rf"\b{_LETTER}(?:\.{_LETTER}\b)+|(?:[^\W_][\u0300-\u036f]*)+")

_KNOWN = """
SELECT
    asked.word, asked.whole,
    mapping_word_number(asked.word) IS NULL AND length(asked.word) <= 40 AND asked.word !~ '^[0-9]{{6,}}$',
    known.word, known.number
FROM unnest(%s::text[], %s::boolean[]) AS asked (word, whole)
LEFT JOIN LATERAL {known} AS known ON true
"""


@dataclass(frozen=True, slots=True)
class Understood:
    """What was typed: a `query_int` for the tags, empty where nothing is asked, and, folded, every
    word of the directory that it finds. `asked` is the same expression word by word."""

    expression: str
    words: frozenset[str]
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    empty: bool
    words: dict[str, int]

    @property
    def numbers(self) -> str:
        return f"({'|'.join(map(str, sorted(set(self.words.values()))))})" if self.words else NOWHERE


def words(text: str) -> list[str]:
    """The folded words of a text in their order; the same rule as the SQL function `mapping_words`."""
    return [word for said in _SAID.findall(text) for word in fold(said.replace(".", "")).split()]


@dataclass(frozen=True, slots=True)
class Lexis:
    """Where words are said: how a text is cut up into folded words, and the call, in SQL, of what tells those
    of it that `asked.word` stands for."""

    words: Callable[[str], list[str]]
    known: str


DIRECTORY = Lexis(words, "mapping_known_words(asked.word, asked.whole)")


def understand(typed: str, lexis: Lexis = DIRECTORY, *, is_begun: bool = False) -> Understood:
    """Read what was typed, in one statement. `is_begun` says that it is being typed: its last word may be the
    beginning of another, even where it is an acronym (« PASS », « Passerelle »).

    A text without one Latin letter or digit, or of more than `LONGEST_TYPED`, is said nowhere; one of
    nothing but little words asks nothing, a telephone number written in pairs of figures finds nothing.
    """
    if len(typed) > LONGEST_TYPED:
        return Understood(NOWHERE, frozenset())
    groups = list(_groups(lexis.words(typed), is_begun=is_begun))
    if not groups:
        return Understood(NOWHERE if typed.strip() else "", frozenset())
    asked = sorted({word for group in groups for alternative in group for word in alternative})
    known = _look_up(asked, lexis)
    found: set[str] = set()
    conditions = []
    for first, *others in groups:
        first = [word for word in first if not known[word].empty]
        if not first:
            continue
        alternatives = [_all_of(known[word] for word in first)]
        found.update(said for word in first for said in known[word].words)
        for other in others:
            other = [word for word in other if not known[word].empty]
            if other and all(_is_said(word, known[word]) for word in other):
                alternatives.append(_all_of(known[word] for word in other))
                found.update(said for word in other for said in known[word].words)
        said = [
            alternative
            for alternative in dict.fromkeys(alternatives)
            if NOWHERE not in alternative.strip("()").split("&")
        ]
        conditions.append(f"({'|'.join(said)})" if said else NOWHERE)
    if not conditions and sum(letter.isdigit() for letter in typed) >= _LONG_NUMBER:
        return Understood(NOWHERE, frozenset())
    conditions = list(dict.fromkeys(conditions))
    return Understood("&".join(conditions), frozenset(found), tuple(conditions))


def without(said: str, unless: str) -> str:
    """A `query_int` for what does not say all of some words, or says others besides; empty where nobody says
    them."""
    left_out = understand(said).expression
    if not left_out or NOWHERE in left_out.split("&"):
        return ""
    return f"(!({left_out})|({understand(unless).expression or NOWHERE}))"


def is_said(typed: str) -> bool:
    """Whether the directory says somewhere what was typed, in one of its forms; one statement."""
    return NOWHERE not in understand(typed).expression.split("&")


def _folded(said: str) -> list[str]:
    return fold(said.replace(".", "")).split()


def highlight(
    text: str, words: frozenset[str], folded: Callable[[str], list[str]] = _folded
) -> list[tuple[str, bool]]:
    """`text` cut up into fragments, each with whether it is one of the `words`, folded as `folded` does.

    The fragments put end to end are `text`, unescaped: whoever writes them into a page escapes them.
    """
    fragments, end = [], 0
    for said in _SAID.finditer(text):
        if words.isdisjoint(folded(said[0])):
            continue
        if said.start() > end:
            fragments.append((text[end : said.start()], False))
        fragments.append((said[0], True))
        end = said.end()
    if end < len(text):
        fragments.append((text[end:], False))
    return fragments


# A word as it is asked for, and whether only its stem will do.
_Word = tuple[str, bool]


def _groups(typed: list[str], *, is_begun: bool = False) -> Iterable[list[list[_Word]]]:
    """What must be found: each a list of alternatives, the first as it was typed; `is_begun` where its last
    word is."""
    at = 0
    while at < len(typed):
        found = None if typed[at] in forms.LINKS else _form_at(typed, at)
        if found:
            taken, as_typed, line = found
            known = {word for form in line for word in form}
            others = [[(word, True) for word in form] for form in line if list(form) != as_typed]
            first = [(word, word in known) for word in as_typed]
            if is_begun and at + taken == len(typed):
                first[-1] = (as_typed[-1], False)
            yield [first, *others]
            at += taken
        else:
            word = typed[at]
            yield [[(word, False)], *_written_apart(word), *_written_together(typed, at)]
            at += 1


def _form_at(typed: list[str], at: int) -> tuple[int, list[str], tuple[tuple[str, ...], ...]] | None:
    """How many of the typed words a form of the lexicon takes, those that say something, its line."""
    places = [place for place in range(at, len(typed)) if typed[place] not in forms.LINKS]
    said = [typed[place] for place in places]
    found = forms.forms_at(said, 0)
    if not found:
        return None
    length, line = found
    return places[length - 1] + 1 - at, said[:length], line


def _written_apart(word: str) -> Iterable[list[_Word]]:
    """« missionlocale » also asks for « mission » and « locale »."""
    if word.isalpha():
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            yield [(word[:cut], True), (word[cut:], True)]


def _written_together(typed: list[str], at: int) -> Iterable[list[_Word]]:
    """« socio linguistique » also asks, for each of the two, for « sociolinguistique »."""
    for first in (at - 1, at):
        pair = typed[max(first, 0) : first + 2]
        if len(pair) == 2 and all(len(word) >= 3 and word.isalpha() for word in pair):
            yield [("".join(pair), True)]


def _look_up(asked: list[_Word], lexis: Lexis) -> dict[_Word, _Known]:
    known: dict[_Word, _Known] = {}
    statement = _KNOWN.format(known=lexis.known)
    with connection.cursor() as cursor:
        cursor.execute(statement, [[word for word, _whole in asked], [whole for _word, whole in asked]])
        for word, whole, empty, said, number in cursor.fetchall():
            entry = known.setdefault((word, whole), _Known(empty, {}))
            if said is not None:
                entry.words[said] = number
    return known


def _is_said(word: _Word, known: _Known) -> bool:
    """Whether the very word is said somewhere, or its plural: a mere stem would join what is unrelated."""
    return any(said in known.words for said in (word[0], word[0] + "s", word[0].removesuffix("s")))


def _all_of(known: Iterable[_Known]) -> str:
    return f"({'&'.join(dict.fromkeys(entry.numbers for entry in known))})"
