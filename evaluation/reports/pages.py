# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>/bilan/`, for those who answer for a structure, and `/professionnels/bilan/`, for
professionals: the report of a period, as a page and as a workbook (`publishing.reports` has the PDF)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least
from accounts.roles import Role, role_of
from data.exports.table import Lines, table_file
from evaluation.answering import answered_for
from evaluation.figures import ANSWERS
from evaluation.reports import of_structure, of_territory, spans
from evaluation.reports.content import Report
from evaluation.words import OUTCOMES
from mapping.presentation import structure_path


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that an address asks for, what was not understood by field, and what names its files."""

    report: Report
    errors: dict[str, str]
    name: str
    query: str


def of_structure_asked(request: HttpRequest, pk: str) -> Asked:
    """The report of a structure. Raises Http404 for who does not answer for it."""
    seen = answered_for(request, pk)
    span = spans.read(request.GET, timezone.localdate())
    report = of_structure.report(seen, span.period)
    return Asked(report, span.errors, f"bilan-{seen.pk}-{_named(report)}", urlencode(span.query))


def of_territory_asked(request: HttpRequest) -> tuple[Asked, of_territory.Territory]:
    """The report of a territory, and which: that of the network where the address names none."""
    span = spans.read(request.GET, timezone.localdate())
    code = request.GET.get("territoire", "") or of_territory.NETWORK
    offered = {one.code: one for one in of_territory.offered()}
    errors = dict(span.errors)
    if code not in offered:
        errors["territoire"] = "Ce n’est pas un territoire d’ici : choisissez-le dans la liste."
        code = of_territory.NETWORK
    of = offered[code]
    report = of_territory.report(of, span.period, exact=role_of(request.user) is Role.STAFF)
    query = ({} if code == of_territory.NETWORK else {"territoire": code}) | span.query
    return Asked(report, errors, f"bilan-{code}-{_named(report)}", urlencode(query)), of


def _named(report: Report) -> str:
    return f"{report.period.first:%Y-%m}-{report.period.last:%Y-%m}"


def _shared(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    return {
        "report": asked.report,
        "errors": asked.errors,
        "periods": spans.offered(timezone.localdate()),
        "is_free": asked.report.period.code == spans.FREE or request.GET.get("periode") == spans.FREE,
        "outcomes": [(each, OUTCOMES[each]) for each in ANSWERS],
        "territories": [],
        "grid_url": "",
        "typed": {name: request.GET.get(name, "") for name in ("du", "au")},
    }


def _files(asked: Asked, pdf: str, workbook: str) -> list[tuple[str, str]]:
    query = f"?{asked.query}" if asked.query else ""
    return [("PDF", pdf + query), ("Excel", workbook + query)]


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def structure_report(request: HttpRequest, pk: str) -> HttpResponse:
    """The report of a structure."""
    asked = of_structure_asked(request, pk)
    seen = answered_for(request, pk)
    context = _shared(request, asked) | {
        "back_url": structure_path(seen.pk, seen.nom),
        "back": asked.report.title,
        "heading": f"Bilan d’activité : {asked.report.title}",
        "files": _files(
            asked,
            reverse("structure-report-pdf", args=[seen.pk]),
            reverse("structure-report-file", args=[seen.pk]),
        ),
        "grid_url": reverse("grid", args=[seen.pk]),
    }
    return render(request, "evaluation/reports/report.html", context)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def territory_report(request: HttpRequest) -> HttpResponse:
    """The report of a territory."""
    asked, of = of_territory_asked(request)
    context = _shared(request, asked) | {
        "back_url": reverse("observatory"),
        "back": "L’observatoire",
        "heading": f"Bilan : {of.name}",
        "territories": of_territory.offered(),
        "chosen": of.code,
        "files": _files(asked, reverse("territory-report-pdf"), reverse("territory-report-file")),
    }
    return render(request, "evaluation/reports/report.html", context)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def structure_file(request: HttpRequest, pk: str) -> HttpResponse:
    """The same as a workbook; 404 for a period that is none: a file has no place to say so."""
    return workbook(understood(of_structure_asked(request, pk)))


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def territory_file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook; 404 for what is not understood."""
    return workbook(understood(of_territory_asked(request)[0]))


def understood(asked: Asked) -> Asked:
    """The same. Raises Http404 for what is not understood: a file has no place to say so."""
    if asked.errors:
        raise Http404(" ".join(asked.errors.values()))
    return asked


def workbook(asked: Asked) -> HttpResponse:
    """A sheet of the figures, then one a table."""
    report = asked.report
    first: list[list[Any]] = [
        ["Bilan", report.title],
        ["Période", report.period.text],
        ["Fait le", f"{report.day:%d/%m/%Y}"],
        *([["Exemple", "Une partie de ces nombres est inventée."]] if report.is_example else []),
        [],
        *([one.name, one.value] for one in report.figures),
        [],
        *([note] for note in report.notes),
    ]
    sheets: dict[str, Lines] = {
        table.sheet: [list(table.header), *(list(row) for row in table.rows)] for table in report.tables
    }
    return table_file(first, asked.name, "xlsx", "Bilan", sheets)
