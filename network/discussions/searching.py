# SPDX-License-Identifier: AGPL-3.0-or-later
"""The discussions that say some words, among those that somebody reads.

Words are read as those of sheets are, by their stem, with acronyms; slips are not put right: what would know
which words are said would tell them. The numbers of the words stand on the rows (`network/sql/said.sql`), and
who reads is asked of the rows too: nothing of a group's stands in an index of all.
"""

from dataclasses import dataclass
from functools import partial

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.query import QuerySet

from network.models import Post, State
from network.search import all_words
from network.text.words import plain
from search.engine import full_text
from search.engine.found import around
from search.engine.full_text import NOWHERE, Lexis, Understood
from search.lexicon.reading import is_little

# A word stands for itself alone: no list of words said is looked into.
_KNOWN = """(
    SELECT asked.word, mapping_word_number(asked.word) AS number
    WHERE mapping_word_number(asked.word) IS NOT NULL
)"""

# A word of so many letters keeps its « s »; of a message in which nothing is marked, so much is told.
_LITTLE, _BEGINNING = 3, 160


@dataclass(frozen=True, slots=True)
class Snippet:
    """What surrounds the words in a message, as fragments, each with whether it is one of them; the number of
    the message."""

    post: int
    fragments: list[tuple[str, bool]]


def understand(words: str) -> Understood:
    """The words of a text, as numbers; one query."""
    return full_text.understand(words, Lexis(_asked_words, _KNOWN))


def _asked_words(text: str) -> list[str]:
    every = all_words(text)
    return [word for word in every if not is_little(word)] or every


def _says(said: Understood) -> Func:
    return Func(
        F("words"),
        Value(said.expression),
        template="(%(expressions)s::query_int)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


def saying(topics: QuerySet, said: Understood) -> QuerySet:
    """Those of the topics that say the words, in their opening or in one message; each with the number of the
    first message that does (`said_in`)."""
    if NOWHERE in said.asked or said.expression == NOWHERE:
        return topics.none()
    if not said.expression:
        return topics
    posts = Post.objects.filter(_says(said), topic=OuterRef("pk"), state=State.PUBLISHED).order_by("pk")
    of_words = topics.annotate(says=_says(said), said_in=Subquery(posts.values("pk")[:1]))
    return of_words.filter(Q(says=True) | Exists(posts))


def snippets(numbers: list[int], words: frozenset[str]) -> dict[int, Snippet]:
    """What surrounds the words in these messages, by their number; one query, none without any."""
    if not numbers:
        return {}
    cut_up = partial(full_text.highlight, words=frozenset(map(_bare, words)), folded=_bare_words)
    found = {}
    for number, text in Post.objects.filter(pk__in=numbers).values_list("pk", "text"):
        fragments = cut_up(plain(text))
        is_marked = any(is_one for _said, is_one in fragments)
        # Found by its stem alone, « accueillir » for « accueil »: its beginning is told.
        told = around(fragments) if is_marked else plain(text)[:_BEGINNING]
        found[number] = Snippet(number, cut_up(told))
    return found


def _bare(word: str) -> str:
    return word.rstrip("sx") if len(word) > _LITTLE else word


def _bare_words(text: str) -> list[str]:
    return [_bare(word) for word in all_words(text)]
