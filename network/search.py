# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search in resources: by words, theme, public and place, as tolerant as that of structures.

Words are read as the directory's are (`search.engine.full_text`), in the words that resources and their
translations say, those of other scripts too; a phrase of the lexicon also brings what is of its theme. A
resource is found where it holds: everywhere, or in a territory that holds the place that is asked for.

Best first: what says all the words in its title, then anywhere, then what is of the thématique that they
mean, then of its theme; among equals, what speaks the reader's language, what is for the public, of the
nearest territory, of a kind that helps on the spot, and what was read again last.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from typing import Any

from django.db import connection
from django.db.models import Prefetch

from accounts.roles import Role
from mapping.finer import TOUS_PUBLICS
from mapping.vocabulary import theme_of
from network.models import Resource, Translation
from network.text.words import plain
from network.where import Where
from search import understood
from search.engine import full_text
from search.engine.found import around
from search.engine.full_text import NOWHERE, Lexis, Understood
from search.lexicon import spelling
from search.lexicon.reading import is_little
from search.lexicon.table import Asks

MAX_FOUND = 50
# Of a sentence, so many of its words are enough where no resource says them all.
_ENOUGH = 0.5
_SENTENCE = 3
_ARTICLE = "ال"

_FOUND = """
SELECT w.resource_id
FROM network_resourcewords w
WHERE w.tags @@ %(asked)s::query_int AND w.audience <= %(role)s {more}
ORDER BY {order} w.rank, w.fresh_on DESC, w.resource_id DESC
LIMIT %(limit)s
"""
# What comes first: by name, the array that is asked; what nothing is asked of is left out.
_ORDER = {
    "first": "w.facets",
    "words": "w.title",
    "finer": "w.facets",
    "language": "w.facets",
    "public": "w.facets",
    "near": "w.facets",
    "around": "w.facets",
}
_TITLED = "AND w.title @@ %(words)s::query_int"


@dataclass(frozen=True, slots=True)
class Found:
    """A resource that was found, as its reader may read it.

    `title`, `summary` and `snippet` are in their language where somebody translated it (`language`), else in
    French. `snippet` is what surrounds the words, as fragments, each with whether it is one of them; empty
    where none is said but in the title, which is `marked` likewise. `languages` are those that it is in.
    """

    resource: Resource
    language: str
    title: str
    summary: str
    marked: list[tuple[str, bool]]
    snippet: list[tuple[str, bool]]
    languages: tuple[str, ...]

    @property
    def reviewed_on(self) -> date | None:
        """The day on which somebody last read it again; None where nobody did since it was written."""
        return self.resource.verified_at.date() if self.resource.verified_at else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of resources: all of it must hold, values of one kind being alternatives.

    `structure` is named first; `asked_of` are publics that come first, and never leave anything out.
    """

    themes: tuple[str, ...] = ()
    thematiques: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    place: Where | None = None
    structure: int = 0
    language: str = ""


def found(
    words: str = "",
    role: Role = Role.VISITOR,
    *,
    themes: Sequence[str] = (),
    publics: Sequence[str] = (),
    thematiques: Sequence[str] = (),
    place: Where | None = None,
    kinds: Sequence[str] = (),
    structure: int = 0,
    language: str = "",
    limit: int = 20,
    begun: bool = False,
) -> list[Found]:
    """The resources that `role` reads and that say the words, or are of what they mean, of one of the
    `themes` and of the `kinds`, where they hold in a place; best first, `limit` at most.

    `publics` and `thematiques` leave nothing out: theirs come first. With a `structure`, what speaks of it is
    found too, and first. `language` is the reader's. `begun` looks for what is being typed: in titles alone.
    """
    wanted = Wanted(
        tuple(themes), tuple(thematiques), tuple(publics), tuple(kinds), place, structure, language
    )
    limit = min(limit, MAX_FOUND)
    if not words.strip():
        return _told(
            _numbers(wanted, role, Understood("", frozenset()), "", limit), role, wanted, frozenset()
        )
    said = understand(words, role)
    numbers = _titled(wanted, role, said, limit) if begun else _by_words(wanted, role, words, said, limit)
    return _told(numbers, role, wanted, said.words)


def _by_words(wanted: Wanted, role: Role, words: str, said: Understood, limit: int) -> list[int]:
    numbers = _numbers(wanted, role, said, words, limit)
    # A whole sentence: no resource says all of it, and most of it is enough.
    if not numbers and len(said.asked) >= _SENTENCE:
        most = replace(said, expression=_some(said.asked), asked=())
        return _numbers(wanted, role, most, "", limit, said.asked)
    return numbers


def numbers_found(words: str, role: Role, limit: int = 500) -> list[int]:
    """The numbers of the resources that say words, best first; of those of what they mean where none does."""
    said = understand(words, role)
    return _numbers(Wanted(), role, said, "", limit) or _by_words(Wanted(), role, words, said, limit)


def understand(words: str, role: Role) -> Understood:
    """The words of a text, among those that the role reads in resources; one statement."""
    known = f"network_known_words(asked.word, asked.whole, {int(role)})"
    return full_text.understand(words, Lexis(_asked_words, known))


def tag(name: str, value: object = "") -> str:
    """What stands, in a row's tags, for a value that a resource may have: the rule of `network_tag`."""
    said = f"{name}={value}" if value != "" else name
    return str(-1 - (int(hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()[:8], 16) & 0x3FFFFFFF))


