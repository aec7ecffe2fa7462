# SPDX-License-Identifier: AGPL-3.0-or-later
"""A territory in words and figures as French readers write them."""

import math

import numpy as np
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mapping import presentation
from mapping.vocabulary import THEME_BY_CODE
from search import criteria
from search.question import Criteria, Search
from territory.assessment import Assessment
from territory.indicators import BORDERLINE, Totals

NBSP = "\N{NO-BREAK SPACE}"
UNKNOWN = "–"


def number(value: float | None, digits: int = 0) -> str:
    """« 135 507 », « 9,7 »; a dash for what is not known."""
    if value is None or math.isnan(value):
        return UNKNOWN
    return formats.number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)


def percent(share: float | None) -> str:
    """« 9,7 % » of a share between 0 and 1."""
    return UNKNOWN if share is None else f"{number(100 * share, 1)}{NBSP}%"


def kilometres(metres: float | None) -> str:
    """« 12,5 km »; « aucun » where nothing is within reach, a dash where it is not known."""
    if metres is None or math.isnan(metres):
        return UNKNOWN
    if math.isinf(metres):
        return _("aucun")
    return f"{number(metres / 1000, 1)}{NBSP}km"


def minutes(value: float | None) -> str:
    """« 18 min »; « aucun » where nothing is within reach, a dash where it is not known."""
    if value is None or math.isnan(value):
        return UNKNOWN
    return _("aucun") if math.isinf(value) else f"{round(value)}{NBSP}min"


def radius(metres: float) -> str:
    """« 10 km »."""
    return presentation.kilometres_text(metres / 1000)


def asked_for(asked: Criteria) -> str:
    """What is looked for: « Apprendre le français, Gratuit »."""
    names = [str(THEME_BY_CODE[code].nom) for code in asked.themes]
    others = [chip.label for chip in criteria.chips(Search(criteria=asked), lambda _search: "")]
    return ", ".join(([_(" ou ").join(names)] if names else []) + others) or _("toutes les structures")


def people_of(assessment: Assessment, count: float) -> str:
    """« 135 507 habitants », or of whom the uploaded column counts: « 1 204 personnes (immigrés) »."""
    if assessment.question.demand is not None:
        return ngettext("%(n)s personne (%(who)s)", "%(n)s personnes (%(who)s)", round(count)) % {
            "n": number(count),
            "who": assessment.question.demand_name,
        }
    return ngettext("%(n)s habitant", "%(n)s habitants", round(count)) % {"n": number(count)}


def typeset(text: str) -> str:
    """French quotation marks keep what they hold on their line."""
    return text.replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")


def sentence(assessment: Assessment, place: str) -> str:
    """Who is left out, in one sentence. `place` is the territory's name."""
    found = _sentence(assessment, place)
    if assessment.question.demand is not None and assessment.totals.communes:
        found = f"{found} {_coverage(assessment)}"
    return typeset(found)


def _coverage(assessment: Assessment) -> str:
    """Of how much of the territory the uploaded column says something."""
    told = int((~np.isnan(assessment.people.count)).sum())
    said = {
        "n": number(told),
        "all": number(assessment.totals.communes),
        "who": assessment.question.demand_name,
    }
    if told == assessment.totals.communes:
        return _("Toutes ses communes (%(all)s) ont un nombre (%(who)s).") % said
    return (
        ngettext(
            "%(n)s commune sur %(all)s a un nombre (%(who)s) : les autres ne sont pas comptées.",
            "%(n)s communes sur %(all)s ont un nombre (%(who)s) : les autres ne sont pas comptées.",
            told,
        )
        % said
    )


def _sentence(assessment: Assessment, place: str) -> str:
    found, threshold = assessment.totals, radius(assessment.question.threshold_m)
    what = asked_for(assessment.question.criteria)
    if not found.communes:
        return _("Aucune commune n'est connue dans ce territoire.")
    if not found.people and assessment.question.demand is not None:
        return _(
            "Personne n'est compté dans ce territoire (%(place)s) : %(n)s communes sur %(all)s sont à plus "
            "de "
            "%(km)s d'un lieu « %(what)s »."
        ) % {
            "place": place,
            "n": number(found.communes_beyond),
            "all": number(found.communes),
            "km": threshold,
            "what": what,
        }
    if not found.people:
        return _(
            "La population n'est pas connue dans ce territoire (%(place)s) : %(n)s communes sur %(all)s sont "
            "à plus de %(km)s d'un lieu « %(what)s »."
        ) % {
            "place": place,
            "n": number(found.communes_beyond),
            "all": number(found.communes),
            "km": threshold,
            "what": what,
        }
    if not found.communes_beyond:
        return _(
            "Dans ce territoire (%(place)s), tout le monde a un lieu « %(what)s » à %(km)s ou moins."
        ) % {
            "place": place,
            "what": what,
            "km": threshold,
        }
    told = (
        _(
            "%(people)s personnes, %(share)s de la population, vivent à plus de %(km)s d'un lieu « "
            "%(what)s », "
            "dans %(n)s communes sur %(all)s (%(place)s)."
        )
        if assessment.question.demand is None
        else _(
            "%(people)s personnes sur %(counted)s (%(who)s), soit %(share)s, vivent à plus de %(km)s d'un "
            "lieu "
            "« %(what)s » ; %(n)s communes sur %(all)s (%(place)s) en sont aussi loin."
        )
    )
    return told % {
        "people": number(found.people_beyond),
        "counted": number(found.people),
        "who": assessment.question.demand_name,
        "share": percent(found.share_beyond),
        "km": threshold,
        "what": what,
        "n": number(found.communes_beyond),
        "all": number(found.communes),
        "place": place,
    }


def borderline(assessment: Assessment) -> str:
    """How many are so near the threshold that the answer could be the other one; empty when nobody is."""
    found, threshold = assessment.totals, assessment.question.threshold_m
    if not found.communes_borderline:
        return ""
    return _(
        "À la limite, entre %(low)s et %(high)s, la réponse pourrait être l'autre : %(n)s communes, "
        "%(people)s."
    ) % {
        "low": radius(threshold * (1 - BORDERLINE)),
        "high": radius(threshold * (1 + BORDERLINE)),
        "n": number(found.communes_borderline),
        "people": people_of(assessment, found.people_borderline),
    }


def change(before: Totals, after: Totals) -> str:
    """« 1 204 personnes de moins qu'avant au-delà du seuil »."""
    difference = after.people_beyond - before.people_beyond
    if not round(difference):
        return _("autant de personnes au-delà du seuil")
    if difference < 0:
        return _("%(n)s personnes de moins au-delà du seuil") % {"n": number(-difference)}
    return _("%(n)s personnes de plus au-delà du seuil") % {"n": number(difference)}
