# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a grid counted, added up by week, month, quarter or year. A week is of the month of its Thursday,
so that each is in one month, the one that has most of its days."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from common.dates import in_words
from evaluation.grid import weeks
from evaluation.grid.models import Kind, Way, WeekNumber
from evaluation.grid.tables import labels_of
from evaluation.periods import Period, month_text

_TO_THURSDAY = timedelta(days=3)


class Step(models.TextChoices):
    """What one line of the table holds."""

    WEEK = "semaine", "par semaine"
    MONTH = "mois", "par mois"
    QUARTER = "trimestre", "par trimestre"
    YEAR = "annee", "par année"


@dataclass(frozen=True, slots=True)
class Line:
    """How many of one thing, or in one stretch of time: by way where it has one."""

    label: str
    short: str
    by_way: Mapping[str, int]

    @property
    def n(self) -> int:
        """How many, whatever the way."""
        return sum(self.by_way.values())

    def of(self, way: str) -> int:
        """How many by one way."""
        return self.by_way.get(way, 0)


@dataclass(frozen=True, slots=True)
class Summed:
    """The demands of a period: all, by stretch of time, by theme and own line; people by public and language.
    Of each, the most counted first."""

    whole: Line
    times: list[Line]
    demands: list[Line]
    publics: list[Line]
    languages: list[Line]


def months_of(structure: int) -> list[date]:
    """The months in which a structure counted something, in order, by their first days."""
    counted = WeekNumber.objects.filter(structure=structure, n__gt=0).order_by()
    return sorted({_month(week) for week in counted.values_list("week", flat=True).distinct()})


def usual_step(period: Period) -> Step:
    """By week up to a quarter, by month beyond."""
    return Step.WEEK if len(period.months) <= 3 else Step.MONTH


def summed(structure: int, period: Period, step: Step) -> Summed | None:
    """What a structure counted in a period; None where it counted nothing."""
    after = (period.last + timedelta(days=31)).replace(day=1)
    held = WeekNumber.objects.filter(
        structure=structure,
        n__gt=0,
        week__gte=period.first - _TO_THURSDAY,
        week__lt=after - _TO_THURSDAY,
    ).order_by()
    rows = list(held.values_list("week", "kind", "code", "way", "n"))
    if not rows:
        return None
    labels = labels_of(structure)
    by_line: dict[tuple[str, str], Counter[str]] = {}
    by_time: dict[date, Counter[str]] = {_start(week, step): Counter() for week in _all_weeks(rows)}
    whole: Counter[str] = Counter()
    for week, kind, code, way, n in rows:
        by_line.setdefault((kind, code), Counter())[way] += n
        if kind in (Kind.THEME, Kind.OWN):
            by_time[_start(week, step)][way] += n
            whole[way] += n

    def of(*kinds: Kind) -> list[Line]:
        found = [
            Line(labels.get(key, key[1]), "", count) for key, count in by_line.items() if key[0] in kinds
        ]
        return sorted(found, key=lambda line: (-line.n, line.label))

    return Summed(
        Line("Total", "", whole),
        [Line(_said(start, step), _short(start, step), count) for start, count in sorted(by_time.items())],
        of(Kind.THEME, Kind.OWN),
        of(Kind.PUBLIC),
        of(Kind.LANGUAGE),
    )


def ways() -> list[tuple[str, str]]:
    """The ways and their words."""
    return [(str(way.value), str(way.label)) for way in Way]


def _all_weeks(rows: Iterable[tuple[date, str, str, str, int]]) -> list[date]:
    """Each week from the first that was counted to the last: one without a number is told as nought."""
    found = [row[0] for row in rows]
    first, last = min(found), max(found)
    return [first + timedelta(days=days) for days in range(0, (last - first).days + 1, 7)]


def _month(week: date) -> date:
    return (week + _TO_THURSDAY).replace(day=1)


def _start(week: date, step: Step) -> date:
    month = _month(week)
    if step is Step.WEEK:
        return week
    if step is Step.QUARTER:
        return month.replace(month=(month.month - 1) // 3 * 3 + 1)
    return month.replace(month=1) if step is Step.YEAR else month


def _said(start: date, step: Step) -> str:
    if step is Step.WEEK:
        return weeks.text(start)
    if step is Step.QUARTER:
        return f"{_ranked((start.month + 2) // 3)} trimestre {start.year}"
    return str(start.year) if step is Step.YEAR else month_text(start)


def _ranked(number: int) -> str:
    return "1er" if number == 1 else f"{number}e"


def _short(start: date, step: Step) -> str:
    if step is Step.WEEK:
        return in_words(start, "d/m")
    if step is Step.QUARTER:
        return f"T{(start.month + 2) // 3} {start:%y}"
    return str(start.year) if step is Step.YEAR else f"{start:%m/%y}"
