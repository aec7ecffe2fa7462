# SPDX-License-Identifier: AGPL-3.0-or-later
"""The months of a report: the last twelve, a year, a quarter (« 2026-T3 »), a month, or from one to another.

As far back as numbers are kept. A report of a territory tells months that are over; that of a structure tells
the month under way too, since what a structure counts is its own. What is asked otherwise is said by its
field, and no other months are told in its place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from common.dates import in_words
from evaluation.closing import KEPT_MONTHS, months_before
from evaluation.periods import USUAL, Period, month_text

FREE = "libre"
# The dates that the page showed: typed ones choose, those that were only left there do not.
SHOWN = "montre"
_ENDS = ("du", "au")
_QUARTER = re.compile(r"(20\d\d)-T([1-4])", re.ASCII)
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_YEAR = re.compile(r"20\d\d", re.ASCII)
_ORDINALS = ("1er", "2e", "3e", "4e")


@dataclass(frozen=True, slots=True)
class Asked:
    """The period of an address; None where it is none that can be told, and `errors` say why, by field.
    `newest` is the last month that may be told."""

    period: Period | None
    errors: dict[str, str]
    newest: date
    is_free: bool = False
    # Up to which month the period was asked, where that is later than what is told.
    until: date | None = None

    @property
    def query(self) -> dict[str, str]:
        """The parameters that ask for it."""
        if self.period is None:
            return {}
        if self.period.code == FREE:
            return {"periode": FREE, "du": f"{self.period.first:%Y-%m}", "au": f"{self.period.last:%Y-%m}"}
        return {} if self.period.code == USUAL else {"periode": self.period.code}

    @property
    def cut(self) -> str:
        """Why a period that goes on later stops where it does; empty where it does not."""
        if self.period is None or self.until is None:
            return ""
        return f"Jusqu’à {month_text(self.newest)} : {comes(months_before(self.newest, -1))}."


def comes(month: date) -> str:
    """« novembre 2026 paraîtra le 1er décembre 2026 »."""
    return f"{month_text(month)} paraîtra le {in_words(months_before(month, -1))}"


def _within(today: date, under_way: bool) -> tuple[date, date]:
    """The oldest and the newest month that a report may tell."""
    return months_before(today, KEPT_MONTHS), months_before(today, 0 if under_way else 1)


def read(query: QueryDict, today: date, *, under_way: bool = False) -> Asked:
    """The period that an address asks for; never raises. Months that are typed choose, whatever the list
    beside them says. `under_way` is whether the month that is not over may be told."""
    oldest, newest = _within(today, under_way)
    code = query.get("periode", "") or USUAL
    typed = [query.get(name, "").strip() for name in _ENDS]
    if code == FREE or (any(typed) and "/".join(typed) != query.get(SHOWN)):
        return _free(typed, oldest, newest)
    if code == USUAL:
        return Asked(Period(USUAL, months_before(newest, 11), newest), {}, newest)
    first, last = _named(code)
    if first is None or last is None:
        return _refused("periode", f"« {code} » n’est pas une période : choisissez-la dans la liste.", newest)
    if last < oldest or first > newest:
        return _refused("periode", _beyond(first if first > newest else last, oldest, newest), newest)
    until = last if last > newest else None
    return Asked(Period(code, max(first, oldest), min(last, newest)), {}, newest, until=until)


def _refused(field: str, said: str, newest: date) -> Asked:
    return Asked(None, {field: said}, newest)


def _beyond(month: date, oldest: date, newest: date) -> str:
    """Why a month is not told, and which ones are."""
    from_to = (
        f"choisissez entre {month_text(oldest)} ({oldest:%Y-%m}) et {month_text(newest)} ({newest:%Y-%m})."
    )
    if month < oldest:
        return f"Les nombres de {month_text(month)} ne sont plus gardés : {from_to}"
    if month == months_before(newest, -1):
        return f"{comes(month).capitalize()} : d’ici là, {from_to}"
    return f"{month_text(month).capitalize()} n’est pas terminé : {from_to}"


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


def _free(typed: Sequence[str], oldest: date, newest: date) -> Asked:
    errors = {}
    ends = dict(zip(_ENDS, map(_month, typed), strict=True))
    for name, month in ends.items():
        field = "Du mois" if name == "du" else "Au mois"
        if month is None:
            errors[name] = f"{field} : écrivez une année et un mois, comme {newest:%Y-%m}."
        elif not oldest <= month <= newest:
            errors[name] = f"{field} : {_beyond(month, oldest, newest)}"
    first, last = ends["du"], ends["au"]
    if not errors and first and last and last < first:
        errors["au"] = (
            f"Au mois : {month_text(last)} vient avant {month_text(first)}. "
            f"Écrivez {first:%Y-%m} ou un mois d’après."
        )
    if errors or first is None or last is None:
        return Asked(None, errors, newest, is_free=True)
    return Asked(Period(FREE, first, last), {}, newest, is_free=True)


def offered(today: date, *, under_way: bool = False) -> list[tuple[str, str]]:
    """The periods that a page offers: the last twelve months, years, quarters, months, the last first."""
    oldest, newest = _within(today, under_way)
    months = [months_before(newest, back) for back in range(12)]
    quarters = list(dict.fromkeys((month.year, (month.month + 2) // 3) for month in months))
    return [
        (USUAL, "Les douze derniers mois"),
        *((str(year), f"Année {year}") for year in range(newest.year, oldest.year - 1, -1)),
        *((f"{year}-T{n}", f"{_ORDINALS[n - 1]} trimestre {year}") for year, n in quarters),
        *((f"{month:%Y-%m}", month_text(month).capitalize()) for month in months),
        (FREE, "D’un mois à un autre"),
    ]
