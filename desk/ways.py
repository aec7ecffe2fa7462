# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way to a structure: how far it is, and to which of its places."""

from dataclasses import dataclass

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point

from accounts.roles import Role
from mapping import presentation
from mapping.models import VisibleService, VisibleStructure

# Links write positions with six decimals.
_SAME_DEGREES = 2e-6


@dataclass(frozen=True, slots=True)
class Way:
    """Metres on the WGS 84 spheroid to a place that the reader may see.

    `is_located` tells whether the point is the place itself; `to` is its address where it is another
    than the structure's.
    """

    metres: float
    is_located: bool
    to: str = ""


def way_to(structure: VisibleStructure, role: Role, origin: Point, place: Point | None) -> Way | None:
    """The way from `origin` to the place of `structure` at `place`, else to the structure itself.

    None where the structure has no point. A `place` where nothing of it is counts for nothing.
    """
    if place and not _same(structure.position, place):
        services = (
            VisibleService.objects.seen_by(role)
            .filter(structure_id=structure.id, has_own_place=True, position__isnull=False)
            .annotate(distance=Distance("position", origin))
            .order_by("id")
        )
        for service in services:
            if _same(service.position, place):
                located = presentation.is_located(service.position_masked, service.position_precision)
                address = presentation.address_line(
                    service.adresse, service.complement_adresse, service.code_postal, service.commune_nom
                )
                return Way(service.distance.m, located, address)
    measured = (
        VisibleStructure.objects.seen_by(role)
        .filter(pk=structure.pk, position__isnull=False)
        .annotate(distance=Distance("position", origin))
        .first()
    )
    if measured is None:
        return None
    located = presentation.is_located(structure.position_masked, structure.position_precision)
    return Way(measured.distance.m, located)


def _same(one: Point | None, other: Point) -> bool:
    return one is not None and abs(one.x - other.x) < _SAME_DEGREES and abs(one.y - other.y) < _SAME_DEGREES
