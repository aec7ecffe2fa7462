# SPDX-License-Identifier: AGPL-3.0-or-later
"""The network's sheets where they are needed: beside an answer, where nothing answers, on a page of
a structure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from accounts.roles import Role
from mapping.models import VisibleStructure
from mapping.vocabulary import theme_of
from network.fresh import Line, line
from network.search import found
from network.where import Where, of_commune, of_search
from places.territories import TerritoryKind
from search.question import Search

# At most so many beside an answer: who looks for somebody to call is not here to read.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Sheets:
    """Some sheets, and the list of all those of the theme."""

    lines: tuple[Line, ...]
    url: str


def of_question(asked: Search, role: Role, commune: str = "") -> Sheets | None:
    """The sheets of what a search asks, where it asks: of its themes, each before a second one of any, else
    of its words. None where there are none, or where it asks for nothing that a sheet is about. Four queries,
    one more for words. `commune` is the one that holds the place, where somebody knows it."""
    codes = _themes(asked)
    words = asked.criteria.q if not codes else ""
    if asked.window.cursor or not (codes or words):
        return None
    told = found(
        words,
        role,
        themes=codes,
        thematiques=asked.criteria.thematiques,
        publics=asked.criteria.publics,
        place=of_search(asked, commune),
        language=get_language() or "",
        limit=SHOWN * max(len(codes), 1) ** 2,
    )
    lines = [line(one, next((code for code in codes if code in one.resource.themes), "")) for one in told]
    return _shown(_varied(lines, codes), codes, _place(asked))


def of_structure(seen: VisibleStructure, asked: Search, themes: Sequence[str], role: Role) -> Sheets | None:
    """The sheets that name a structure first, then those of its themes, or of those that it was opened for,
    that hold where it is."""
    codes = [code for code in asked.criteria.themes if code in themes] or list(themes)
    told = found(
        role=role,
        themes=codes,
        thematiques=asked.criteria.thematiques,
        publics=asked.criteria.publics,
        place=of_commune(seen.commune_id) if seen.commune_id else Where(),
        structure=seen.id,
        language=get_language() or "",
        limit=SHOWN,
    )
    return _shown([line(one) for one in told], codes if len(codes) == 1 else (), _place(asked))


def _themes(asked: Search) -> list[str]:
    own = [code for need in asked.own for code in need.criteria.thematiques]
    of_topics = [theme_of(code).code for code in (*asked.criteria.thematiques, *own)]
    return list(dict.fromkeys([*asked.criteria.themes, *of_topics]))


def _varied(lines: list[Line], codes: Iterable[str]) -> list[Line]:
    """The best of each theme first, then the others in their order."""
    first = [
        one
        for code in codes
        if (one := next((each for each in lines if each.theme and each.theme.code == code), None))
    ]
    chosen = list({one.url: one for one in first}.values())
    return [*chosen, *(one for one in lines if one not in chosen)]


def _place(asked: Search) -> str:
    """The place of a search as a query string, for the sheet to tell who helps near by."""
    if asked.place:
        return urlencode(asked.place.parameters())
    named = {str(kind): code for kind in TerritoryKind if (code := getattr(asked.criteria, kind))}
    return urlencode(named)


def _shown(lines: list[Line], codes: Sequence[str], place: str) -> Sheets | None:
    if not lines:
        return None
    kept = [replace(one, url=f"{one.url}?{place}" if place else one.url) for one in lines[:SHOWN]]
    asked = urlencode([("theme", code) for code in codes])
    return Sheets(tuple(kept), f"{reverse('resources')}?{asked}" if asked else reverse("resources"))
