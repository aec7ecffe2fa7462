# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>/demandes/`: what is asked of a structure by the site, for those who answer for it; a
page that prints, for whoever funds it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least
from accounts.roles import Role
from data.exports.table import table_file
from evaluation import periods, words
from evaluation.answering import answered_for
from evaluation.figures import DONE, are_examples
from evaluation.one_structure import told
from evaluation.small_cells import LEAST
from mapping.presentation import short_name, structure_path


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def asked_of(request: HttpRequest, pk: str) -> HttpResponse:
    """The calls, ways, prints and messages of each month; 404 for who does not answer for the structure."""
    seen = answered_for(request, pk)
    months = periods.told_months()
    context = {
        "name": short_name(seen.nom, seen.is_example),
        "page_url": structure_path(seen.pk, seen.nom),
        "observatory_url": reverse("observatory"),
        "report_url": reverse("structure-report", args=[seen.pk]),
        "least": LEAST,
        "done": [(each, words.OUTCOMES[each]) for each in DONE],
        "told": None,
        "error": "",
    }
    if months:
        period = periods.read(request.GET.get("periode", ""), months)
        if period is None:
            context["error"] = _("Ce n’est pas une période dont il y a des chiffres.")
            period = periods.read("", months)
        assert period is not None
        of = told.tell(seen, period)
        context |= {
            "told": of,
            "are_examples": are_examples(),
            "months": told.months_text(of),
            "periods": periods.offered(months),
            "files": [
                (
                    label,
                    f"{reverse('structure-asked-file', args=[seen.pk, ending])}?periode={period.code}",
                )
                for ending, label in (("xlsx", "Excel"), ("csv", "CSV"))
            ],
        }
    return render(request, "evaluation/structure.html", context)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def file(request: HttpRequest, pk: str, ending: str) -> HttpResponse:
    """The same table as a file; 404 where no month is told, and for a period that is none."""
    seen = answered_for(request, pk)
    months = periods.told_months()
    period = periods.read(request.GET.get("periode", ""), months) if months else None
    if period is None:
        raise Http404(_("Ce n’est pas une période dont il y a des chiffres."))
    lines = told.lines(told.tell(seen, period))
    return table_file(lines, f"demandes-{seen.pk}-{period.code}", ending, "Demandes")
