# SPDX-License-Identifier: AGPL-3.0-or-later
"""The months of a report: the last twelve, a year, a quarter (« 2026-T3 »), a month, or from one to another.

Only months that are over, as far back as numbers are kept.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from evaluation.closing import KEPT_MONTHS, months_before
from evaluation.periods import USUAL, Period, month_text

FREE = "libre"
_QUARTER = re.compile(r"(20\d\d)-T([1-4])", re.ASCII)
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_YEAR = re.compile(r"20\d\d", re.ASCII)
_ORDINALS = ("1er", "2e", "3e", "4e")


@dataclass(frozen=True, slots=True)
class Asked:
    """The period of an address, and by field what was not understood: the usual one is then told."""

    period: Period
    errors: dict[str, str]

    @property
    def query(self) -> dict[str, str]:
        """The parameters that ask for it."""
        if self.period.code == FREE:
            return {"periode": FREE, "du": f"{self.period.first:%Y-%m}", "au": f"{self.period.last:%Y-%m}"}
        return {} if self.period.code == USUAL else {"periode": self.period.code}


def _within(today: date) -> tuple[date, date]:
    """The oldest and the newest month that a report may tell."""
    return months_before(today, KEPT_MONTHS), months_before(today, 1)


def read(query: QueryDict, today: date) -> Asked:
    """The period that an address asks for; never raises."""
    oldest, newest = _within(today)
    usual = Period(USUAL, months_before(newest, 11), newest)
    code = query.get("periode", "") or USUAL
    if code == USUAL:
        return Asked(usual, {})
    if code == FREE:
        return _free(query, usual, oldest, newest)
    first, last = _named(code)
    if first is None or last is None or last < oldest or first > newest:
        said = "Ce n’est pas une période que l’on puisse dire : un mois terminé, un trimestre ou une année."
        return Asked(usual, {"periode": said})
    return Asked(Period(code, max(first, oldest), min(last, newest)), {})


def _named(code: str) -> tuple[date | None, date | None]:
    if quarter := _QUARTER.fullmatch(code):
        first = date(int(quarter[1]), 3 * int(quarter[2]) - 2, 1)
        return first, months_before(first, -2)
    if _YEAR.fullmatch(code):
        return date(int(code), 1, 1), date(int(code), 12, 1)
    month = _month(code)
    return month, month


def _month(text: str) -> date | None:
    written = _MONTH.fullmatch(text)
    return date(int(written[1]), int(written[2]), 1) if written else None


def _free(query: QueryDict, usual: Period, oldest: date, newest: date) -> Asked:
    errors = {}
    ends = {name: _month(query.get(name, "").strip()) for name in ("du", "au")}
    for name, month in ends.items():
        if month is None:
            errors[name] = f"Écrivez un mois, comme {newest:%Y-%m}."
        elif not oldest <= month <= newest:
            errors[name] = f"Écrivez un mois de {oldest:%Y-%m} à {newest:%Y-%m}."
    first, last = ends["du"], ends["au"]
    if not errors and first and last and last < first:
        errors["au"] = "Le dernier mois vient avant le premier."
    if errors or first is None or last is None:
        return Asked(usual, errors)
    return Asked(Period(FREE, first, last), {})


def offered(today: date) -> list[tuple[str, str]]:
    """The periods that a page offers: the last twelve months, years, quarters, months, the last first."""
    oldest, newest = _within(today)
    months = [months_before(newest, back) for back in range(12)]
    quarters = list(dict.fromkeys((month.year, (month.month + 2) // 3) for month in months))
    return [
        (USUAL, "Les douze derniers mois"),
        *((str(year), f"Année {year}") for year in range(newest.year, oldest.year - 1, -1)),
        *((f"{year}-T{n}", f"{_ORDINALS[n - 1]} trimestre {year}") for year, n in quarters),
        *((f"{month:%Y-%m}", month_text(month).capitalize()) for month in months),
        (FREE, "D’un mois à un autre"),
    ]
