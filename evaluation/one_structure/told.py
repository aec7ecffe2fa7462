# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was done with one structure, and what is asked around it for its themes."""

from dataclasses import dataclass
from datetime import date

from accounts.roles import Role
from evaluation import periods, words
from evaluation.figures import DONE, Numbers, by, cells, numbers
from evaluation.periods import Period
from mapping.models import VisibleService, VisibleStructure
from mapping.vocabulary import THEME_BY_ID
from places import neighbours
from places.models import Commune


@dataclass(frozen=True, slots=True)
class Around:
    """The questions for one of its themes in its EPCI."""

    theme: str
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Told:
    """A structure's period: what was done with it in all and by month, and around it by theme, the most asked
    first. `epci` is the name of its intercommunalité, empty where it has none."""

    period: Period
    whole: Numbers
    months: list[tuple[date, Numbers]]
    epci: str
    around: list[Around]


def tell(seen: VisibleStructure, period: Period) -> Told:
    """What is told of a structure in a period, as everyone sees where it is and what it offers."""
    of = cells(period, structure=seen.pk)
    by_month = by(of, "month")
    code = _epci_of(seen)
    return Told(
        period,
        numbers(of),
        [(month, by_month.get(month, Numbers())) for month in period.months],
        neighbours.names_of_epci([code]).get(code, "") if code else "",
        _around(seen, period, code) if code else [],
    )


def _epci_of(seen: VisibleStructure) -> str:
    public = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk=seen.pk)
    commune = public.values_list("commune_id", flat=True).first()
    return Commune.objects.filter(code=commune or "").values_list("epci_code", flat=True).first() or ""


def _around(seen: VisibleStructure, period: Period, epci: str) -> list[Around]:
    services = VisibleService.objects.seen_by(Role.VISITOR).filter(structure_id=seen.pk)
    own = {THEME_BY_ID[one].code for service in services for one in service.themes}
    asked = {str(code): each for code, each in by(cells(period, epci=epci), "theme").items() if each.asked}
    found = [Around(words.theme_text(code), asked.get(code, Numbers())) for code in sorted(own)]
    return sorted(found, key=lambda one: -one.numbers.asked)


def lines(told: Told) -> list[list]:
    """The same as a table: a line a month, a column for each thing done; empty where it is unknown."""
    header = ["mois", *(str(outcome) for outcome in DONE)]
    return [
        header,
        *([f"{month:%Y-%m}", *(each.of(outcome) for outcome in DONE)] for month, each in told.months),
    ]


def months_text(told: Told) -> list[tuple[str, Numbers]]:
    """Its months in words, with their numbers."""
    return [(periods.month_text(month), each) for month, each in told.months]
