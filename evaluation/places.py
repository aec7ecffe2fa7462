# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where what was counted is: its EPCI and its département, and its commune where that is large enough for
nobody to be told by it."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.roles import Role
from common.counting import Counted
from mapping.models import VisibleStructure
from places.models import Commune

# A commune of fewer inhabitants is counted with its EPCI alone: who asks for a theme there could be known.
LEAST_INHABITANTS = 2_000
# How long the official codes are.
_COMMUNE, _EPCI = 5, 9


@dataclass(frozen=True, slots=True)
class Placed:
    """(EPCI, département) by code of commune, which of them are large, département by code of EPCI, commune
    by structure."""

    communes: dict[str, tuple[str, str]]
    large: set[str]
    epci: dict[str, str]
    structures: dict[int, str]

    def of(self, counted: Counted) -> tuple[str, str, str]:
        """The codes of its commune, its EPCI and its département; empty where there is none. What is done
        with a structure is where everyone sees that structure, and has no commune of its own."""
        place = self.structures.get(counted.structure, "") if counted.structure else counted.place
        if len(place) == _COMMUNE:
            kept = place if place in self.large and not counted.structure else ""
            return kept, *self.communes.get(place, ("", ""))
        if len(place) == _EPCI:
            return ("", place, self.epci[place]) if place in self.epci else ("", "", "")
        return "", "", place


def placed(counts: Iterable[Counted]) -> Placed:
    """Where all of them are, in three queries. An EPCI that lies in several départements is given to the one
    of the most of its communes, here and in its communes alike, so that it is one cell."""
    counts = list(counts)
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk__in={one.structure for one in counts})
    structures = {number: commune or "" for number, commune in seen.values_list("pk", "commune_id")}
    codes = {one.place for one in counts} | set(structures.values())
    rows = list(
        Commune.objects.filter(code__in={code for code in codes if len(code) == _COMMUNE}).values_list(
            "code", "epci_code", "departement_code", "population"
        )
    )
    communes = {code: (epci, departement) for code, epci, departement, _population in rows}
    large = {
        code
        for code, epci, _departement, population in rows
        if epci and population and population >= LEAST_INHABITANTS
    }
    wanted = {code for code in codes if len(code) == _EPCI} | {
        epci for epci, _own in communes.values() if epci
    }
    epci = departements_of_epci(wanted)
    by_commune = {code: (of, epci.get(of, own)) for code, (of, own) in communes.items()}
    return Placed(by_commune, large, epci, structures)


def departements_of_epci(codes: Iterable[str]) -> dict[str, str]:
    """The département of each EPCI: that of most of its communes, the first by code among equals."""
    found: dict[str, dict[str, int]] = {}
    rows = Commune.objects.filter(epci_code__in=set(codes)).values_list("epci_code", "departement_code")
    for epci, departement in rows:
        counted = found.setdefault(epci, {})
        counted[departement] = counted.get(departement, 0) + 1
    return {epci: min(counted, key=lambda code: (-counted[code], code)) for epci, counted in found.items()}
