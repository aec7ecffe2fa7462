# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of an uploaded column who are in no figure of a territory: they are said, never silently
lost."""

from dataclasses import dataclass

import numpy as np

from places.official import cities_of_arrondissements
from territory import words
from territory.assessment import Assessment
from territory.models import DemandColumn
from territory.plurals import ngettext


@dataclass(frozen=True, slots=True)
class Uncounted:
    """How many communes, or codes, and their people: outside the territory, under codes that no commune has,
    and in communes whose position is not known."""

    outside: int
    outside_people: float
    unknown: int
    unknown_people: float
    unplaced: int
    unplaced_people: float

    def lines(self) -> list[tuple[str, float]]:
        """(who they are, how many people), for each kind that there is."""
        found = [
            (
                ngettext(
                    "%(n)s commune du dépôt hors de ce territoire",
                    "%(n)s communes du dépôt hors de ce territoire",
                    self.outside,
                ),
                self.outside,
                self.outside_people,
            ),
            (
                ngettext(
                    "%(n)s code du dépôt qu'aucune commune n'a",
                    "%(n)s codes du dépôt qu'aucune commune n'a",
                    self.unknown,
                ),
                self.unknown,
                self.unknown_people,
            ),
            (
                ngettext(
                    "%(n)s commune dont la position n'est pas connue",
                    "%(n)s communes dont la position n'est pas connue",
                    self.unplaced,
                ),
                self.unplaced,
                self.unplaced_people,
            ),
        ]
        return [(text % {"n": words.number(count)}, people) for text, count, people in found if count]

    def __str__(self) -> str:
        told = [
            ngettext(
                "%(what)s : %(people)s personne non comptée.",
                "%(what)s : %(people)s personnes non comptées.",
                round(people),
            )
            % {"what": what, "people": words.number(people)}
            for what, people in self.lines()
        ]
        return " ".join(told)


def of(assessment: Assessment, column: DemandColumn) -> Uncounted | None:
    """Who of a column is not counted in a territory; None where everyone is."""
    here = set(assessment.people.codes.tolist())
    # A city that is the total of its arrondissements was never added to them.
    totals = {
        city
        for city, parts in cities_of_arrondissements().items()
        if any(part in column.values for part in parts)
    }
    outside = [value for code, value in column.values.items() if code not in here and code not in totals]
    unplaced = np.isnan(assessment.distance_m) & ~np.isnan(assessment.people.count)
    found = Uncounted(
        len(outside),
        float(sum(outside)),
        len(column.left),
        float(sum(column.left.values())),
        int(unplaced.sum()),
        float(assessment.people.count[unplaced].sum()),
    )
    return found if found.lines() else None
