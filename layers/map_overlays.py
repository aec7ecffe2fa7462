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
    """Areas or events to lay over the map: the GeoJSON at `url`, drawn in the way of its `kind`. `listed` is
    where the same is read without a map, for what is nowhere else on the page."""

    id: str
    kind: str
    label: str
    url: str
    listed: str = ""


def map_overlays(request: HttpRequest, departement: str) -> list[MapOverlay]:
    """The official territories around a département, the events of its agenda in the weeks to come, and for
    staff the zones that staff brought."""
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
            MapOverlay(
                "evenements",
                "evenements",
                _("Agenda des quatre semaines qui viennent"),
                f"{reverse('agenda-map')}?departement={departement}",
                f"{reverse('agenda')}?departement={departement}",
            ),
        ]
    if role_of(request.user) is Role.STAFF:
        overlays += [
            MapOverlay(f"zones-{zones.pk}", "zones", zones.name, reverse("deposited-zones", args=[zones.pk]))
            for zones in Overlay.objects.only("pk", "name")
        ]
    return overlays
