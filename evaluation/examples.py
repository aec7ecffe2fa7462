# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three months of numbers that a first run shows, so that whoever comes reads pages and not empty tables:
invented, marked as examples, and gone with the first month that is really counted.

Grids are those of structures that are examples themselves, and go with them.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from accounts.roles import Role
from common.counting import ACTS, Outcome
from demonstration.scope import ALL, Scope
from evaluation.closing import months_before
from evaluation.grid.models import Kind, Way, WeekNumber
from evaluation.grid.weeks import monday
from evaluation.models import OpenMonth, UseCell
from evaluation.small_cells import Cell, merged
from mapping.models import Structure, VisibleService, VisibleStructure
from mapping.vocabulary import THEME_BY_ID, THEMES
from places.models import Commune

MONTHS, WEEKS = 3, 13
# One example in so many fills its grid, and the first ones, which the accounts of a try answer for.
ONE_IN, _FIRST = 4, 12
# What people ask for, against the least asked; a question a month for so many inhabitants.
_ASKED = {"francais": 9, "droits": 8, "logement": 7, "emploi": 6, "sante": 4}
_INHABITANTS_A_QUESTION = 1_500
# What becomes of questions, of a hundred: most find, a rural EPCI less often.
_FOUND = ((Outcome.NEAR, 52), (Outcome.FAR, 27), (Outcome.FOUND, 8), (Outcome.NOTHING, 13))
_RURAL = ((Outcome.NEAR, 24), (Outcome.FAR, 36), (Outcome.FOUND, 8), (Outcome.NOTHING, 32))
_RURAL_BELOW = 40_000
_DONE = ((Outcome.CALLED, 60), (Outcome.ITINERARY, 25), (Outcome.PRINTED, 9), (Outcome.CONTACTED, 6))
_PUBLICS = ("femmes", "familles", "jeunes", "personnes-exilees", "tous-publics")
_LANGUAGES = ("fr", "ar", "en", "uk", "fa")


@transaction.atomic
def fill(scope: Scope, today: date) -> int:
    """Add the numbers of the months that are over and the grids of the examples, unless a month was told
    already, or a structure that is no example counts; anew where a later load replaced the structures that
    they are about. How many numbers were added."""
    if WeekNumber.objects.filter(structure__is_example=False).exists():
        return 0
    invented = UseCell.objects.filter(is_example=True)
    if invented.exists():
        if UseCell.objects.filter(is_example=False).exists() or not _are_of_gone_ones(invented):
            return 0
        invented.delete()
    elif UseCell.objects.exists():
        return 0
    # What visitors did this month, or the desk of an example counted, leaves no past month empty: a site
    # that was there before these numbers were would never have any.
    waiting = set(OpenMonth.objects.values_list("month", flat=True))
    random = Random(f"figures/{scope.code}")
    examples = _examples(scope)
    themes = _themes_of([structure for structure, _epci, _departement in examples])
    cells = [
        UseCell(month=month, n=n, is_example=True, **cell._asdict())
        for month in (months_before(today, back) for back in range(MONTHS, 0, -1))
        if month not in waiting
        for cell, n in merged(_month(scope, examples, themes, random)).items()
    ]
    # Those of structures that somebody edited stayed with them.
    kept = set(WeekNumber.objects.values_list("structure", flat=True))
    numbers = [one for one in _grids(examples, themes, today, random) if one.structure_id not in kept]
    UseCell.objects.bulk_create(cells, batch_size=2000)
    WeekNumber.objects.bulk_create(numbers, batch_size=2000)
    return len(cells) + len(numbers)


def _are_of_gone_ones(cells: QuerySet[UseCell]) -> bool:
    """Whether some cells are about structures that are no more."""
    about = set(cells.exclude(structure=0).values_list("structure", flat=True))
    return about > set(Structure.objects.filter(pk__in=about).values_list("pk", flat=True))


def remove() -> int:
    """Delete the invented numbers and the grids of the examples; how many numbers went."""
    cells = UseCell.objects.filter(is_example=True).delete()[0]
    return cells + WeekNumber.objects.filter(structure__is_example=True).delete()[0]


