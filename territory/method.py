# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a report was worked out, and what it does not say: the lines under every table and on every print."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from territory import words
from territory.plurals import ngettext

if TYPE_CHECKING:
    from territory.report import Report


def lines(report: "Report") -> list[str]:
    """One line for each thing to know, from the most general."""
    found = [_distances(report), report.minutes.note, _accessibility(report), _limits(), _records(report)]
    if told := words.areas(report.assessment):
        found.append(_("Zones desservies : %(told)s") % {"told": told})
    if report.totals.unknown:
        found.append(
            ngettext(
                "Données manquantes : %(n)s commune sans point ou sans population connue, hachurée sur la "
                "carte, hors de tous les pourcentages.",
                "Données manquantes : %(n)s communes sans point ou sans population connue, hachurées sur la "
                "carte, hors de tous les pourcentages.",
                report.totals.unknown,
            )
            % {"n": words.number(report.totals.unknown)}
        )
    if report.directory.examples:
        found.append(
            ngettext(
                "L'annuaire de ce territoire contient %(n)s fiche inventée pour la démonstration.",
                "L'annuaire de ce territoire contient %(n)s fiches inventées pour la démonstration.",
                report.directory.examples,
            )
            % {"n": words.number(report.directory.examples)}
        )
    return found


def _distances(report: "Report") -> str:
    return _(
        "Distances : en ligne droite, du point de chaque commune (sa mairie, ou un point de son territoire "
        "quand la position de la mairie est fausse) au lieu le plus proche, dans la projection légale "
        "(EPSG:%(epsg)s). Lieux et habitants des territoires voisins comptent. À %(km)s exactement, on est à "
        "portée."
    ) % {"epsg": report.assessment.epsg, "km": words.radius(report.assessment.question.threshold_m)}


def _accessibility(report: "Report") -> str:
    return _(
        "Accessibilité : E2SFCA (Luo et Qi, 2009), poids %(weights)s jusqu'à 5, 10 et 20 km, pour 10 000 "
        "personnes. Lieux qui disent leur capacité : %(known)s sur %(all)s ; nombre de places supposé aux "
        "autres : %(assumed)s."
    ) % {
        "weights": " / ".join(f"{weight:g}".replace(".", ",") for weight in report.view.weights),
        "known": words.number(report.assessment.capacities_known),
        "all": words.number(len(report.assessment.supply)),
        "assumed": words.number(report.view.capacity),
    }


def _limits() -> str:
    return _(
        "Limites : tous les habitants d'une commune sont comptés en un point ; dans une grande commune, une "
        "partie vit plus loin. La saturation et les transports ne sont pas retenus."
    )


def _records(report: "Report") -> str:
    return ngettext(
        "Un territoire vide peut être mal recensé : %(n)s commune sur %(all)s n'a aucune fiche dans "
        "l'annuaire, tous thèmes confondus.",
        "Un territoire vide peut être mal recensé : %(n)s communes sur %(all)s n'ont aucune fiche dans "
        "l'annuaire, tous thèmes confondus.",
        report.unrecorded,
    ) % {"n": words.number(report.unrecorded), "all": words.number(len(report.assessment.people))}
