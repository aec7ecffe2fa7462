# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>/demandes/`: what is asked of a structure, by its own grid and by the site, for those who
answer for it; a page that prints, for whoever funds it."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least
from accounts.roles import Role
from data.exports.table import table_file
from evaluation import periods, plots, words
from evaluation.answering import answered_for
from evaluation.figures import DONE, are_examples
from evaluation.grid import summing
from evaluation.one_structure import told
from evaluation.periods import Period
from evaluation.small_cells import LEAST
from mapping.models import VisibleStructure
from mapping.presentation import short_name, structure_path

# The textures of the ways, which read in black and white.
_TEXTURES = {"accueil": "pres", "telephone": "loin", "distance": "trouve"}


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def asked_of(request: HttpRequest, pk: str) -> HttpResponse:
    """What its own grid counted, running weeks too, and the calls, ways, prints and messages of each month
    that is over; 404 for who does not answer for the structure."""
    seen = answered_for(request, pk)
    told_months, own_months = periods.told_months(), summing.months_of(seen.pk)
    context: dict[str, Any] = {
        "name": short_name(seen.nom, seen.is_example),
        "page_url": structure_path(seen.pk, seen.nom),
        "structure_id": seen.pk,
        "observatory_url": reverse("observatory"),
        "report_url": reverse("structure-report", args=[seen.pk]),
        "least": LEAST,
        "done": [(each, words.OUTCOMES[each]) for each in DONE],
        "today": timezone.localdate(),
        "period": None,
        "own": None,
        "own_files": [],
        "files": [],
        "first_told": told_months[:1],
        "told": None,
        "error": "",
    }
    months = sorted({*told_months, *own_months})
    if months:
        period = periods.read(request.GET.get("periode", ""), months)
        if period is None:
            context["error"] = _("Ce n’est pas une période dont il y a des chiffres.")
            period = periods.read("", months)
        assert period is not None
        context |= {
            "period": period,
            "periods": periods.offered(months, with_quarters=True),
        }
        context |= _own(request, seen.pk, period) | _of_the_site(seen, period, told_months)
        context["example"] = _example(seen, context["own"] is not None, context["told"] is not None)
    return render(request, "evaluation/structure.html", context)


def _example(seen: VisibleStructure, counted: bool, told_of_the_site: bool) -> str:
    """What of the page is invented, where something is."""
    if seen.is_example and counted:
        return "Exemple : ces nombres sont inventés pour montrer la page."
    if told_of_the_site and are_examples():
        return (
            "Exemple : ce que compte le site est inventé pour montrer la page ; vos demandes ne le sont pas."
        )
    return ""


def _own(request: HttpRequest, structure: int, period: Period) -> dict[str, Any]:
    """What the structure's own grid counted in a period."""
    given = request.GET.get("par", "")
    step = summing.Step(given) if given in summing.Step.values else summing.usual_step(period)
    own = summing.summed(structure, period, step)
    if own is None:
        return {"own": None, "step": step, "steps": summing.Step.choices}

    def parts(line: summing.Line) -> list[tuple[str, int]]:
        return [(_TEXTURES[way], line.of(way)) for way, _label in summing.ways()]

    most = max((line.n for line in own.demands), default=0)
    most_people = max((line.n for line in (*own.publics, *own.languages)), default=0)
    return {
        "own": own,
        "step": step,
        "steps": summing.Step.choices,
        "ways": summing.ways(),
        "columns": plots.stacked([(line.short, parts(line)) for line in own.times]),
        "key_of_ways": [(_TEXTURES[way], label) for way, label in summing.ways()],
        "times": [(line, ()) for line in own.times],
        "bars": [(line, plots.laid(parts(line), most)) for line in own.demands],
        "people": [
            (title, key, [(line, plots.laid([("pres", line.n)], most_people)) for line in of])
            for title, key, of in (
                ("Qui a demandé", "publics", own.publics),
                ("Dans quelle langue", "langues", own.languages),
            )
            if of
        ],
        "own_files": [
            (label, reverse("grid-file", args=[structure, ending]))
            for ending, label in (("xlsx", "Grille : Excel"), ("csv", "Grille : CSV"))
        ],
    }


def _of_the_site(seen: VisibleStructure, period: Period, months: list[date]) -> dict[str, Any]:
    """What the site counted in the months of a period that are over."""
    inside = _inside(period, months)
    if inside is None:
        return {"told": None}
    of = told.tell(seen, inside)
    return {
        "told": of,
        "months": told.months_text(of),
        "files": [
            (
                label,
                f"{reverse('structure-asked-file', args=[seen.pk, ending])}?periode={period.code}",
            )
            for ending, label in (("xlsx", "Site : Excel"), ("csv", "Site : CSV"))
        ],
    }


def _inside(period: Period, months: list[date]) -> Period | None:
    """The part of a period of which the site tells something."""
    found = [month for month in period.months if months and months[0] <= month <= months[-1]]
    return Period(period.code, found[0], found[-1]) if found else None


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def file(request: HttpRequest, pk: str, ending: str) -> HttpResponse:
    """The same table as a file; 404 where no month is told, and for a period that is none."""
    seen = answered_for(request, pk)
    told_months = periods.told_months()
    months = sorted({*told_months, *summing.months_of(seen.pk)})
    asked = periods.read(request.GET.get("periode", ""), months) if months else None
    period = _inside(asked, told_months) if asked else None
    if period is None:
        raise Http404(_("Ce n’est pas une période dont il y a des chiffres."))
    lines = told.lines(told.tell(seen, period))
    return table_file(lines, f"demandes-{seen.pk}-{period.code}", ending, "Demandes")
