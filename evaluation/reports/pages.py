# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>/bilan/`, for those who answer for a structure, and `/professionnels/bilan/`, for
professionals: the report of a period, as a page and as a workbook (`publishing.reports` has the PDF)."""

from dataclasses import dataclass, replace
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
from mapping.presentation import short_name, structure_path

# Of the words that a structure adds to its report before it is printed.
MOST_WORDS = 600


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that an address asks for; None where its months are none that can be told, and `errors` say
    what was not understood, by field. `span` is what was read of its months."""

    report: Report | None
    errors: dict[str, str]
    span: spans.Asked
    name: str = ""
    query: str = ""


def of_structure_asked(request: HttpRequest, pk: str) -> Asked:
    """The report of a structure. Raises Http404 for who does not answer for it."""
    seen = answered_for(request, pk)
    span = spans.read(request.GET, timezone.localdate(), under_way=True)
    if span.period is None:
        return Asked(None, span.errors, span)
    report = of_structure.report(seen, span.period)
    return Asked(report, {}, span, f"bilan-{seen.pk}-{_named(report)}", urlencode(span.query))


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
    if span.period is None:
        return Asked(None, errors, span), of
    report = of_territory.report(of, span.period, exact=role_of(request.user) is Role.STAFF)
    report = replace(report, until=span.cut)
    query = ({} if code == of_territory.NETWORK else {"territoire": code}) | span.query
    return Asked(report, errors, span, f"bilan-{code}-{_named(report)}", urlencode(query)), of


def _named(report: Report) -> str:
    return f"{report.period.first:%Y-%m}-{report.period.last:%Y-%m}"


def _shared(request: HttpRequest, asked: Asked, *, under_way: bool) -> dict[str, Any]:
    typed = {name: request.GET.get(name, "") for name in ("du", "au")} if asked.span.is_free else {}
    chosen = asked.span.period.code if asked.span.period else request.GET.get("periode", "")
    return {
        "report": asked.report,
        "errors": asked.errors,
        "periods": spans.offered(timezone.localdate(), under_way=under_way),
        "period": spans.FREE if asked.span.is_free else chosen,
        "is_free": asked.span.is_free,
        "outcomes": [(each, OUTCOMES[each]) for each in ANSWERS],
        "territories": [],
        "grid_url": "",
        "free_line": None,
        "typed": typed,
        "typed_shown": "/".join(typed.values()),
    }


def _files(asked: Asked, pdf: str, workbook: str) -> list[tuple[str, str]]:
    if asked.report is None:
        return []
    query = f"?{asked.query}" if asked.query else ""
    return [("PDF", pdf + query), ("Excel", workbook + query)]


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def structure_report(request: HttpRequest, pk: str) -> HttpResponse:
    """The report of a structure."""
    asked = of_structure_asked(request, pk)
    seen = answered_for(request, pk)
    name = short_name(seen.nom, seen.is_example)
    files = _files(
        asked,
        reverse("structure-report-pdf", args=[seen.pk]),
        reverse("structure-report-file", args=[seen.pk]),
    )
    context = _shared(request, asked, under_way=True) | {
        "back_url": structure_path(seen.pk, seen.nom),
        "back": name,
        "heading": f"{of_structure.HEADING} : {name}",
        "free_line": MOST_WORDS,
        # The words go to the PDF, the first of the files.
        "words_url": files[0][1] if files else "",
        "files": files,
        "grid_url": reverse("grid", args=[seen.pk]),
    }
    return render(request, "evaluation/reports/report.html", context)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def territory_report(request: HttpRequest) -> HttpResponse:
    """The report of a territory."""
    asked, of = of_territory_asked(request)
    context = _shared(request, asked, under_way=False) | {
        "back_url": reverse("observatory"),
        "back": "L’observatoire",
        "heading": f"{of_territory.HEADING} : {of.name}",
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
    return workbook(of_structure_asked(request, pk))


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def territory_file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook; 404 for what is not understood."""
    return workbook(of_territory_asked(request)[0])


def understood(asked: Asked) -> Report:
    """The report. Raises Http404 for what is not understood: a file has no place to say so."""
    if asked.errors or asked.report is None:
        raise Http404(" ".join(asked.errors.values()))
    return asked.report


def workbook(asked: Asked) -> HttpResponse:
    """A sheet of the figures, then one a table. Raises Http404 for what is not understood."""
    report = understood(asked)
    first: list[list[Any]] = [
        [report.heading, report.title],
        *([["Adresse", report.about]] if report.about else []),
        ["Période", report.period.text],
        *([["Jusqu’à", report.until]] if report.until else []),
        ["Fait le", f"{report.day:%d/%m/%Y}"],
        *([["Exemple", report.example]] if report.example else []),
        [],
        *([one.name, one.value] for one in report.figures),
        [],
        *([note] for note in report.notes),
    ]
    sheets: dict[str, Lines] = {
        table.sheet: [list(table.header), *(list(row) for row in table.rows)] for table in report.tables
    }
    return table_file(first, asked.name, "xlsx", "Bilan", sheets)
