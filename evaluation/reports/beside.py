# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables that other parts add to reports, as satisfaction does: of a structure, or of a territory."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evaluation.periods import Period
from evaluation.reports.content import Table


@dataclass(frozen=True, slots=True)
class About:
    """What a report is of: a structure by its number, else an EPCI or a département by its code, else the
    whole site. `exact` is whether its reader may read small numbers: those who answer for the structure, and
    staff."""

    structure: int = 0
    epci: str = ""
    departement: str = ""
    exact: bool = False


Teller = Callable[[About, Period], Iterable[Table]]
_tellers: list[Teller] = []


def also(teller: Teller) -> None:
    """Declare who adds tables; meant for the `ready` of an app."""
    if teller not in _tellers:
        _tellers.append(teller)


def tables(about: About, period: Period) -> list[Table]:
    """The tables that others add."""
    return [table for teller in _tellers for table in teller(about, period)]
