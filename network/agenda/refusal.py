# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a sentence is not understood, and what would be."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

EXAMPLES = (
    "tous les mardis de 14h à 16h",
    "un mardi sur deux à partir du 6 janvier",
    "le 1er et le 3e vendredi du mois, hors jours fériés",
    "le 15 de chaque mois",
    "les 4, 11 et 18 mars",
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a sentence is not understood, naming its words, and what to answer or to write instead."""

    why: str
    question: str


class Refused(Exception):
    """A sentence, or a piece of it, is not understood."""

    def __init__(self, why: str, question: str = "") -> None:
        super().__init__(why)
        self.refusal = Refusal(why, question or for_example())


def for_example() -> str:
    """What may be written, by examples."""
    examples = " ; ".join(f"« {one} »" for one in EXAMPLES)
    return _("Écrivez par exemple : %(examples)s.") % {"examples": examples}


def not_understood(words: str) -> Refused:
    """That some words belong to nothing that is understood."""
    words = words.strip(" ,;.\n")[:60]
    return Refused(_("« %(words)s » n’est pas compris.") % {"words": words})
