# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/observatoire/fichier.xlsx` and `.csv`: the numbers of the page to take away, as fine as everyone may
read them."""

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.counting import Outcome
from data.exports.table import table_file
from evaluation import periods, words
from evaluation.figures import are_examples, cells
from evaluation.observatory.asked import Asked, names_of_epci, read
from evaluation.small_cells import LEAST

ENDINGS = ("xlsx", "csv")


@require_safe
def take_away(request: HttpRequest, ending: str) -> HttpResponse:
    """The file of what an address asks; 404 for another ending, where nothing is told yet, and for what is
    not understood: a file has no place to say so."""
    told = periods.told_months()
    if ending not in ENDINGS or not told:
        raise Http404(_("Il n’y a pas de tel fichier."))
    names = names_of_epci()
    asked = read(request.GET, told, names)
    if asked.errors:
        raise Http404(" ".join(asked.errors.values()))
    lines, about = _lines(asked, names), {_("Lisez-moi"): _about(asked, names)}
    return table_file(lines, f"observatoire-{asked.period.code}", ending, _("Nombres"), about)


def _lines(asked: Asked, names: dict[str, str]) -> list[list]:
    header = ["mois", "epci", "nom_epci", "departement", "theme", "nom_theme", "quoi", "en_clair", "nombre"]
    of = cells(asked.period, epci=asked.epci, theme=asked.theme)
    keys = ("month", "epci", "departement", "theme", "outcome")
    rows = of.values_list(*keys).annotate(Sum("n")).order_by(*keys)
    return [
        header,
        *(
            [
                f"{month:%Y-%m}",
                epci,
                names.get(epci, ""),
                departement,
                theme,
                words.theme_text(theme),
                outcome,
                str(words.OUTCOMES[Outcome(outcome)]),
                n,
            ]
            for month, epci, departement, theme, outcome, n in rows
        ),
    ]


def _about(asked: Asked, names: dict[str, str]) -> list[list[str]]:
    where = names.get(asked.epci) or _("tout le site")
    theme = words.theme_text(asked.theme) if asked.theme else _("tous les thèmes")
    invented = (
        [[_("Exemple"), _("Ces nombres sont inventés pour montrer la page.")]] if are_examples() else []
    )
    return [
        *invented,
        [_("Observatoire des demandes"), f"{asked.period.text}, {where}, {theme}"],
        [
            _("Petits nombres"),
            _(
                "Aucun nombre n’est inférieur à %(least)d : ce qui l’était est compté avec ce qui l’entoure "
                "(département, puis tout le site, puis tous les thèmes). Un code vide veut dire cela."
            )
            % {"least": LEAST},
        ],
        [_("Qui n’est pas compté"), _("Qui ne cherche pas ici, ou cherche sans le site, n’est pas compté.")],
    ]
