# SPDX-License-Identifier: AGPL-3.0-or-later
"""The four indexes at the end of a book: by place, by commune, by theme, by network.

A line is a name, what tells it from another of the same name, and the numbers of the entries that it leads
to: several where a directory has two of the same name in one commune. Lines stand as in a French dictionary:
accents, capitals and marks count for nothing, and names in another script come last.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from places.folding import fold
from publishing.book.content import Book, Entry

# Under this heading stand names that begin with no Latin letter.
OTHERS = "…"
WITHOUT_TOWN_HALLS = "Les mairies sont à leur commune, dans l’index des communes."
_TOWN_HALL = re.compile(
    r"(?P<kind>mairie(?: (?:annexe|déléguée|de quartier))?|h[ôo]tel de ville)\b[\s–-]*"
    r"(?:(?:de la commune |de la ville )?(?:de |du |des |d['’]))?(?P<of>.*)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:le|la|les|l) ")


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
    """An index: its title, its groups, what is to be known of it."""

    title: str
    groups: tuple[Group, ...]
    note: str = ""


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
    told = entries if book.indexes_town_halls else [one for one in entries if not is_town_hall(one.entry)]
    note = WITHOUT_TOWN_HALLS if len(told) < len(entries) else ""
    found = [
        Index("Index des lieux", _by_letter(told), note),
        Index("Index des communes", _by_commune(entries)),
        Index("Index des thèmes", _by_theme(told, themes), note),
        Index("Index des réseaux", _by(told, lambda one: one.entry.networks, filed), note),
    ]
    return [index for index in found if index.groups]


def order(text: str) -> tuple[bool, str, str]:
    """By what names are sorted: those without a Latin letter or a figure come last."""
    folded = fold(text)
    return (not folded, folded, text)


def is_town_hall(entry: Entry) -> bool:
    """Whether an entry is the town hall of a commune, by its name."""
    return _TOWN_HALL.fullmatch(entry.name.strip()) is not None


def filed(entry: Entry) -> tuple[str, str]:
    """Under what an entry stands in an index, and what is said beside it: its name and its commune. « Mairie
    du Mée-sur-Seine » stands under « Le Mée-sur-Seine », beside which « mairie » is said."""
    found = _TOWN_HALL.fullmatch(entry.name.strip())
    if found is None:
        return entry.name, entry.commune
    kind, of = found["kind"].lower(), found["of"].strip()
    if not of or _same_place(of, entry.commune):
        return entry.commune or entry.name, kind
    return of, f"{kind}, {entry.commune}" if entry.commune else kind


def _same_place(said: str, commune: str) -> bool:
    return bool(commune) and _ARTICLE.sub("", fold(said)) == _ARTICLE.sub("", fold(commune))


def _by_letter(entries: list[Numbered]) -> tuple[Group, ...]:
    return _by(entries, lambda one: [_letter(filed(one.entry)[0])], filed)


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
            groups.append(Group(name, _lines(those, filed), code))
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


def _letter(name: str) -> str:
    first = fold(name)[:1]
    return first.upper() if first.isalpha() else ("0-9" if first else OTHERS)