def _examples(scope: Scope) -> list[tuple[int, str, str]]:
    """The structures that are examples, in their order, each with its EPCI and its département."""
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(is_example=True).order_by("pk")
    if scope.code != ALL:
        seen = seen.filter(commune__departement_code__in=scope.departements)
    rows = seen.values_list("pk", "commune__epci_code", "commune__departement_code")
    return [(number, epci or "", departement or "") for number, epci, departement in rows]


def _themes_of(structures: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, dict[str, None]] = {}
    services = VisibleService.objects.seen_by(Role.VISITOR).filter(structure_id__in=structures)
    for service in services.order_by("pk"):
        for one in service.themes:
            found.setdefault(service.structure_id, {})[THEME_BY_ID[one].code] = None
    return {structure: list(themes) for structure, themes in found.items()}


def _month(
    scope: Scope, examples: Sequence[tuple[int, str, str]], themes: dict[int, list[str]], random: Random
) -> Counter[Cell]:
    """What one month counts, as it would be before small numbers are put together."""
    cells: Counter[Cell] = Counter()
    here = Q(epci_code__in={epci for _number, epci, _departement in examples} - {""})
    if scope.code != ALL:
        here &= Q(departement_code__in=scope.departements)
    places = Commune.objects.filter(here).values_list("epci_code", "departement_code")
    for epci, departement, people in places.annotate(Sum("population")).order_by("epci_code"):
        split = _RURAL if (people or 0) < _RURAL_BELOW else _FOUND
        for theme in THEMES:
            mean = (people or 0) / _INHABITANTS_A_QUESTION * _ASKED.get(theme.code, 2) / 8
            for outcome in _drawn(split, _about(mean, random), random):
                cells[Cell(outcome, theme.code, epci, departement)] += 1
    for number, epci, departement in _counting(examples):
        for code in themes.get(number, [])[:2]:
            for outcome in _drawn(_DONE, _about(14, random), random):
                cells[Cell(outcome, code, epci, departement, number)] += 1
    assert ACTS.issuperset(outcome for outcome, _share in _DONE)
    return cells


def _counting(examples: Sequence[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    return [one for place, one in enumerate(examples) if place < _FIRST or place % ONE_IN == 0]


def _grids(
    examples: Sequence[tuple[int, str, str]], themes: dict[int, list[str]], today: date, random: Random
) -> Iterator[WeekNumber]:
    """The weeks that are over, of those that count; one week in eight was not filled."""
    first = monday(today) - timedelta(weeks=WEEKS)
    for number, _epci, _departement in _counting(examples):
        own, size = themes.get(number, []), random.choice((3, 6, 10))
        for week in (first + timedelta(weeks=back) for back in range(WEEKS)):
            if not own or random.random() < 1 / 8:
                continue
            for theme in own[:4]:
                for way, share in zip(Way.values, (1.0, 0.5, 0.2), strict=True):
                    yield from _number(number, week, Kind.THEME, theme, _about(size * share, random), way)
            for public in random.sample(_PUBLICS, 2):
                yield from _number(number, week, Kind.PUBLIC, public, _about(size / 2, random))
            for language in random.sample(_LANGUAGES, 2):
                yield from _number(number, week, Kind.LANGUAGE, language, _about(size / 3, random))


def _number(structure: int, week: date, kind: str, code: str, n: int, way: str = "") -> Iterator[WeekNumber]:
    if n:
        yield WeekNumber(structure_id=structure, week=week, kind=kind, code=code, way=way, n=n)


def _about(mean: float, random: Random) -> int:
    """A number around a mean, none below nought."""
    return max(0, round(random.gauss(mean, math.sqrt(mean) if mean else 0)))


def _drawn(split: Sequence[tuple[Outcome, int]], n: int, random: Random) -> list[Outcome]:
    outcomes, weights = zip(*split, strict=True)
    return random.choices(outcomes, weights, k=n)
