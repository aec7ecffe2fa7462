# SPDX-License-Identifier: AGPL-3.0-or-later
"""Five classes for a map, from served to far: told apart by colour, by lightness, and printed in grey.

Cold within reach and warm beyond, each darker than the one before: people who do not tell red from green tell
these apart, and a photocopy keeps their order. Missing is no class: it is hatched.
"""

from dataclasses import dataclass

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from geocoding.travel import CALIBRATIONS, CAR
from mapping.presentation import kilometres_text
from territory.assessment import Assessment
from territory.people import SMALL_COMMUNE
from territory.question import Question
from territory.view import COUNT, DISTANCE, ENHANCED, LACKING, TWO_STEP

# Contrast from one to the next: 1.25, 1.65 at the threshold, 1.93, 2.24.
COLOURS = ("#f7f9f8", "#d3e3e6", "#eba04c", "#c2611c", "#7a2f0a")
MISSING = -1


@dataclass(frozen=True, slots=True)
class Classes:
    """The class of each commune (0 best to 4 worst, -1 missing), and the classes in words."""

    title: str
    of: NDArray[np.int64]
    labels: tuple[str, ...]
    faded: NDArray[np.bool_]

    @property
    def legend(self) -> list[tuple[str, str]]:
        """(colour, words) from the best to the worst."""
        return list(zip(COLOURS, self.labels, strict=True))


def classify(assessment: Assessment, measure: str) -> Classes:
    """The classes of an indicator (see `territory.view.MEASURES`). KeyError for another one.

    A commune whose people are not known is missing whatever the indicator: a colour would read as a figure.
    """
    title, of, labels = _BY_MEASURE[measure](assessment)
    people = assessment.people.count
    unknown = np.isnan(people)
    return Classes(title, np.where(unknown, MISSING, of), labels, ~unknown & (people < SMALL_COMMUNE))


def _distance(assessment: Assessment):
    # Beyond the threshold begins the third class, whatever the threshold.
    edges, km = _edges(assessment.question, (0.5, 1, 1.5, 2))
    labels = (
        _("%(a)s au plus") % {"a": km[0]},
        _("de %(a)s à %(b)s") % {"a": km[0], "b": km[1]},
        _("de %(a)s à %(b)s, trop loin") % {"a": km[1], "b": km[2]},
        _("de %(a)s à %(b)s") % {"a": km[2], "b": km[3]},
        _("plus de %(a)s") % {"a": km[3]},
    )
    distance = assessment.distance_m
    found = np.searchsorted(np.array(edges) + 1e-3, np.nan_to_num(distance, nan=0.0))
    return _("Distance au lieu le plus proche"), np.where(np.isnan(distance), MISSING, found), labels


def _edges(question: Question, shares: tuple[float, ...]) -> tuple[list[float], list[str]]:
    """Shares of the threshold in metres, and in words: in minutes where it was asked in minutes."""
    if question.threshold_min is None:
        edges = [question.threshold_m * share for share in shares]
        return edges, [kilometres_text(edge / 1000) for edge in edges]
    minutes = [question.threshold_min * share for share in shares]
    told = [f"{number_format(each)}\N{NO-BREAK SPACE}min" for each in minutes]
    return [CALIBRATIONS[CAR].metres(each) for each in minutes], told


def _count(assessment: Assessment):
    threshold = assessment.question.threshold_m
    counts = _within_threshold(assessment)
    found = 4 - np.searchsorted([0.5, 1.5, 4.5, 9.5], np.nan_to_num(counts, nan=0.0))
    labels = (_("10 ou plus"), _("de 5 à 9"), _("de 2 à 4"), _("un seul"), _("aucun"))
    title = _("Lieux à %(km)s ou moins") % {"km": kilometres_text(threshold / 1000)}
    return title, np.where(np.isnan(counts), MISSING, found), labels


def _within_threshold(assessment: Assessment):
    threshold = assessment.question.threshold_m
    return assessment.within((threshold,))[:, 0]


def _accessibility(values, title: str):
    some = values[np.isfinite(values) & (values > 0)]
    edges = np.unique(np.quantile(some, (0.25, 0.5, 0.75))) if len(some) else np.array([])
    edges = np.concatenate([edges, np.full(3 - len(edges), np.inf)])
    found = np.where(values > 0, 3 - np.searchsorted(edges, np.nan_to_num(values)), 4)
    shown = [f"{edge:.1f}".replace(".", ",") if np.isfinite(edge) else "–" for edge in edges]
    labels = (
        _("plus de %(a)s") % {"a": shown[2]},
        _("de %(a)s à %(b)s") % {"a": shown[1], "b": shown[2]},
        _("de %(a)s à %(b)s") % {"a": shown[0], "b": shown[1]},
        _("moins de %(a)s") % {"a": shown[0]},
        _("zéro : rien à portée"),
    )
    return title, np.where(np.isnan(values), MISSING, found), labels


def _lacking(assessment: Assessment):
    values = assessment.lacking
    found = np.searchsorted([0.5, 2.5, 4.5, 7.5], np.nan_to_num(values, nan=0.0))
    labels = (_("aucun"), _("1 ou 2"), _("3 ou 4"), _("de 5 à 7"), _("8 ou plus"))
    title = _("Thèmes sans lieu à %(km)s ou moins") % {
        "km": kilometres_text(assessment.question.threshold_m / 1000)
    }
    return title, np.where(np.isnan(values), MISSING, found), labels


_BY_MEASURE = {
    DISTANCE: _distance,
    COUNT: _count,
    ENHANCED: lambda a: _accessibility(a.e2sfca, _("Places pour 10 000 habitants (E2SFCA)")),
    TWO_STEP: lambda a: _accessibility(a.two_step, _("Places pour 10 000 habitants (2SFCA, 20 km)")),
    LACKING: _lacking,
}
