# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notepads and contacts taken that say some words, among those that somebody reads, told beside discussions.

Who reads is asked of the rows, as of discussions (`SharedQuerySet.seen_by`): nothing of a group's stands in
an index of all. There are some hundreds of each in a département: their texts are read.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from mapping.presentation import short_name
from network.groups.told import group_names
from network.listed import WORDS
from network.models import Audience, Notepad, Outreach, Section
from network.models.common import eyes_of
from network.paths import path_of
from network.saying import saying
from network.search import all_words
from network.text.words import plain
from search.engine import full_text
from search.engine.found import around

# So many of each are told; the list has the others. Of a text in which nothing is marked, so much.
_MOST, _BEGINNING = 3, 160
# A word of so many letters keeps its « s ».
_LITTLE = 3
_Fragments = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Line:
    """One that says the words: its page, the name of its group for who may know of it, and what surrounds the
    words in it, as fragments, each with whether it is one of them."""

    url: str
    title: str
    group: str
    is_for_members: bool
    is_example: bool
    snippet: _Fragments


@dataclass(frozen=True, slots=True)
class Found:
    """What says the words of one sort: the first lines, how many there are, and the list of all of them."""

    title: str
    lines: list[Line]
    count: int
    url: str


def found_inside(words: str, user: Any) -> list[Found]:
    """The notepads and the contacts that say some words and that `user` reads, those that changed last first;
    nothing for a sort that says them nowhere. At most seven queries."""
    eyes = eyes_of(user)
    pads = {
        one.pk: (one, [one.title, plain(one.text)])
        for one in Notepad.objects.seen_by(eyes).order_by("-updated_at", "-pk")
    }
    for section in Section.objects.filter(notepad__in=pads).order_by("rank", "pk"):
        pads[section.notepad_id][1].extend([section.title, plain(section.text)])
    contacts = {
        one.pk: (one, [one.title, plain(one.text), one.next_words])
        for one in Outreach.objects.seen_by(eyes).order_by("-day", "-pk")
    }
    sorts = (("Blocs-notes", pads, "notepads"), ("Contacts pris", contacts, "outreaches"))
    told = (_found(title, held, words, name, user) for title, held, name in sorts)
    return [one for one in told if one.count]


def _found(title: str, held: dict[int, tuple[Any, list[str]]], words: str, name: str, user: Any) -> Found:
    numbers = saying(words, ((number, *texts) for number, (_one, texts) in held.items()))
    first = [held[number] for number in numbers[:_MOST]]
    names = group_names([one for one, _texts in first], user)
    asked = frozenset(_bare_words(words))
    lines = [
        Line(
            path_of(one),
            short_name(one.title, one.is_example),
            names.get(one.group_id or 0, ""),
            one.audience == Audience.MEMBERS,
            one.is_example,
            _snippet(texts[1:], asked),
        )
        for one, texts in first
    ]
    return Found(title, lines, len(numbers), f"{reverse(name)}?{urlencode({WORDS: words})}")


def _snippet(texts: list[str], asked: frozenset[str]) -> _Fragments:
    """What surrounds the words, in the first part of a text that says one; its beginning where none does."""
    cut_up = partial(full_text.highlight, words=asked, folded=_bare_words)
    for text in texts:
        fragments = cut_up(text)
        if any(is_one for _said, is_one in fragments):
            return cut_up(around(fragments))
    return cut_up(" ".join(text for text in texts if text)[:_BEGINNING])


def _bare_words(text: str) -> list[str]:
    return [one.rstrip("sx") if len(one) > _LITTLE else one for one in all_words(text)]
