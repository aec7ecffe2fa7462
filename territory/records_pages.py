# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/territoire/fiches/`: the records behind a figure, as a list and as a file, and their quality by theme."""

from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import at_least
from accounts.roles import Role
from common.costly import FILE, costly
from common.problems import problem
from mapping import presentation
from mapping.vocabulary import THEMES
from territory import assumptions, bar, records, report, view, words
from territory.address import STATE, tidied, understood
from territory.records import OLD, RECENT, UNDATED, Record
from territory.report import Report

# Which records the list of records shows.
AGES = [
    ("a-verifier", _("à vérifier"), (OLD, UNDATED)),
    ("anciennes", _("anciennes"), (OLD,)),
    ("sans-date", _("sans date"), (UNDATED,)),
    ("a-jour", _("à jour"), (RECENT,)),
]


@require_safe
@at_least(Role.STAFF)
@tidied
def records_of(request: HttpRequest) -> HttpResponse:
    """The records behind a figure, the oldest first; those to look at again unless `etat` asks for others."""
    reading = view.read(request.GET, frozenset({STATE}))
    states = {code: ages for code, _label, ages in AGES}
    state = request.GET.get(STATE, AGES[0][0])
    if state not in states:
        reading.errors[STATE] = [_("ce n’est pas un des choix proposés.")]
        reading.given[STATE] = presentation.quoted(state)
        state = AGES[0][0]
    found = report.make(reading.view)
    base = reading.view.link()
    context = bar.context(reading) | {
        "report": found,
        "records_listed": found.records.of_age(*states[state]),
        "states": [
            (label, len(found.records.of_age(*ages)), f"{base}&{STATE}={code}", code == state)
            for code, label, ages in AGES
        ],
        "file_link": f"{reverse('territory-records-file')}{base}&{STATE}={state}",
        "quality_link": reverse("territory-quality") + base,
        "territory_link": reverse("territory") + base,
    }
    return render(request, "territory/records.html", context)


@require_safe
@at_least(Role.STAFF)
@understood(frozenset({STATE}))
@costly(FILE)
def records_file(request: HttpRequest) -> HttpResponse:
    """The same list as a table (CSV), with the contact that everyone sees."""
    from territory.takeaway import tables

    states = {code: ages for code, _label, ages in AGES}
    state = request.GET.get(STATE, AGES[0][0])
    if state not in states:
        why = _("ce n’est pas un des choix proposés.")
        wrong = [f"{presentation.quoted(state)} : {why}"]
        return problem(400, _("Paramètre refusé"), _("Le fichier n'a pas été fait."), {STATE: wrong})
    found = report.make(view.read(request.GET, frozenset({STATE})).view)
    listed = found.records.of_age(*states[state])
    name = assumptions.file_name(found, "csv", f"fiches {state}")
    return HttpResponse(
        tables.csv_of(_titles(), _lines(request, listed)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _titles() -> list[str]:
    return [
        _("structure"),
        _("commune"),
        _("dernière revue"),
        _("état"),
        _("source"),
        _("téléphone"),
        _("courriel"),
        _("site web"),
        _("adresse de la fiche"),
        _("inventée (démonstration)"),
    ]


def _lines(request: HttpRequest, listed: list[Record]) -> Iterator[list]:
    labels = {RECENT: _("à jour"), OLD: _("ancienne"), UNDATED: _("sans date")}
    for each in listed:
        structure = each.structure
        yield [
            structure.nom,
            structure.commune_nom,
            each.looked_at or "",
            labels[each.age],
            words.source_name(structure.source),
            structure.telephone,
            structure.courriel,
            structure.site_web,
            request.build_absolute_uri(each.link),
            _("oui") if structure.is_example else _("non"),
        ]


@require_safe
@at_least(Role.STAFF)
@tidied
def quality(request: HttpRequest) -> HttpResponse:
    """How old the records of each theme are, in one table."""
    reading = view.read(request.GET)
    found = report.make(reading.view)
    base = reading.view.link()
    context = bar.context(reading) | {
        "report": found,
        "qualities": [*_by_theme(found)],
        "territory_link": reverse("territory") + base,
    }
    return render(request, "territory/quality.html", context)


def _by_theme(found: Report) -> Iterator[tuple]:
    """(theme, its records, the link to those to look at again), whatever theme is asked about."""
    for theme in THEMES:
        criteria = replace(found.view.criteria, themes=(theme.code,), thematiques=())
        asked = replace(found.view, criteria=criteria)
        link = reverse("territory-records") + asked.link()
        yield theme, records.of(asked.question(), found.assessment.people), link
