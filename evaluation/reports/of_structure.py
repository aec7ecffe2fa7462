# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of one structure: what it met at its desk, what was done through the site, what is asked around;
the most requested first."""

from collections.abc import Iterable

from django.db.models import Sum
from django.utils import timezone

from evaluation import periods, words
from evaluation.charter import labels
from evaluation.figures import DONE, are_examples
from evaluation.grid import totals
from evaluation.grid.models import Kind, OwnLine, Way, WeekNumber
from evaluation.one_structure import told
from evaluation.periods import Period
from evaluation.reports import beside
from evaluation.reports.content import Figure, Report, Table
from mapping import vocabulary
from mapping.freshness import told as freshness
from mapping.models import VisibleStructure
from mapping.presentation import short_name

_WEEKS = "Une semaine est du mois de son jeudi."


def report(seen: VisibleStructure, period: Period) -> Report:
    """What a structure may show of a period."""
    site = told.tell(seen, period)
    counted = _counted(seen.pk, period)
    demands = sum(n for kind, _code, _way, n in counted if kind in (Kind.THEME, Kind.OWN))
    label = labels.of([seen.pk]).get(seen.pk)
    acts = [Figure(str(words.OUTCOMES[one]).capitalize(), site.whole.of(one)) for one in DONE]
    return Report(
        title=short_name(seen.nom, seen.is_example),
        period=period,
        day=timezone.localdate(),
        figures=[
            Figure("Demandes comptées", demands or None),
            *acts,
            *([Figure("Label qualité, jusqu’au", f"{label.until:%d/%m/%Y}")] if label else []),
        ],
        tables=[
            *_desk(seen.pk, counted),
            *beside.tables(beside.About(structure=seen.pk, exact=True), period),
            *_around(site),
            _by_month(site),
            _fresh(seen),
        ],
        is_example=seen.is_example or are_examples(),
        notes=[
            "Demandes : comptées par la structure à l’accueil, au téléphone et à distance, sans le nom de "
            f"personne. {_WEEKS}",
            "Appels, itinéraires, impressions, messages : comptés par le site, par mois ; un tiret veut dire "
            "« aucun, ou moins de cinq dans le mois ».",
        ],
    )


def _counted(structure: int, period: Period) -> list[tuple[str, str, str, int]]:
    """(kind, code, way, number) of the period."""
    rows = WeekNumber.objects.filter(
        structure=structure, n__gt=0, week__range=totals.weeks_of(period.first, period.last)
    )
    return list(rows.order_by().values_list("kind", "code", "way").annotate(Sum("n")))


def _desk(structure: int, counted: list[tuple[str, str, str, int]]) -> list[Table]:
    own = dict(OwnLine.objects.filter(structure=structure).values_list("pk", "label"))
    publics, languages = dict(vocabulary.PUBLICS), dict(vocabulary.LANGUES)
    by_line: dict[str, dict[str, int]] = {}
    others: dict[str, dict[str, int]] = {Kind.PUBLIC: {}, Kind.LANGUAGE: {}}
    for kind, code, way, n in counted:
        if kind == Kind.THEME:
            by_line.setdefault(words.theme_text(code), {})[way] = n
        elif kind == Kind.OWN and int(code) in own:
            by_line.setdefault(own[int(code)], {})[way] = n
        elif kind == Kind.PUBLIC:
            others[kind][str(publics.get(code, code))] = n
        elif kind == Kind.LANGUAGE:
            others[kind][str(languages.get(code, code))] = n
    found = []
    if by_line:
        order = sorted(by_line.items(), key=lambda one: (-sum(one[1].values()), one[0]))
        found.append(
            Table(
                "Ce qui est le plus demandé à l’accueil",
                "Demandes",
                ("Demande", "En tout", *(str(way.label).capitalize() for way in Way)),
                [(name, sum(ways.values()), *(ways.get(way) for way in Way)) for name, ways in order],
                bar=1,
            )
        )
    for kind, title, sheet, first in (
        (Kind.PUBLIC, "Qui demande", "Publics", "Public"),
        (Kind.LANGUAGE, "Dans quelle langue", "Langues", "Langue"),
    ):
        if others[kind]:
            found.append(_ordered(title, sheet, first, others[kind].items()))
    return found


def _ordered(title: str, sheet: str, first: str, numbers: Iterable[tuple[str, int]]) -> Table:
    rows: list = sorted(numbers, key=lambda one: (-one[1], one[0]))
    return Table(title, sheet, (first, "Nombre"), rows, "Compté à part, quand on le sait.", bar=1)


def _around(site: told.Told) -> list[Table]:
    if not site.around:
        return []
    return [
        Table(
            "Ce qui est cherché autour, pour les mêmes thèmes",
            "Autour",
            ("Thème", "Recherches", "Sans réponse"),
            [(one.theme, one.numbers.asked or None, one.numbers.nothing) for one in site.around],
            f"Les recherches faites sur le site dans l’intercommunalité {site.epci}.",
            bar=1,
        )
    ]


def _by_month(site: told.Told) -> Table:
    return Table(
        "Par le site, mois par mois",
        "Mois",
        ("Mois", *(str(words.OUTCOMES[one]).capitalize() for one in DONE)),
        [(periods.month_text(month), *(each.of(one) for one in DONE)) for month, each in site.months],
    )


def _fresh(seen: VisibleStructure) -> Table:
    rows = [
        (str(one.block.label), str(one.when or "jamais, par personne")) for one in freshness.of(seen).values()
    ]
    return Table("La fiche est tenue à jour", "Fraîcheur", ("Partie", "Relue"), list(rows))
