# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where to open next, in words: the goal before the number, and what is proven « pour ce but »."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from common.dates import in_words
from territory import words
from territory.advice import Answer, Other, Site
from territory.plurals import ngettext
from territory.siting import COVERAGE, MEDIAN
from territory.unmet import DEMANDS, SEARCHES, Sought
from territory.view import View


@dataclass(frozen=True, slots=True)
class Said:
    """The goal as a question, the number that answers it and what it counts, and how sure the choice is;
    `ties` says how the choice is made among equals, `fewer` why there are fewer sites than asked; both may be
    empty. `other_goal` says the other goal, for the link that compares; `searches` what the searches are that
    are counted, empty where inhabitants are."""

    goal: str
    number: str
    told: str
    proof: str
    ties: str
    fewer: str
    other_goal: str
    searches: str


def of(answer: Answer) -> Said:
    """What a page says of an answer with sites."""
    view = answer.view
    number, told = _number(answer)
    asked = goal(view, len(answer.sites))
    return Said(
        asked,
        number,
        told,
        proof(answer),
        _ties(answer),
        fewer(answer),
        _other_goal(view),
        searches(answer),
    )


def why_not_weighed(sought: Sought | None, today: date) -> str:
    """Why neither searches that found nothing nor demands may count in the choice, and when that may change;
    empty where either may."""
    if sought is not None and (sought.nothing or sought.counted):
        return ""
    month = today.replace(day=1)
    following = (month + timedelta(days=31)).replace(day=1)
    why = (
        "aucun mois de recherches n’est encore terminé"
        if sought is None or not sought.told.asked
        else "aucune n’est dite ici pour ce thème (il en faut cinq dans un mois)"
    )
    return (
        f"Les recherches restées sans réponse ne peuvent pas encore compter : {why}. "
        f"{in_words(month, 'YEAR_MONTH_FORMAT').capitalize()} paraîtra le {in_words(following)}."
    )


def _number(answer: Answer) -> tuple[str, str]:
    if answer.view.aim != COVERAGE:
        return _shortened(answer)
    return _reached(answer) if answer.answered is None else _answered(answer, answer.answered)


def goal(view: View, sites: int) -> str:
    """The goal of opening so many sites, as a question."""
    said = {"n": sites, "limit": words.limit(view.question())}
    if view.weighed == SEARCHES:
        return _goal_of_searches(view, sites) % said
    if view.weighed == DEMANDS:
        return _goal_of_demands(view) % said
    if view.aim == MEDIAN:
        return (
            ngettext(
                "Où ouvrir %(n)d lieu, pour raccourcir le plus le trajet moyen ?",
                "Où ouvrir %(n)d lieux, pour raccourcir le plus le trajet moyen ?",
                sites,
            )
            % said
        )
    return (
        ngettext(
            "Où ouvrir %(n)d lieu, pour que le plus de monde soit à %(limit)s ou moins ?",
            "Où ouvrir %(n)d lieux, pour que le plus de monde soit à %(limit)s ou moins ?",
            sites,
        )
        % said
    )


def _goal_of_searches(view: View, sites: int) -> str:
    if view.aim == MEDIAN:
        return ngettext(
            "Où ouvrir %(n)d lieu, pour rapprocher le plus les recherches restées sans réponse ?",
            "Où ouvrir %(n)d lieux, pour rapprocher le plus les recherches restées sans réponse ?",
            sites,
        )
    return ngettext(
        "Où ouvrir %(n)d lieu, pour répondre à %(limit)s ou moins au plus de recherches restées sans "
        "réponse ?",
        "Où ouvrir %(n)d lieux, pour répondre à %(limit)s ou moins au plus de recherches restées sans "
        "réponse ?",
        sites,
    )


def _goal_of_demands(view: View) -> str:
    if view.aim == MEDIAN:
        return _(
            "Où ouvrir (lieux : %(n)d), pour rapprocher le plus les demandes que comptent les structures ?"
        )
    return _(
        "Où ouvrir (lieux : %(n)d), pour avoir à %(limit)s ou moins le plus de demandes que comptent les "
        "structures ?"
    )


