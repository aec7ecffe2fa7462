# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/territoire/france/`: the départements side by side, from the last national batch."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from mapping import presentation, vocabulary
from mapping.vocabulary import THEME_BY_CODE
from search.question import Criteria
from territory import bar, country, tasks, view
from territory.address import tidied
from territory.country import DepartementRow
from territory.scope import Scope

_LAST = float("-inf")
# By name in the address: the title of the column, and what sorts it, greatest first but for code and name.
SORTS: dict[str, tuple[str | Promise, Callable[[DepartementRow], Any]]] = {
    "code": (gettext_lazy("Code"), lambda row: row.code),
    "nom": (gettext_lazy("Département"), lambda row: row.name),
    "habitants": (gettext_lazy("Habitants"), lambda row: -_or_last(row.totals.people_known)),
    "trop-loin": (gettext_lazy("Trop loin"), lambda row: -_or_last(row.totals.beyond_known)),
    "part": (gettext_lazy("Part"), lambda row: -_or_last(row.totals.share_beyond)),
    "communes": (gettext_lazy("Communes trop loin"), lambda row: -row.totals.communes_beyond),
    "distance": (gettext_lazy("Distance moyenne"), lambda row: -_or_last(row.totals.mean_m)),
    "fiches": (gettext_lazy("Lieux d’accueil recensés"), lambda row: -row.known.besides),
}
_USUAL_SORT = "trop-loin"


@require_http_methods(["GET", "HEAD", "POST"])
@at_least(Role.STAFF)
@tidied
def france(request: HttpRequest) -> HttpResponse:
    """Each département for a theme and a threshold, sortable, with a link to its page; POST asks for a new
    batch."""
    if request.method == "POST":
        if tasks.ask():
            messages.success(request, _("Le calcul est demandé : il prend quelques minutes."))
        else:
            messages.info(request, _("Le calcul est déjà demandé."))
        return redirect(request.get_full_path())
    query = request.GET.copy()
    sort = query.pop("tri", [_USUAL_SORT])[-1]
    reading = view.read(query)
    if sort not in SORTS:
        wrong = _("%(value)s : ce n’est pas un des choix proposés.") % {"value": presentation.quoted(sort)}
        reading.errors["tri"] = [wrong]
        sort = _USUAL_SORT
    theme = (reading.view.criteria.themes or (vocabulary.THEMES[0].code,))[0]
    asked = replace(reading.view, criteria=Criteria(themes=(theme,)))
    found = country.by_departement(theme, asked.threshold_km * 1000)
    rows = sorted(found.rows, key=SORTS[sort][1])
    context = bar.context(replace(reading, view=asked)) | {
        "country": found,
        "invented_examples": sum(row.known.examples for row in found.rows),
        "rows": [(row, _departement_link(asked, row.code)) for row in rows],
        "columns": [
            (label, _link(theme, asked.threshold_km, name), name == sort)
            for name, (label, _key) in SORTS.items()
        ],
        "theme": THEME_BY_CODE[theme],
        "sort": sort,
        "job": tasks.state(),
        "territory_link": reverse("territory") + asked.link(),
    }
    return render(request, "territory/country.html", context)


def _or_last(value: float | None) -> float:
    return _LAST if value is None else value


def _link(theme: str, threshold_km: float, sort: str) -> str:
    return "?" + urlencode({"theme": theme, "seuil_km": f"{threshold_km:g}", "tri": sort})


def _departement_link(asked: view.View, code: str) -> str:
    return reverse("territory") + replace(asked, scope=Scope("departement", code), sort="population").link()