def _asked_words(text: str) -> list[str]:
    """The folded words of a text, in any script, without those that ask for nothing."""
    every = all_words(text)
    return [word for word in every if not is_little(word)] or every


def all_words(text: str) -> list[str]:
    """The folded words of a text, in any script: the rule of the SQL function `network_words`."""
    others = [word for word in spelling.words(text) if not word[0].isascii() and word[0].isalpha()]
    return [*full_text.words(text), *map(_without_article, others)]


@lru_cache(maxsize=65_536)
def _of_one(said: str) -> list[str]:
    return all_words(said)


def _without_article(word: str) -> str:
    return word.removeprefix(_ARTICLE) if len(word) >= len(_ARTICLE) + 3 else word


def _any(tags: Iterable[str]) -> str:
    """A `query_int` for one of some tags; for nothing where there are none."""
    every = list(dict.fromkeys(tags))
    return f"({'|'.join(every)})" if every else NOWHERE


def _some(asked: Sequence[str]) -> str:
    return _any(one for one in asked if one != NOWHERE)


def _conditions(wanted: Wanted) -> Iterator[str]:
    if wanted.themes:
        yield _any(tag("theme", code) for code in wanted.themes)
    if wanted.kinds:
        yield _any(tag("nature", code) for code in wanted.kinds)
    if wanted.place is not None:
        yield _any([tag("partout"), *(tag(kind, code) for kind, code in wanted.place.territories)])


def _numbers(
    wanted: Wanted, role: Role, said: Understood, words: str, limit: int, some: Sequence[str] = ()
) -> list[int]:
    """The numbers of what is found by words, or by what they mean where `words` are given again."""
    conditions = list(_conditions(wanted))
    finer = [tag("thematique", code) for code in wanted.thematiques]
    whole = "&".join([*conditions, *([f"({said.expression})"] if said.expression else [])])
    first = NOWHERE
    if wanted.structure:
        first = tag("structure", wanted.structure)
        whole = f"({whole})|{first}" if whole else first
    said_by = said.expression or NOWHERE
    ranked = _Ranked(first, said_by, tuple(finer), tuple(wanted.publics), tuple(some))
    nowhere = NOWHERE in said.asked and not wanted.structure
    numbers = [] if nowhere else _asked(wanted, role, whole, ranked, limit)
    if not words or len(numbers) >= limit or (meant := _meant(words, role)) is None:
        return numbers
    # What the words mean comes after what says them.
    whole = "&".join([*conditions, f"({meant.expression})", f"!({said_by})"])
    ranked = _Ranked(finer=(*finer, *meant.finer), publics=(*wanted.publics, *meant.publics))
    return [*numbers, *_asked(wanted, role, whole, ranked, limit - len(numbers))]


def _titled(wanted: Wanted, role: Role, said: Understood, limit: int) -> list[int]:
    """What says the words in its title, as they are typed."""
    if not said.expression or NOWHERE in said.asked:
        return []
    whole = "&".join([*_conditions(wanted), said.expression])
    return _asked(wanted, role, whole, _Ranked(words=said.expression, titled=True), limit)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """What comes first among what is found: each a `query_int`, or tags of which one is enough. `titled`
    leaves out what does not say the words in its title; of the words of `some`, most must be said."""

    first: str = NOWHERE
    words: str = NOWHERE
    finer: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    titled: bool = False


