# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of a territory: an EPCI, the département of the prefecture, or the whole network.

What is asked and found, the most requested first; what is missing; how fresh the directory is; the label.

Numbers are those that everyone may read; the demands of grids are exact for staff alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from accounts.roles import Role
from common.dates import in_words
from evaluation import periods, plots, words
from evaluation.charter import shares
from evaluation.figures import ANSWERS, DONE, Numbers, by, cells, numbers
from evaluation.grid import totals
from evaluation.models import UseCell
from evaluation.periods import Period
from evaluation.reports import beside
from evaluation.reports.content import Figure, Report, Table
from mapping.models import VisibleStructure
from mapping.vocabulary import THEME_BY_ID, THEMES
from places import neighbours
from places.models import Commune
from search.registry import SANS_MAIRIES
from territory.freshness import OLD_DAYS
from territory.words import number

HEADING = "Bilan d’un territoire"
NETWORK, PREFECTURE = "reseau", "prefecture"


@dataclass(frozen=True, slots=True)
class Territory:
    """What a report is of: `code` in an address, its name, and the EPCI or the département that bounds it."""

    code: str
    name: str
    epci: str = ""
    departement: str = ""


def offered() -> list[Territory]:
    """The network, the prefecture's département, and its EPCI by name; where the site covers France, those
    EPCI where people ask."""
    found = [Territory(NETWORK, "Tout le réseau")]
    if settings.DEPARTEMENT == "all":
        codes = UseCell.objects.exclude(epci="").order_by().values_list("epci", flat=True).distinct()
        names = neighbours.names_of_epci(codes)
    else:
        name = neighbours.departement_name(settings.DEPARTEMENT) or settings.DEPARTEMENT
        found.append(Territory(PREFECTURE, f"La préfecture : {name}", departement=settings.DEPARTEMENT))
        names = neighbours.epci_names(settings.DEPARTEMENT)
    epci = sorted(names.items(), key=lambda one: one[1])
    return [*found, *(Territory(code, name, epci=code) for code, name in epci)]


def report(of: Territory, period: Period, *, exact: bool) -> Report:
    """What is told of a territory in a period; `exact` for who may read small numbers of grids."""
    used = _cells(of, period)
    by_month = by(used, "month")
    months = [(month, by_month.get(month, Numbers())) for month in period.months]
    whole = numbers(used)
    demands, examples = _demands(of, period, exact=exact)
    structures = list(_structures(of).values_list("pk", "commune__epci_code", "themes"))
    labelled = shares.told(of.epci, departement=of.departement)
    today = timezone.localdate()
    return Report(
        heading=HEADING,
        title=of.name,
        period=period,
        day=today,
        figures=[
            Figure("Questions posées", whole.asked or None),
            *(Figure(str(words.OUTCOMES[one]).capitalize(), whole.of(one)) for one in ANSWERS),
            *(Figure(str(words.OUTCOMES[one]).capitalize(), whole.of(one)) for one in DONE),
            Figure("Demandes comptées par les structures", sum(demands.values()) or None),
            # What there is is told as it is today, whatever the months: said by its day.
            Figure(f"Structures, hors mairies, au {in_words(today)}", len(structures)),
            *_labelled(labelled, today),
        ],
        months=plots.columns(months),
        tables=[
            _themes(used, demands),
            *_places(of, used),
            _by_month(months),
            *beside.tables(beside.About(0, of.epci, of.departement, exact), period),
            *_gaps(of, structures, today),
            _fresh(of, today),
            *_label_tables(of, labelled, today),
        ],
        invented=_invented(of, used, len(structures), are_demands=examples),
        notes=[
            "Une question est la première réponse à un thème en un lieu ; un tiret veut dire « aucun, ou "
            "moins de cinq dans le mois ». Qui ne cherche pas ici n’est pas compté : peu de recherches ne "
            "veut pas dire peu de besoins.",
            "Demandes : comptées par les structures qui le veulent, dans leur intercommunalité"
            + ("." if exact else " ; aucun nombre n’est celui de moins de trois structures."),
        ],
    )


def _invented(of: Territory, used: QuerySet[UseCell], structures: int, *, are_demands: bool) -> list[str]:
    """What of a report is invented, and is there."""
    invented = _structures(of).filter(is_example=True).count()
    of_all = "les" if invented == structures else f"{number(invented)} des"
    return [
        *(
            ["les questions et ce qui a été fait par le site"]
            if used.filter(is_example=True).exists()
            else []
        ),
        *(["les demandes comptées"] if are_demands else []),
        *([f"{of_all} {number(structures)} structures"] if invented else []),
    ]


def _cells(of: Territory, period: Period) -> QuerySet[UseCell]:
    found = cells(period, epci=of.epci)
    return found.filter(departement=of.departement) if of.departement else found


def _structures(of: Territory) -> QuerySet[VisibleStructure]:
    found = VisibleStructure.objects.seen_by(Role.VISITOR).order_by()
    found = found.exclude(reseaux_porteurs__contains=[SANS_MAIRIES.code])
    if of.departement:
        found = found.filter(commune__departement_code=of.departement)
    return found.filter(commune__epci_code=of.epci) if of.epci else found


def _demands(of: Territory, period: Period, *, exact: bool) -> tuple[dict[str, int], bool]:
    """The demands of the grids by theme; and whether they are examples."""
    inside = None
    if of.departement:
        places = Commune.objects.filter(departement_code=of.departement)
        inside = set(places.values_list("epci_code", flat=True))
    elif of.epci:
        inside = {of.epci}
    counted: Counter[str] = Counter()
    found = totals.exact(period.first, period.last) if exact else totals.told(period.first, period.last)
    for about, n in found.items():
        if inside is None or about.epci in inside:
            counted[about.theme] += n
    return dict(counted), bool(counted) and not totals.of_real_ones()


