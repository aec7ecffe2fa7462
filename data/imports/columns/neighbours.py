# SPDX-License-Identifier: AGPL-3.0-or-later
"""What columns are because of those beside them: the number of a street, a pair of coordinates."""

import re
from collections.abc import Iterator
from itertools import pairwise

from data.imports import headings
from data.imports.columns.evidence import Evidence
from data.imports.targets import BY_KEY, DAYS
from data.imports.values import coordinates, text_of
from places.folding import fold

_TWIN = re.compile(r"\s\(\d{1,2}\)$")
# So many columns in a row are the days of a week.
_WEEK = 5
_MOST, _MOSTLY = 0.9, 0.7
_MAY_NUMBER = frozenset({"numero", "n", "no", "num", "nr", "numero de rue", "numero de la rue"})


def numbers_a_street(known: list[Evidence]) -> Iterator[int]:
    """The columns of numbers of houses: short numbers right before streets that have none of their own."""
    for one, following in pairwise(known):
        if (
            not _MAY_NUMBER.isdisjoint(headings.spellings(one.name))
            and one.cells
            and one.houses >= _MOST
            and headings.said(following.name, BY_KEY["adresse"]) + following.streets >= 0.5
            and not _numbered(following)
        ):
            yield one.place


def name_of_a_person(known: list[Evidence]) -> Iterator[int]:
    """The columns « Nom » and « Prénom » that stand side by side: of one person, not of a structure."""
    for one, following in pairwise(known):
        words = [fold(one.name).split()[:1], fold(following.name).split()[:1]]
        if (
            sorted(map("".join, words)) == ["nom", "prenom"]
            and max(one.organisations, following.organisations) < 0.2
        ):
            yield one.place
            yield following.place


def holds_a_function(known: list[Evidence]) -> Iterator[int]:
    """The columns of names of persons beside their function: a second « Nom » is no structure's."""
    for one, following in pairwise(known):
        for person, function in ((one, following), (following, one)):
            if (
                headings.said(function.name, BY_KEY["contact_fonction"]) >= headings.OWN_WORDS
                and function.cells
                and fold(person.name).split()[:1] in (["nom"], ["prenom"], ["personne"])
                and person.people >= _MOSTLY
                and person.organisations < 0.2
            ):
                yield person.place


def is_theirs(emails: Evidence, persons: list[Evidence]) -> bool:
    """Whether most addresses are made of the name of the person of their row."""
    by_row = [one.by_row for one in persons]
    both = [(row, text) for row, text in emails.by_row.items() if any(row in names for names in by_row)]
    theirs = sum(
        1
        for row, text in both
        if any(
            len(word) >= 3 and word in fold(text.split("@")[0])
            for names in by_row
            for word in fold(names.get(row, "")).split()
        )
    )
    return bool(both) and theirs >= 0.5 * len(both)


def _numbered(one: Evidence) -> bool:
    """Whether streets mostly begin with their number already."""
    return one.share("*numbered", lambda cell: bool(re.match(r"\d", text_of(cell)))) >= 0.5


def coordinates_of(known: list[Evidence]) -> Iterator[tuple[int, int]]:
    """The places of the latitude and the longitude, in either order, in degrees or metres, of each pair."""
    for one, other in pairwise(known):
        if min(len(one.cells), len(other.cells)) < 2 or min(one.numbers, other.numbers) < _MOST:
            continue
        for north, east in ((one, other), (other, one)):
            degrees = min(north.within(-25, 52), east.within(-65, 60))
            metres = min(north.metres(6_000_000, 8_700_000), east.metres(0, 1_300_000))
            if max(degrees, metres) >= _MOST and _in_order(north, east):
                yield north.place, east.place
                break


def _in_order(north: Evidence, east: Evidence) -> bool:
    """Whether most pairs, read as latitude and longitude, are in France without being swapped."""
    pairs = list(zip(north.cells, east.cells, strict=False))[:60]
    right = sum(1 for lat, lon in pairs if coordinates.is_in_france(coordinates.read(lat, lon, swap=False)))
    return right >= _MOST * len(pairs)


def days_of(known: list[Evidence]) -> Iterator[tuple[int, int]]:
    """The place and the day (Monday is 0) of each of the columns that are called by the first letters of the
    days, one after the other: « L », « M », « M », « J », « V »."""
    names = [fold(_TWIN.sub("", one.short or one.name)) for one in known]
    for start in range(len(names)):
        for first in range(3):
            run = 0
            while (
                first + run < len(DAYS)
                and start + run < len(names)
                and 1 <= len(names[start + run]) <= 4
                and DAYS[first + run].startswith(names[start + run])
            ):
                run += 1
            if run >= _WEEK:
                yield from ((start + at, first + at) for at in range(run))
                return