def _asked(wanted: Wanted, role: Role, whole: str, ranked: _Ranked, limit: int) -> list[int]:
    place = wanted.place or Where()
    some = {f"some{at}": one for at, one in enumerate(ranked.some)}
    counted = " + ".join(f"(w.tags @@ %({name})s::query_int)::int" for name in some)
    publics = [tag("public", code) for code in (*ranked.publics, TOUS_PUBLICS)] if ranked.publics else []
    parameters: dict[str, Any] = {
        "asked": whole or f"!{NOWHERE}",
        "role": int(role),
        "first": ranked.first,
        "words": ranked.words,
        "finer": _any(ranked.finer),
        "language": tag("langue", wanted.language) if wanted.language else NOWHERE,
        "public": _any(publics),
        "near": _any(tag(kind, code) for kind, code in place.near),
        "around": _any(tag(kind, code) for kind, code in place.departements),
        "limit": limit,
        "enough": math.ceil(len(some) * _ENOUGH),
        **some,
    }
    order = [
        f"{array} @@ %({name})s::query_int DESC,"
        for name, array in _ORDER.items()
        if parameters[name] != NOWHERE
    ]
    statement = _FOUND.format(
        more=f"AND {counted} >= %(enough)s" * bool(some) + _TITLED * ranked.titled,
        order=" ".join([*([f"{counted} DESC,"] if some else []), *order]),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [number for (number,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class _Meant:
    expression: str
    finer: list[str]
    publics: list[str]


def _meant(words: str, role: Role) -> _Meant | None:
    """What the lexicon reads in words, as a condition: one of its themes, and the words that it leaves."""
    read = understood.read(words)
    themes, thematiques, publics = _asks(read.asks)
    if not themes:
        return None
    _place, rest = understood.placed(read)
    conditions = [_any(tag("theme", code) for code in themes)]
    if any(not is_little(word) for word in all_words(rest)) and (left := understand(rest, role).expression):
        conditions.append(left)
    return _Meant("&".join(conditions), [tag("thematique", code) for code in thematiques], publics)


def _asks(asks: Asks) -> tuple[list[str], list[str], list[str]]:
    themes = [value for name, value in asks if name == "theme"]
    thematiques = [value for name, value in asks if name == "thematique"]
    themes += [theme_of(code).code for code in thematiques]
    return list(dict.fromkeys(themes)), thematiques, [value for name, value in asks if name == "public"]


def _told(numbers: list[int], role: Role, wanted: Wanted, words: frozenset[str]) -> list[Found]:
    """What is told of them, in their order, of what the role reads now."""
    if not numbers:
        return []
    translated = Prefetch("translations", Translation.objects.order_by("language"))
    every = Resource.objects.seen_by(role).filter(pk__in=numbers).prefetch_related(translated)
    by_number = {one.pk: one for one in every}
    told = (by_number[number] for number in numbers if number in by_number)
    return [tell(one, wanted.language, words) for one in told]


def tell(resource: Resource, language: str = "", words: frozenset[str] = frozenset()) -> Found:
    """What is told of a resource in a list, to who reads it in a language."""
    held: list[Translation] = list(resource.translations.all())
    translations = {one.language: one for one in held}
    in_own: Resource | Translation = translations.get(language, resource)
    every: list[Resource | Translation] = [resource, *translations.values()]
    said_by = [in_own, *(one for one in every if one is not in_own)]
    marked = full_text.highlight(in_own.title, words, _of_one) if words else [(in_own.title, False)]
    return Found(
        resource=resource,
        language=language if language in translations else "fr",
        title=in_own.title,
        summary=in_own.summary or resource.summary,
        marked=marked,
        snippet=_snippet(said_by, words) if words else [],
        languages=("fr", *translations),
    )


def _snippet(said_by: Sequence[Resource | Translation], words: frozenset[str]) -> list[tuple[str, bool]]:
    """What surrounds the first of the words, in the reader's language before the others."""
    cut_up = partial(full_text.highlight, words=words, folded=_of_one)
    for one in said_by:
        for said in _parts(one):
            fragments = cut_up(said)
            if any(is_one for _said, is_one in fragments):
                return cut_up(around(fragments))
    return []


def _parts(one: Resource | Translation) -> Iterator[str]:
    yield one.summary
    yield plain(one.text)
    yield " ".join(plain(one.steps).split("\n"))
    yield from (one.fact_when, one.fact_where, one.fact_cost, one.fact_delay, one.due_words)
    if isinstance(one, Resource):
        yield from (one.tasks.replace("\n", " · "), ", ".join(one.schemes), one.source_name)
