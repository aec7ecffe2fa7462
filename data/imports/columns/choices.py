# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every field that every column may be, and which the surest pairs leave to each."""

from collections.abc import Iterator
from dataclasses import replace

from data.imports import headings
from data.imports.columns import people
from data.imports.columns.evidence import Evidence
from data.imports.columns.judging import BY_NEIGHBOURS, Choice, by_content, by_name
from data.imports.columns.neighbours import (
    coordinates_of,
    days_of,
    holds_a_function,
    name_of_a_person,
    numbers_a_street,
)
from data.imports.headings import EXACT
from data.imports.targets import BY_KEY, DAYS, TARGETS
from places.folding import fold

# What our own exports call where a record comes from.
_OF_ORIGIN = frozenset({"id", "source"})
# What a geocoder adds to a file that it was given: its answers, not the source's words.
GEOCODER_PREFIX = "result_"
# Where the neighbours of a column speak.
NEIGHBOURS = 0.7
# What is sure stands so far before what is only asked.
_SURE_FIRST = 0.2
_VISITED = frozenset({"adresse", "telephone", "courriel", "code_postal", "commune", "joindre"})
_EACH_ONE = 0.95


def choices_of(known: list[Evidence]) -> list[Choice]:
    """What each column may be, by its name, its cells and those beside it."""
    choices = []
    for one in known:
        if one.name.casefold().startswith(GEOCODER_PREFIX):
            continue
        named = [choice for target in TARGETS if (choice := by_name(one, target))]
        choices += named
        best = max((choice.score for choice in named), default=0.0)
        choices += list(by_content(one, best))
    # Whatever their cells look like, what our exports call so is no text of the record.
    origins = {one.place for one in known if fold(one.name) in _OF_ORIGIN}
    choices = [one for one in choices if one.place not in origins or one.target.key == "id"]
    choices += list(_by_neighbours(known, choices))
    return people.of_persons(known, _without_seats(known, _settled(choices)))


def assigned(choices: list[Choice]) -> dict[int, Choice]:
    """The surest pairs first, each column once, each field once unless it takes several columns."""
    taken: dict[int, Choice] = {}
    used: set[str] = set()
    for choice in sorted(choices, key=lambda one: (-one.score - _SURE_FIRST * one.sure, one.place)):
        if choice.place not in taken and (choice.target.many or choice.target.key not in used):
            taken[choice.place] = choice
            used.add(choice.target.key)
    return taken


def _without_seats(known: list[Evidence], choices: list[Choice]) -> list[Choice]:
    """Where a structure is visited comes before its seat, where both have a column and each row is one."""
    names = [one for one in choices if one.target.key == "nom" and one.sure]
    if not names or known[max(names, key=lambda one: one.score).place].distinct < _EACH_ONE:
        return choices
    visited = {
        (one.target.key if one.target.key != "cp_commune" else "commune")
        for one in choices
        if one.sure and not headings.is_of_the_seat(known[one.place].name)
    }
    return [
        one
        for one in choices
        if one.target.key not in _VISITED & visited or not headings.is_of_the_seat(known[one.place].name)
    ]


def _settled(choices: list[Choice]) -> list[Choice]:
    """What a column surely is by its cells, where its name says the same without being sure, is sure."""
    sure = {(one.place, one.target.key) for one in choices if one.sure}
    return [
        one if one.sure or (one.place, one.target.key) not in sure else replace(one, sure=True)
        for one in choices
    ]


def _by_neighbours(known: list[Evidence], choices: list[Choice]) -> Iterator[Choice]:
    """Columns that are something because of those beside: the number of a street, a pair of coordinates."""
    surest: dict[int, float] = {}
    for choice in choices:
        surest[choice.place] = max(surest.get(choice.place, 0.0), choice.score)
    for place in numbers_a_street(known):
        yield Choice(EXACT + 0.05, place, BY_KEY["numero"], BY_NEIGHBOURS, True)
    for place in name_of_a_person(known):
        yield Choice(EXACT + 0.2, place, BY_KEY["contact_nom"], BY_NEIGHBOURS, True)
    for place in holds_a_function(known):
        yield Choice(EXACT + 0.2, place, BY_KEY["contact_nom"], BY_NEIGHBOURS, True)
    for place, day in days_of(known):
        yield Choice(EXACT + 0.2, place, BY_KEY[DAYS[day]], BY_NEIGHBOURS, True)
    for latitude, longitude in coordinates_of(known):
        # A name that says something else is believed.
        if max(surest.get(latitude, 0.0), surest.get(longitude, 0.0)) < NEIGHBOURS:
            yield Choice(NEIGHBOURS, latitude, BY_KEY["latitude"], BY_NEIGHBOURS, True)
            yield Choice(NEIGHBOURS, longitude, BY_KEY["longitude"], BY_NEIGHBOURS, True)
