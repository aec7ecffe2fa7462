# SPDX-License-Identifier: AGPL-3.0-or-later
"""The months that a page tells: the last twelve, one year, one quarter, or one month."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common.dates import in_words
from evaluation.closing import months_before
from evaluation.models import UseCell

USUAL = "12"
_QUARTERS = ("1er trimestre", "2e trimestre", "3e trimestre", "4e trimestre")
_WRITTEN = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]|T[1-4]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """The months from `first` to `last`, by their first days; `code` says them in an address."""

    code: str
    first: date
    last: date

    @property
    def months(self) -> list[date]:
        """Its months, in order."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        return [months_before(self.last, back) for back in range(count, -1, -1)]

    @property
    def text(self) -> str:
        """« de décembre 2025 à novembre 2026 », « octobre 2026 », « 2026 »."""
        return months_text(self.first, self.last)


def month_text(month: date) -> str:
    """« octobre 2026 »."""
    return in_words(month, "YEAR_MONTH_FORMAT").lower()


def months_text(first: date, last: date) -> str:
    """« d’août 2026 à octobre 2026 », « octobre 2026 » where it is one month."""
    if first == last:
        return month_text(first)
    told = _("de %(first)s à %(last)s") % {"first": month_text(first), "last": month_text(last)}
    # Of French alone: no other language begins so.
    return re.sub(r"^de (?=[ao])", "d’", told)


def told_months() -> list[date]:
    """The months of which something is told, in order."""
    return list(UseCell.objects.order_by("month").values_list("month", flat=True).distinct())


def read(text: str, told: Sequence[date]) -> Period | None:
    """The period of an address, « 12 » where it says none; None where its months are not all told, or it is
    no period. `told` are the months that there are, at least one, in order."""
    last = told[-1]
    if text in ("", USUAL):
        return Period(USUAL, max(told[0], months_before(last, 11)), last)
    written = _WRITTEN.fullmatch(text)
    if not written:
        return None
    year = int(written[1])
    if written[2] and written[2][0] == "T":
        ends = 3 * int(written[2][1])
        inside = [month for month in told if month.year == year and ends - 3 < month.month <= ends]
        return Period(text, inside[0], inside[-1]) if inside else None
    if written[2]:
        month = date(year, int(written[2]), 1)
        return Period(text, month, month) if told[0] <= month <= last else None
    inside = [month for month in told if month.year == year]
    return Period(text, inside[0], inside[-1]) if inside else None


def offered(told: Sequence[date], *, with_quarters: bool = False) -> list[tuple[str, str]]:
    """The periods that there are: the last twelve months, the years, the quarters where asked, the months,
    the last first."""
    quarters = sorted({(month.year, (month.month + 2) // 3) for month in told}, reverse=True)
    years = sorted({month.year for month in told}, reverse=True)
    return [
        (USUAL, _("Les douze derniers mois")),
        *((str(year), str(year)) for year in years),
        *(
            (f"{year}-T{quarter}", f"{_QUARTERS[quarter - 1]} {year}")
            for year, quarter in quarters
            if with_quarters
        ),
        *((f"{month:%Y-%m}", month_text(month)) for month in reversed(told)),
    ]
