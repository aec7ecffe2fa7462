# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of one structure: what it met at its desk, what was done through the site, what is asked around;
the most requested first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone

from accounts.roles import Role
from common.dates import in_words
from evaluation import periods, words
from evaluation.charter import labels
from evaluation.charter.models import Decision, Outcome
from evaluation.closing import months_before
from evaluation.figures import DONE, are_examples
from evaluation.grid import totals, weeks
from evaluation.grid.models import Kind, OwnLine, Way, WeekNumber
from evaluation.one_structure import told
from evaluation.periods import Period
from evaluation.reports import beside
from evaluation.reports.content import Figure, Report, Table
from evaluation.reports.spans import comes
from mapping import vocabulary
from mapping.freshness import told as freshness
from mapping.models import VisibleService, VisibleStructure
from mapping.presentation import address_line, short_name
from mapping.usual_hours import usual_week

HEADING = "Bilan d’activité"
DEMANDS = "Demandes comptées"
_WEEKS = "Une semaine est du mois de son jeudi."


def report(seen: VisibleStructure, period: Period) -> Report:
    """What a structure may show of a period: its own demands up to the week under way, and what the site
    counted in the months of it that are over."""
    today = timezone.localdate()
    closed = _closed(period, today)
    site = told.tell(seen, closed) if closed else None
    counted = _counted(seen.pk, period, today)
    public = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk=seen.pk).first()
    end = min(months_before(period.last, -1) - timedelta(days=1), today)
    return Report(
        heading=HEADING,
        title=short_name(seen.nom, seen.is_example),
        period=period,
        day=today,
        figures=[*_demands(counted), *_done(site), *_label(seen.pk, end)],
        tables=[
            *_desk(seen.pk, counted),
            *beside.tables(beside.About(structure=seen.pk, exact=True), period),
            *_hours(public),
            *(_around(site) if site else []),
            *([_by_month(site)] if site else []),
            _fresh(seen, today),
        ],
        invented=_invented(seen, site, counted),
        notes=[
            "Demandes : comptées par la structure elle-même, exactement, à l’accueil, au téléphone et "
            f"à distance, sans le nom de personne. {_WEEKS}",
            *(
                [
                    "Appels, itinéraires, impressions, messages : comptés par le site, par mois ; un tiret "
                    "veut dire « aucun, ou moins de cinq dans le mois »."
                ]
                if site
                else []
            ),
        ],
        about=_address(public),
        until=_until(period, closed, today),
    )


def _closed(period: Period, today: date) -> Period | None:
    """The months of a period that are over; None where none is."""
    last = min(period.last, months_before(today, 1))
    return replace(period, last=last) if last >= period.first else None


def _until(period: Period, closed: Period | None, today: date) -> str:
    """Up to when a period that is not over is told, and when the rest comes."""
    if closed is not None and closed.last == period.last:
        return ""
    week = weeks.text(weeks.monday(today))
    return (
        f"Les demandes sont comptées jusqu’à la semaine {week}. Ce que compte le site (appels, recherches) "
        f"et l’avis des visiteurs se disent par mois terminé : {comes(period.last)}."
    )


def _counted(structure: int, period: Period, today: date) -> list[tuple[str, str, str, int]]:
    """(kind, code, way, number) of the period; of one that is under way, with the week that is."""
    first, last = totals.weeks_of(period.first, period.last)
    if period.last == months_before(today, 0):
        last = max(last, weeks.monday(today))
    rows = WeekNumber.objects.filter(structure=structure, n__gt=0, week__range=(first, last))
    return list(rows.order_by().values_list("kind", "code", "way").annotate(Sum("n")))


def _demands(counted: list[tuple[str, str, str, int]]) -> list[Figure]:
    """All the demands, then by way; in words where there are none, since nothing is hidden of them."""
    ways: Counter[str] = Counter()
    for kind, _code, way, n in counted:
        if kind in (Kind.THEME, Kind.OWN):
            ways[way] += n
    if not ways:
        return [Figure(DEMANDS, "aucune")]
    by_way = [Figure(f"{DEMANDS} {way.label}", ways[way]) for way in Way if ways[way]]
    return [Figure(DEMANDS, ways.total()), *by_way]


def _done(site: told.Told | None) -> list[Figure]:
    return [Figure(str(words.OUTCOMES[one]).capitalize(), site.whole.of(one)) for one in DONE] if site else []


def _label(structure: int, day: date) -> list[Figure]:
    """The label as it was on the last day that is told, of a structure that was ever given it."""
    own = Decision.objects.filter(assessment__structure=structure, outcome=Outcome.ACCEPTED)
    if not own.exists():
        return []
    held = labels.by_structure(labels.valid(day).filter(assessment__structure=structure)).get(structure)
    said = f"jusqu’au {in_words(held.until)}" if held else "non"
    return [Figure(f"Label qualité, au {in_words(day)}", said)]


def _invented(
    seen: VisibleStructure, site: told.Told | None, counted: list[tuple[str, str, str, int]]
) -> list[str]:
    """What of it is invented, and is there: that the structure is, what it counted, what the site did."""
    if seen.is_example:
        return ["la structure", *(["ses demandes"] if counted else []), *_of_the_site(site)]
    return _of_the_site(site)


def _of_the_site(site: told.Told | None) -> list[str]:
    there = site and (site.whole.done or any(one.numbers.asked for one in site.around))
    return ["ce que compte le site"] if there and are_examples() else []


def _address(public: VisibleStructure | None) -> str:
    """Where everyone sees that it is."""
    if public is None or public.position_masked:
        return ""
    return address_line(public.adresse, public.complement_adresse, public.code_postal, public.commune_nom)


def _hours(public: VisibleStructure | None) -> list[Table]:
    """When it and its services are open, as everyone reads it today."""
    if public is None:
        return []
    services = (
        VisibleService.objects.seen_by(Role.VISITOR).filter(structure_id=public.pk).order_by("nom", "pk")
    )
    told_hours = [("L’accueil", usual_week(public.horaires_accueil))]
    told_hours += [(one.nom, usual_week(one.horaires_accueil)) for one in services]
    rows = [(name, text) for name, text in told_hours if text]
    if not rows:
        return []
    title = f"Quand on y est reçu, au {in_words(timezone.localdate())}"
    return [Table(title, "Horaires", ("Service", "Horaires habituels"), rows)]


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
                "Ce qui est le plus demandé",
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
            ("Thème", "Recherches", "Rien trouvé"),
            [(one.theme, one.numbers.asked or None, one.numbers.nothing) for one in site.around],
            f"Les recherches que tout le monde fait sur le site, dans l’intercommunalité {site.epci} ; "
            "« rien trouvé » : rien à la distance demandée.",
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


def _fresh(seen: VisibleStructure, today: date) -> Table:
    rows = [
        (str(one.block.label), str(one.when or "jamais, par personne")) for one in freshness.of(seen).values()
    ]
    return Table(
        f"Sa fiche dans l’annuaire, au {in_words(today)}", "Fraîcheur", ("Partie", "Relue"), list(rows)
    )
