# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines of a structure's grid, and how each is named in what a page sends: « theme:francais:accueil »."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from evaluation.grid.models import Kind, OwnLine, Way
from mapping import vocabulary

# What the page shows of the languages before the rest; the others that were counted are shown too.
_FIRST_LANGUAGES = 8
MOST_OWN = 20


class Name(NamedTuple):
    """What one number counts: `way` is empty for publics and languages."""

    kind: str
    code: str
    way: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, self))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the grid: its code and its words."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of one kind; those of `rest` are folded away. `ways` says whether each is told by how it came."""

    kind: str
    title: str
    lines: tuple[Line, ...]
    rest: tuple[Line, ...] = ()

    @property
    def ways(self) -> bool:
        """Whether a number of it has a way."""
        return self.kind in (Kind.THEME, Kind.OWN)

    def names(self) -> Iterator[Name]:
        """The numbers that it may hold."""
        for line in (*self.lines, *self.rest):
            for way in Way.values if self.ways else [""]:
                yield Name(self.kind, line.code, way)


def sections(structure: int, counted: set[Name]) -> list[Section]:
    """The grid of a structure; `counted` are the numbers that the week has, whose lines are shown."""
    themes = tuple(Line(theme.code, str(theme.nom)) for theme in vocabulary.THEMES)
    used = {name.code for name in counted if name.kind == Kind.LANGUAGE}
    languages = [Line(code, str(label)) for code, label in vocabulary.LANGUES]
    shown = tuple(
        line for place, line in enumerate(languages) if place < _FIRST_LANGUAGES or line.code in used
    )
    own = tuple(
        Line(str(line.pk), line.label)
        for line in OwnLine.objects.filter(structure=structure)
        if not line.is_taken_away or any(name[:2] == (Kind.OWN, str(line.pk)) for name in counted)
    )
    publics = tuple(Line(code, str(label)) for code, label in vocabulary.PUBLICS)
    found = [
        Section(Kind.THEME, "Ce qui est demandé", themes),
        Section(Kind.OWN, "Nos lignes à nous", own),
        Section(Kind.PUBLIC, "Qui demande, s’ils le disent", publics),
        Section(
            Kind.LANGUAGE, "Dans quelle langue", shown, tuple(line for line in languages if line not in shown)
        ),
    ]
    return [section for section in found if section.lines]


def read(text: str, known: set[Name]) -> Name | None:
    """The number that « theme:francais:accueil » names; None where it is none of `known`."""
    parts = text.split(":")
    name = Name(*parts) if len(parts) in (2, 3) else None
    return name if name in known else None


def label_of(name: Name, grid: list[Section]) -> str:
    """« Apprendre le français, à l’accueil »."""
    label = next(
        line.label
        for section in grid
        if section.kind == name.kind
        for line in (*section.lines, *section.rest)
        if line.code == name.code
    )
    return f"{label}, {Way(name.way).label}" if name.way else label
