# SPDX-License-Identifier: AGPL-3.0-or-later
"""What to do next about a figure: open, check, complete.

Each act says what it would change, by the same count, and leads to the list that it names. One that would
change nothing is not told.
"""

from dataclasses import dataclass, replace

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from territory import advice, siting_words, view, words, worker
from territory.advice import Answer
from territory.assessment import assess
from territory.freshness import ALL, UP_TO_DATE
from territory.plurals import ngettext
from territory.report import Report, Row
from territory.siting import COVERAGE
from territory.unmet import INHABITANTS

OPEN, CHECK, COMPLETE = "ouvrir", "verifier", "completer"
# What a page waits for an optimum at most; longer is for the page of its own.
_PATIENCE_S = 3.0


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do: `verb` is what its link says."""

    kind: str
    title: str
    text: str
    verb: str
    link: str


def of(report: Report, *, may_solve: bool = True) -> list[Act]:
    """The next acts for a view, the one that changes most first. Without `may_solve`, the sites to open are
    left to the page that looks for them."""
    found = (_open(report, may_solve=may_solve), _check(report), _complete(report))
    return [act for act in found if act is not None]


def _open(report: Report, *, may_solve: bool) -> Act | None:
    """Open the sites that bring the most people within reach: as many as the page of siting says."""
    if not report.totals.people_beyond:
        return None
    asked = replace(report.view, aim=COVERAGE, weighed=INHABITANTS)
    link = reverse("territory-siting") + asked.link()
    if not may_solve:
        return _ask_where(link)
    try:
        answer = advice.answer(asked, report.assessment, _PATIENCE_S)
    except worker.Unavailable:
        return _ask_where(link)
    if answer.advice.choice.gap is None:
        return _ask_where(link)
    if not answer.sites:
        return None
    return Act(OPEN, _opened(len(answer.sites)), _gained(answer), _("Voir"), link)


def _ask_where(link: str) -> Act:
    text = _("Le calcul des meilleurs endroits demande quelques secondes.")
    return Act(OPEN, _("Chercher où ouvrir"), text, _("Chercher"), link)


def _opened(sites: int) -> str:
    return ngettext("Ouvrir %(n)d lieu", "Ouvrir %(n)d lieux", sites) % {"n": sites}


def _gained(answer: Answer) -> str:
    before, after = answer.change.totals_before, answer.change.totals_after
    gained = before.people_beyond - after.people_beyond
    told = _("%(names)s : %(people)s de plus à portée, %(share)s de ceux qui sont trop loin.") % {
        "names": ", ".join(site.name for site in answer.sites),
        "people": words.people_text(gained),
        "share": words.percent(gained / before.people_beyond),
    }
    return f"{told} {siting_words.fewer(answer)}".strip()


def _check(report: Report) -> Act | None:
    """Look again at the records that nobody saw to for a year, or that do not say when."""
    found = report.records
    waiting = found.old + found.undated
    if not waiting:
        return None
    title = ngettext("Vérifier %(n)s fiche", "Vérifier %(n)s fiches", waiting) % {"n": words.number(waiting)}
    ages = []
    if found.old:
        ages.append(
            ngettext(
                "%(n)s n’a pas été revue depuis un an",
                "%(n)s n’ont pas été revues depuis un an",
                found.old,
            )
            % {"n": words.number(found.old)}
        )
    if found.undated:
        ages.append(
            ngettext("%(n)s n’a pas de date", "%(n)s n’ont pas de date", found.undated)
            % {"n": words.number(found.undated)}
        )
    text = f"{', '.join(ages)}. {_otherwise(report)}"
    link = reverse("territory-records") + report.view.link()
    return Act(CHECK, title[:1].upper() + title[1:], text, _("Liste"), link)


def _otherwise(report: Report) -> str:
    """What the number would be by the other count of records: it is what the bar's other choice shows."""
    other = UP_TO_DATE if report.view.records == ALL else ALL
    totals = assess(
        replace(report.assessment.question, records=other),
        of_people=report.assessment.people,
        capacities=False,
    ).totals
    number = words.number(totals.beyond_known)
    if report.view.records == ALL:
        return _("En ne comptant que les fiches à jour, le chiffre serait %(n)s.") % {"n": number}
    return _("En comptant toutes les fiches, le chiffre serait %(n)s.") % {"n": number}


def _complete(report: Report) -> Act | None:
    """Look for what is not recorded: communes of which the directory knows the town hall at most."""
    rows = report.listed(view.UNRECORDED)
    if not rows:
        return None
    title = ngettext(
        "Compléter %(n)s commune sans fiche", "Compléter %(n)s communes sans fiche", len(rows)
    ) % {"n": words.number(len(rows))}
    link = reverse("territory-communes") + report.view.link(listed=view.UNRECORDED)
    return Act(COMPLETE, title, _first(rows), _("Liste"), link)


def _first(rows: list[Row]) -> str:
    """Where to begin: the intercommunalité where the most people live in communes without a record."""
    people: dict[str, float] = {}
    for row in rows:
        people[row.epci] = people.get(row.epci, 0.0) + float(np.nan_to_num(row.people))
    if len(people) == 1:
        (only,) = people.values()
        return _("Mairies non comptées ; %(people)s y vivent.") % {"people": words.people_text(only)}
    name, most = max(people.items(), key=lambda each: (each[1], each[0]))
    if not most:
        return _("Mairies non comptées.")
    return _("Mairies non comptées. %(epci)s d’abord : %(people)s dans ces communes.") % {
        "epci": words.short_epci(name),
        "people": words.people_text(most),
    }