def _themes(used: QuerySet[UseCell], demands: dict[str, int]) -> Table:
    asked = {str(code): each for code, each in by(used, "theme").items() if each.asked}
    codes = sorted(
        {*asked, *demands},
        key=lambda code: (
            code == "",
            -(asked[code].asked if code in asked else 0),
            -demands.get(code, 0),
            code,
        ),
    )
    rows = []
    for code in codes:
        each = asked.get(code, Numbers())
        rows.append((words.theme_text(code), each.asked or None, each.nothing, demands.get(code)))
    return Table(
        "Ce qui est le plus demandé",
        "Thèmes",
        ("Thème", "Questions", "Rien trouvé", "Demandes comptées"),
        rows,
        bar=1,
    )


def _places(of: Territory, used: QuerySet[UseCell]) -> list[Table]:
    if of.epci:
        return []
    found = {str(code): each for code, each in by(used, "epci").items() if code and each.asked}
    names = neighbours.names_of_epci(found)
    communes = Commune.objects.filter(epci_code__in=found).order_by()
    if of.departement:
        communes = communes.filter(departement_code=of.departement)
    people = dict(communes.values_list("epci_code").annotate(Sum("population")))
    order = sorted(found, key=lambda code: (-(found[code].nothing or 0), -found[code].asked, code))
    rows = [
        (names.get(code, code), people.get(code), found[code].asked, found[code].nothing) for code in order
    ]
    return [
        Table(
            "Où l’on ne trouve rien",
            "Intercommunalités",
            ("Intercommunalité", "Habitants", "Questions", "Rien trouvé"),
            rows,
            bar=3,
        )
    ]


def _by_month(months: list) -> Table:
    return Table(
        "Mois par mois",
        "Mois",
        ("Mois", "Questions", *(str(words.OUTCOMES[one]).capitalize() for one in ANSWERS)),
        [
            (periods.month_text(month), each.asked or None, *(each.of(one) for one in ANSWERS))
            for month, each in months
        ],
    )


def _gaps(of: Territory, structures: list, today: date) -> list[Table]:
    """The themes for which an EPCI has no structure, those with the most people first."""
    here = Commune.objects.exclude(epci_code="")
    if of.epci:
        here = here.filter(epci_code=of.epci)
    elif of.departement or settings.DEPARTEMENT != "all":
        here = here.filter(departement_code=of.departement or settings.DEPARTEMENT)
    else:
        here = here.filter(epci_code__in={epci for _number, epci, _themes in structures if epci})
    people = dict(here.values_list("epci_code").order_by().annotate(Sum("population")))
    held: dict[str, set[str]] = {code: set() for code in people}
    for _number, epci, themes in structures:
        if epci in held:
            held[epci] |= {THEME_BY_ID[one].code for one in themes or ()}
    names = neighbours.names_of_epci(people)
    rows: list = []
    for code in sorted(people, key=lambda one: (-(people[one] or 0), one)):
        lacking = [str(theme.nom) for theme in THEMES if theme.code not in held[code]]
        if lacking:
            rows.append((names.get(code, code), people[code], ", ".join(lacking)))
    if not rows:
        return []
    return [
        Table(
            f"Thèmes sans aucune structure, au {in_words(today)}",
            "Manques",
            ("Intercommunalité", "Habitants", "Thèmes qui manquent"),
            rows,
            "Une structure hors mairies, dans l’intercommunalité ; la page « Territoire » dit les distances.",
        )
    ]


def _fresh(of: Territory, today: date) -> Table:
    looks = _structures(of).annotate(look=Greatest("date_maj", TruncDate("verified_at")))
    since = today - timedelta(days=OLD_DAYS)
    dates = list(looks.values_list("look", flat=True))
    recent = sum(day is not None and day >= since for day in dates)
    undated = dates.count(None)
    return Table(
        f"Fraîcheur des fiches, au {in_words(today)}",
        "Fraîcheur",
        ("Fiches, hors mairies", "Nombre"),
        [
            ("regardées depuis moins d’un an", recent),
            ("plus anciennes", len(dates) - recent - undated),
            ("sans date", undated),
        ],
        bar=1,
    )


def _labelled(labelled: shares.Shares | None, today: date) -> list[Figure]:
    if labelled is None:
        return []
    whole = labelled.whole
    said = f"{whole.counts} ({whole.text})" if whole.of else whole.counts
    return [Figure(f"Structures labellisées, au {in_words(today)}", said)]


def _label_tables(of: Territory, labelled: shares.Shares | None, today: date) -> list[Table]:
    if labelled is None:
        return []
    day = f"au {in_words(today)}"
    by_theme = shares.in_theme_order(labelled.by_theme)
    found = [_label_table(f"Label qualité, par thème, {day}", "Label par thème", "Thème", by_theme)]
    if not of.epci:
        names = neighbours.names_of_epci(labelled.by_epci)
        by_epci = sorted(
            (shares.named(one, names[code]) for code, one in labelled.by_epci.items() if code in names),
            key=lambda one: one.label,
        )
        title, first = f"Label qualité, par lieu, {day}", "Intercommunalité"
        found.append(_label_table(title, "Label par lieu", first, by_epci))
    return found


def _label_table(title: str, sheet: str, first: str, lines: Sequence[shares.Share]) -> Table:
    rows = [(one.label, one.least, one.of, one.text) for one in lines]
    return Table(title, sheet, (first, "Labellisées", "Structures", "Part"), rows, bar=1, of=2)
