# SPDX-License-Identifier: AGPL-3.0-or-later
"""The four indexes at the end of a book: by place, by commune, by theme, by network.

A line is a name, what tells it from another of the same name, and the numbers of the entries that it leads
to: several where a directory has two of the same name in one commune. Lines stand as in a French dictionary:
accents, capitals and marks count for nothing, and names in another script come last.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from places.folding import fold
from publishing.book.content import Book, Entry

# Under this heading stand names that begin with no Latin letter.
OTHERS = "…"


@dataclass(frozen=True, slots=True)
class Numbered:
    """An entry with its place in the book, from 1 on, and its number on its area's map."""

    place: int
    number: int
    area: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an index: the name, what stands beside it, the places of the entries."""

    name: str
    beside: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading; `theme` is the code of the theme that it is, empty for another."""

    title: str
    lines: tuple[Line, ...]
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """An index: its title, its groups."""

    title: str
    groups: tuple[Group, ...]


def numbered(book: Book) -> list[Numbered]:
    """Every entry of a book in its order; one that stands in two areas is there twice."""
    found: list[Numbered] = []
    for area in book.areas:
        for number, entry in enumerate(area.entries, start=1):
            found.append(Numbered(len(found) + 1, number, area.name, entry))
    return found


def indexes(book: Book, entries: Iterable[Numbered]) -> list[Index]:
    """The indexes that have a line, in their order."""
    entries = list(entries)
    themes = [(theme.code, theme.name) for theme in book.themes]
    found = [
        Index("Index des lieux", _by_letter(entries)),
        Index("Index des communes", _by_commune(entries)),
        Index("Index des thèmes", _by_theme(entries, themes)),
        Index("Index des réseaux", _by(entries, lambda one: one.entry.networks, _with_commune)),
    ]
    return [index for index in found if index.groups]


def order(text: str) -> tuple[bool, str, str]:
    """By what names are sorted: those without a Latin letter or a figure come last."""
    folded = fold(text)
    return (not folded, folded, text)


def _by_letter(entries: list[Numbered]) -> tuple[Group, ...]:
    return _by(entries, lambda one: [_letter(one.entry.name)], _with_commune)


def _by_commune(entries: list[Numbered]) -> tuple[Group, ...]:
    """Communes alone: what each has stands together in its part of the book."""
    those = [one for one in entries if one.entry.commune.strip()]
    return _by(those, lambda one: [_letter(one.entry.commune)], lambda entry: (entry.commune, ""))


def _by_theme(entries: list[Numbered], themes: list[tuple[str, str]]) -> tuple[Group, ...]:
    """Themes in the book's own order."""
    groups = []
    for code, name in themes:
        those = [one for one in entries if any(code in offer.themes for offer in one.entry.offers)]
        if those:
            groups.append(Group(name, _lines(those, _with_commune), code))
    return tuple(groups)


def _by(
    entries: list[Numbered],
    titles: Callable[[Numbered], Iterable[str]],
    said: Callable[[Entry], tuple[str, str]],
) -> tuple[Group, ...]:
    groups: dict[str, list[Numbered]] = defaultdict(list)
    for one in entries:
        for title in dict.fromkeys(titles(one)):
            if title.strip():
                groups[title].append(one)
    return tuple(Group(title, _lines(groups[title], said)) for title in sorted(groups, key=order))


def _lines(entries: list[Numbered], said: Callable[[Entry], tuple[str, str]]) -> tuple[Line, ...]:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in entries:
        places[said(one.entry)].append(one.place)
    ranked = sorted(places, key=lambda pair: (order(pair[0]), order(pair[1])))
    return tuple(Line(name, beside, tuple(places[name, beside])) for name, beside in ranked)


def _with_commune(entry: Entry) -> tuple[str, str]:
    return entry.name, entry.commune


def _letter(name: str) -> str:
    first = fold(name)[:1]
    return first.upper() if first.isalpha() else ("0-9" if first else OTHERS)
