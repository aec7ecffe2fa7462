# SPDX-License-Identifier: AGPL-3.0-or-later
"""One number and what it says: how many are too far, before anything else."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from territory import words
from territory.assessment import Assessment
from territory.freshness import ALL
from territory.plurals import ngettext
from territory.report import Report


@dataclass(frozen=True, slots=True)
class Headline:
    """The question, the number that answers it and what it counts, then how many communes and how sure:
    `uncertainty` is empty where nobody is near the threshold. `notes` say who and which records count, where
    that is not everybody and all of them."""

    question: str
    number: str
    told: str
    communes: str
    uncertainty: str
    notes: tuple[str, ...]


def of(report: Report) -> Headline:
    """The headline of a view."""
    assessment = report.assessment
    totals = assessment.totals
    known = totals.people_known is not None and totals.people > 0
    return Headline(
        words.typeset(_("Qui est loin de « %(what)s » ?") % {"what": report.subject}),
        words.number(totals.people_beyond if known else totals.communes_beyond),
        _people(assessment) if known else _communes_alone(assessment),
        words.communes_text(totals.communes_beyond, totals.communes) + "." if known else "",
        words.uncertainty(assessment) if known else "",
        tuple(filter(None, (_who(assessment), words.areas(assessment), _counted(report)))),
    )


def _people(assessment: Assessment) -> str:
    totals = assessment.totals
    said = {
        "limit": words.limit(assessment.question),
        "share": words.percent(totals.share_beyond),
        "who": assessment.question.demand_name,
        "all": words.number(totals.people),
        "inhabitants": words.inhabitants(assessment),
    }
    if not totals.communes_beyond:
        return _("personne : tout le monde a un lieu à %(limit)s ou moins") % said
    people = round(totals.people_beyond)
    if assessment.question.demand is not None:
        return (
            ngettext(
                "personne sur %(all)s (%(who)s), soit %(share)s, vit à plus de %(limit)s",
                "personnes sur %(all)s (%(who)s), soit %(share)s, vivent à plus de %(limit)s",
                people,
            )
            % said
        )
    return (
        ngettext(
            "habitant, soit %(share)s, vit à plus de %(limit)s",
            "%(inhabitants)s, soit %(share)s, vivent à plus de %(limit)s",
            people,
        )
        % said
    )


def _communes_alone(assessment: Assessment) -> str:
    """Where nobody's number is known, communes are counted, and that is said."""
    totals = assessment.totals
    said = {"all": words.number(totals.communes), "limit": words.limit(assessment.question)}
    far = (
        ngettext(
            "commune sur %(all)s est à plus de %(limit)s",
            "communes sur %(all)s sont à plus de %(limit)s",
            totals.communes_beyond,
        )
        % said
    )
    if assessment.question.demand is not None:
        return _("%(far)s ; personne n’y est compté") % {"far": far}
    return _("%(far)s ; leur population n’est pas connue") % {"far": far}


def _who(assessment: Assessment) -> str:
    """Of how much of the territory an uploaded population speaks."""
    if assessment.question.demand is None or not assessment.totals.communes:
        return ""
    return words.coverage(assessment)


def _counted(report: Report) -> str:
    """Which records count, where they are not all: the old and those without a date are told apart."""
    if report.view.records == ALL:
        return ""
    found = report.records
    said = {
        "recent": words.number(found.recent),
        "old": words.number(found.old),
        "undated": words.number(found.undated),
    }
    return (
        ngettext(
            "%(recent)s fiche revue depuis moins d’un an est comptée ici",
            "%(recent)s fiches revues depuis moins d’un an sont comptées ici",
            found.recent,
        )
        + " ; "
        + ngettext(
            "%(old)s plus ancienne ne l’est pas",
            "%(old)s plus anciennes ne le sont pas",
            found.old,
        )
        + _(", ni %(undated)s sans date.")
    ) % said
