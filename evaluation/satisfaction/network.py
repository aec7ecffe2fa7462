# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/satisfaction/`: what visitors of all structures said, and the part of each; for staff."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least
from accounts.readers import reader_of
from accounts.roles import Role, role_of
from data.exports.table import table_file
from evaluation.satisfaction import spans, tables
from evaluation.satisfaction.asked import QUESTIONS
from evaluation.satisfaction.events import rated
from evaluation.satisfaction.models import ToldAnswers
from evaluation.satisfaction.told import Share, Told, tell
from evaluation.small_cells import LEAST
from mapping.models import VisibleStructure


@require_safe
@never_cache
@at_least(Role.STAFF)
def network(request: HttpRequest) -> HttpResponse:
    """All structures that asked their visitors, those with the most answers first."""
    rows = _rows(request)
    period = request.GET.get("periode", "")
    chosen = spans.chosen(rows, period)
    told = tell(chosen)
    context = {
        "least": LEAST,
        "told": told,
        "questions": QUESTIONS,
        "periods": spans.offered(rows) if rows else [],
        "period": period,
        "lines": [
            (name, reverse("satisfaction", args=[pk]), of, part)
            for pk, name, of, part in _lines(request, chosen, told)
        ],
        "events": rated(reader_of(request.user)),
    }
    return render(request, "evaluation/satisfaction_network.html", context)


@require_safe
@never_cache
@at_least(Role.STAFF)
def file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same as a table, of the period of the address. 404 before there is anything."""
    chosen = spans.chosen(_rows(request), request.GET.get("periode", ""))
    told = tell(chosen)
    if told is None:
        raise Http404("Rien ne peut encore être dit.")
    lines = tables.by_structure((name, of, part) for _pk, name, of, part in _lines(request, chosen, told))
    beside = {"Événements": tables.of_events(rated(reader_of(request.user)))}
    return table_file(lines, "satisfaction", ending, "Structures", beside)


def _names(request: HttpRequest) -> dict[int, str]:
    held = ToldAnswers.objects.values("structure")
    seen = VisibleStructure.objects.seen_by(role_of(request.user)).filter(pk__in=held)
    return {one.pk: one.nom for one in seen}


def _rows(request: HttpRequest) -> list[ToldAnswers]:
    return list(ToldAnswers.objects.filter(structure__in=list(_names(request))))


def _lines(
    request: HttpRequest, rows: list[ToldAnswers], whole: Told | None
) -> list[tuple[int, str, Told, Share]]:
    names, found = _names(request), []
    by_structure: dict[int, list[ToldAnswers]] = {}
    for row in rows:
        by_structure.setdefault(row.structure_id, []).append(row)
    for pk, own in by_structure.items():
        of = tell(own)
        if of and whole:
            found.append((pk, names[pk], of, Share(names[pk], of.n, of.n, whole.n)))
    return sorted(found, key=lambda line: (-line[2].n, line[1]))