def _answered(answer: Answer, answered: float) -> tuple[str, str]:
    everything = answer.sought.everything(answer.view.weighed) if answer.sought else 0
    if answer.view.weighed == DEMANDS:
        told = _(
            "demandes comptées, environ, sur %(all)s : la part de communes qui auraient un lieu à portée"
        )
        return words.number(round(answered)), told % {"all": words.number(everything)}
    told = ngettext(
        "recherche restée sans réponse, environ, sur %(all)s : elle vient de communes qui auraient un lieu à "
        "portée",
        "recherches restées sans réponse, environ, sur %(all)s : elles viennent de communes qui auraient un "
        "lieu à portée",
        round(answered),
    )
    return words.number(round(answered)), told % {"all": words.number(everything)}


def searches(answer: Answer) -> str:
    """Which searches are counted, how they are shared, and who is in none; empty where inhabitants count."""
    sought = answer.sought
    if sought is None:
        return ""
    if answer.view.weighed == DEMANDS:
        return _(
            "Demandes %(months)s : %(counted)s, comptées par les structures à l’accueil, au téléphone et à "
            "distance, dans l’intercommunalité de la structure ; elles sont partagées entre ses communes "
            "trop loin, selon leurs habitants. Qui ne va pas jusqu’à une structure, ou une structure qui ne "
            "compte pas, n’y est pas."
        ) % {
            "months": months(sought.told.first, sought.told.last),
            "counted": words.number(sought.counted),
        }
    return _(
        "Recherches %(months)s : %(nothing)s sans réponse sur %(asked)s, dont %(shared)s environ de communes "
        "trop loin. Celles dont seule l’intercommunalité est connue sont partagées entre ses communes trop "
        "loin, selon leurs habitants. Qui ne cherche pas sur ce site n’est pas compté."
    ) % {
        "months": months(sought.told.first, sought.told.last),
        "nothing": words.number(sought.nothing),
        "asked": words.number(sought.asked),
        "shared": words.number(round(float(sought.weights.sum()))),
    }


def months(first: date, last: date) -> str:
    """« d’octobre 2026 », « de novembre 2025 à octobre 2026 »."""
    names = [in_words(month, "YEAR_MONTH_FORMAT").lower() for month in (first, last)]
    began = f"{'d’' if names[0][0] in 'ao' else 'de '}{names[0]}"
    return began if first == last else _("%(first)s à %(last)s") % {"first": began, "last": names[1]}


def _reached(answer: Answer) -> tuple[str, str]:
    before = answer.change.totals_before.people_beyond
    gained = round(answer.change.reached)
    told = ngettext(
        "personne de plus à portée, %(share)s de ceux qui sont trop loin",
        "personnes de plus à portée, %(share)s de ceux qui sont trop loin",
        gained,
    )
    if answer.assessment.question.criteria.publics and answer.assessment.question.demand is None:
        told = _("habitants (tous) de plus à portée, %(share)s de ceux qui sont trop loin")
    return words.number(gained), told % {"share": words.percent(gained / before if before else None)}


def _shortened(answer: Answer) -> tuple[str, str]:
    before, after = answer.change.totals_before.mean_m, answer.change.totals_after.mean_m
    told = _("en moyenne jusqu’au lieu le plus proche, au lieu de %(before)s aujourd’hui")
    return words.kilometres(after), told % {"before": words.kilometres(before)}


def proof(answer: Answer) -> str:
    """How sure the choice is, for the goal and among the communes that could be chosen."""
    choice, view = answer.advice.choice, answer.view
    if choice.gap is None:
        return _(
            "Le calcul n’a pas fini à temps : ce choix est bon, mais rien ne prouve qu’il soit le meilleur "
            "pour ce but."
        )
    if choice.gap > 0:
        return _("Le meilleur choix possible ferait au plus %(gap)s de mieux pour ce but.") % {
            "gap": words.percent(choice.gap)
        }
    if view.candidates_from:
        return _(
            "Prouvé pour ce but : aucun autre choix de communes d’au moins %(floor)s habitants ne fait mieux."
        ) % {"floor": words.number(view.candidates_from)}
    return _("Prouvé pour ce but : aucun autre choix de communes ne fait mieux.")


