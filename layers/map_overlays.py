# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be laid over the map, for the reader of a page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role, role_of
from territory.models import Overlay


@dataclass(frozen=True, slots=True)
class MapOverlay:
    """Areas to lay over the map: the GeoJSON at `url`, drawn in the way of its `kind`."""

    id: str
    kind: str
    label: str
    url: str


def map_overlays(request: HttpRequest, departement: str) -> list[MapOverlay]:
    """The official territories around a département, and for staff the zones that staff brought."""
    overlays = []
    if departement:
        overlays = [
            MapOverlay(
                "epci",
                "intercommunalites",
                _("Intercommunalités (EPCI)"),
                reverse("intercommunalities", args=[departement]),
            ),
            MapOverlay(
                "departement", "departements", _("Départements"), reverse("departements", args=[departement])
            ),
        ]
    if role_of(request.user) is Role.STAFF:
        overlays += [
            MapOverlay(f"zones-{zones.pk}", "zones", zones.name, reverse("deposited-zones", args=[zones.pk]))
            for zones in Overlay.objects.only("pk", "name")
        ]
    return overlays
