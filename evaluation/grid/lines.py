# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines of a structure's grid, and how each is named in what a page sends: « theme:francais:accueil »."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from accounts.roles import Role
from evaluation.grid.models import Kind, OwnLine, Way, WeekNumber
from mapping import vocabulary
from mapping.models import VisibleService

# The publics that are shown before the rest where a structure counted none yet; and so many languages.
_FIRST_PUBLICS = ("familles", "femmes", "jeunes", "demandeurs-asile", "refugies-bpi", "primo-arrivants")
_FIRST_LANGUAGES = tuple(code for code, _label in vocabulary.LANGUES[:8])
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
    # Whether the structure counted it once, or its services say it.
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of one kind; those of `rest` are folded away. `ways` says whether each is told by how it came."""

    kind: str
    title: str
    lines: tuple[Line, ...]
    rest: tuple[Line, ...] = ()
    rest_title: str = ""

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
    """The grid of a structure; `counted` are the numbers that the week has, whose lines are shown. Publics
    and languages that it counted in any week, or that its services say, come first."""
    themes = tuple(Line(theme.code, str(theme.nom)) for theme in vocabulary.THEMES)
    own = tuple(
        Line(str(line.pk), line.label)
        for line in OwnLine.objects.filter(structure=structure)
        if not line.is_taken_away or any(name[:2] == (Kind.OWN, str(line.pk)) for name in counted)
    )
    usual = _usual(structure)
    found = [
        Section(Kind.THEME, "Ce qui est demandé", themes),
        Section(Kind.OWN, "Nos lignes à nous", own),
        _folded(
            Kind.PUBLIC,
            ("Qui demande, s’ils le disent", "D’autres publics"),
            vocabulary.PUBLICS,
            usual,
            _FIRST_PUBLICS,
        ),
        _folded(
            Kind.LANGUAGE,
            ("Dans quelle langue", "D’autres langues"),
            vocabulary.LANGUES,
            usual,
            _FIRST_LANGUAGES,
        ),
    ]
    return [section for section in found if section.lines]


def _usual(structure: int) -> set[tuple[str, str]]:
    """The publics and languages that a structure counted once, and those of its services: (kind, code)."""
    counted = WeekNumber.objects.filter(
        structure=structure, kind__in=(Kind.PUBLIC, Kind.LANGUAGE), n__gt=0
    ).order_by()
    found = set(counted.values_list("kind", "code").distinct())
    for service in VisibleService.objects.seen_by(Role.VISITOR).filter(structure_id=structure):
        found |= {(str(Kind.PUBLIC), code) for code in service.publics}
        found |= {(str(Kind.LANGUAGE), code) for code in service.langues}
    return found


def _folded(
    kind: Kind,
    titles: tuple[str, str],
    vocabulary_of: Iterable[tuple[str, object]],
    usual: set[tuple[str, str]],
    first: Sequence[str],
) -> Section:
    """The lines of a long vocabulary: the usual ones and `first`; the rest folded away. Both are in the order
    of the vocabulary, whatever is counted: a sheet that was printed keeps the order of the page."""
    own = {code for of, code in usual if of == kind}
    every = [Line(code, str(label), code in own) for code, label in vocabulary_of]
    shown = tuple(line for line in every if line.is_own or line.code in first)
    return Section(kind, titles[0], shown, tuple(line for line in every if line not in shown), titles[1])


def on_paper(lines: Sequence[Line], most: int) -> tuple[Line, ...]:
    """So many lines, those that a structure uses before the others, in the order in which they are given."""
    kept = sorted(lines, key=lambda line: not line.is_own)[:most]
    return tuple(line for line in lines if line in kept)


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