def _ties(answer: Answer) -> str:
    """How one of several equals was chosen; empty where every site is alone in what it is worth."""
    if not any(site.ties for site in answer.sites):
        return ""
    return _(
        "Entre communes qui rapprochent autant de monde, celle qui est en moyenne la plus proche de ceux "
        "qu’elle rapproche est retenue, puis la plus peuplée."
    )


def fewer(answer: Answer) -> str:
    """Why there are fewer sites than asked; empty where there are as many."""
    asked, found = answer.view.sites, len(answer.sites)
    if not found or found >= asked:
        return ""
    said = {"asked": asked, "n": found, "floor": words.number(answer.view.candidates_from)}
    if answer.view.weighed == DEMANDS:
        return (
            _(
                "%(asked)d lieux demandés ; proposés : %(n)d. Aucune autre commune d’au moins %(floor)s "
                "habitants n’aurait une demande de plus à portée."
            )
            % said
        )
    if answer.view.weighed == SEARCHES:
        return (
            ngettext(
                "%(asked)d lieux demandés, %(n)d proposé : aucune autre commune d’au moins %(floor)s "
                "habitants ne répondrait à une recherche de plus.",
                "%(asked)d lieux demandés, %(n)d proposés : aucune autre commune d’au moins %(floor)s "
                "habitants ne répondrait à une recherche de plus.",
                found,
            )
            % said
        )
    return (
        ngettext(
            "%(asked)d lieux demandés, %(n)d proposé : aucune autre commune d’au moins %(floor)s habitants "
            "ne rapprocherait quelqu’un de plus.",
            "%(asked)d lieux demandés, %(n)d proposés : aucune autre commune d’au moins %(floor)s habitants "
            "ne rapprocherait quelqu’un de plus.",
            found,
        )
        % said
    )


def _other_goal(view: View) -> str:
    if view.aim == MEDIAN:
        return _("mettre le plus de monde à %(limit)s ou moins") % {"limit": words.limit(view.question())}
    return _("raccourcir le plus le trajet moyen")


def instead(site: Site) -> str:
    """« Saint-Mard (autant), Nangis (1 402 de moins) », with how many more are as good; a dash where none is
    nearly as good."""
    told = [f"{other.name} ({_lost(other)})" for other in site.nearly]
    more = site.ties - sum(_lost(other) == _("autant") for other in site.nearly)
    if more > 0:
        told.append(
            ngettext("et %(n)s autre, autant", "et %(n)s autres, autant", more) % {"n": words.number(more)}
        )
    return ", ".join(told) or words.UNKNOWN


def _lost(other: Other) -> str:
    if other.people_lost is None:
        return _("%(share)s de moins") % {"share": words.percent(other.loss)}
    if not round(other.people_lost):
        return _("autant")
    return _("%(n)s de moins") % {"n": words.number(other.people_lost)}


def nothing(answer: Answer) -> str:
    """Why no site is proposed."""
    view = answer.view
    if not len(answer.candidates):
        return _(
            "Aucune commune de ce territoire n’a %(floor)s habitants : baissez ce nombre pour en proposer."
        ) % {"floor": words.number(view.candidates_from)}
    nothing_told = answer.sought is None or not answer.sought.weighing(view.weighed).any()
    if view.weighed == DEMANDS and nothing_told:
        return _(
            "Aucune demande n’est comptée par une structure d’ici pour ce service, là où des habitants sont "
            "trop loin : choisissez « les habitants trop loin »."
        )
    if view.weighed == SEARCHES and nothing_told:
        return _(
            "Aucune recherche restée sans réponse n’est connue ici pour ce service, là où des habitants sont "
            "trop loin : choisissez « les habitants trop loin »."
        )
    if view.aim == COVERAGE and not answer.change.totals_before.people_beyond:
        return _("Personne n’est trop loin : aucun lieu n’est à ouvrir pour ce but.")
    return _(
        "Aucune commune d’au moins %(floor)s habitants ne rapprocherait quelqu’un : baissez ce nombre, ou "
        "changez de but."
    ) % {"floor": words.number(view.candidates_from)}
