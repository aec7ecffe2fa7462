# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long it takes to get somewhere: minutes from metres, or from a provider that knows the roads.

Without a provider, or when it is away, minutes are estimated from the straight line and called « estimé ».
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from geopy.exc import GeopyError

from geocoding.providers.http import BATCH, INTERACTIVE, PoliteClient
from geocoding.providers.pace import SharedPace, Unpaced

IGN_URL = "https://data.geopf.fr/navigation"

CAR, FOOT = "voiture", "pied"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Minutes = `start` + `per_km` × kilometres in a straight line; `source` says where from, in French."""

    start: float
    per_km: float
    source: str | Promise

    def minutes(self, metres):
        """Minutes for a distance in metres, a number or an array; infinite for an infinite one."""
        return self.start + self.per_km * metres / 1000

    def metres(self, minutes: float) -> float:
        """How far one goes in a straight line in some minutes; 0 where starting alone takes them."""
        return max(0.0, 1000 * (minutes - self.start) / self.per_km)


# By car: fitted on the OSRM matrix of 150 communes of the Grand Paris (riatelab/MTA), r = 0.97; on real
# roads of Liechtenstein 2.5 + 1.17 per km. On foot: 4.8 km/h and a detour of 1.34 (doi
# 10.1177/23998083231168870).
CALIBRATIONS = {
    CAR: Calibration(
        3.35,
        1.145,
        _(
            "estimé d'après la ligne droite : 3,35 min + 1,145 min par km, ajusté sur 150 communes du Grand "
            "Paris sans embouteillage ; l'erreur dans la France rurale n'est pas connue"
        ),
    ),
    FOOT: Calibration(
        0.0,
        1000 * 1.34 / 80,
        _("estimé d'après la ligne droite : 4,8 km/h et un détour de 1,34, moyenne des villes d'Europe"),
    ),
}


def estimate(metres, mode: str = CAR):
    """Minutes for a straight line in metres, a number or an array. KeyError for another mode."""
    return CALIBRATIONS[mode].minutes(metres)


class Away(Exception):
    """The provider did not answer, or not as its documentation says. Minutes are then estimated."""


class Client(Protocol):
    """What asks a service politely: `geocoding.providers.http.PoliteClient`, or one of a test's."""

    def get_json(self, url: str, **query) -> dict:
        """What an address answers to these parameters."""


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ValhallaMatrix:
    """Minutes on the roads of OpenStreetMap, from a Valhalla service (`/sources_to_targets`)."""

    client: Client
    name: str = "valhalla"
    # The service's own default limit of pairs a call.
    most_pairs: int = 2_500

    def minutes(
        self, origins: Sequence[Point], destinations: Sequence[Point], mode: str = CAR
    ) -> list[list[float | None]]:
        """Minutes from each origin to each destination, as (longitude, latitude); None where no road leads.

        Raises Away, and ValueError for more pairs than `most_pairs`.
        """
        if len(origins) * len(destinations) > self.most_pairs:
            raise ValueError(f"at most {self.most_pairs} pairs a call")
        asked = {
            "sources": [{"lon": lon, "lat": lat} for lon, lat in origins],
            "targets": [{"lon": lon, "lat": lat} for lon, lat in destinations],
            "costing": {CAR: "auto", FOOT: "pedestrian"}[mode],
        }
        answer = _ask(self.client, "sources_to_targets", json=json.dumps(asked, separators=(",", ":")))
        try:
            table = answer["sources_to_targets"]
            found = [[_minutes(cell["time"]) for cell in row] for row in table]
        except (TypeError, KeyError, ValueError) as error:
            raise Away("Valhalla a répondu autre chose que des durées.") from error
        if len(found) != len(origins) or any(len(row) != len(destinations) for row in found):
            raise Away("Valhalla n'a pas répondu sur tous les trajets.")
        return found


@dataclass(frozen=True, slots=True)
class IgnIsochrones:
    """What is within some minutes of a place, from the Géoplateforme (`/navigation/isochrone`, 5 calls/s)."""

    client: Client
    name: str = "ign"
    resource: str = "bdtopo-valhalla"

    def area(self, destination: Point, minutes: int, mode: str = CAR) -> dict:
        """The area from which a place (longitude, latitude) is reached in `minutes`, as a GeoJSON geometry.

        `direction=arrival`: people come to the place, which one-way streets make another area. Raises Away.
        """
        lon, lat = destination
        answer = _ask(
            self.client,
            "isochrone",
            resource=self.resource,
            point=f"{lon:.6f},{lat:.6f}",
            costType="time",
            costValue=minutes,
            timeUnit="minute",
            distanceUnit="meter",
            profile={CAR: "car", FOOT: "pedestrian"}[mode],
            direction="arrival",
            crs="EPSG:4326",
        )
        geometry = answer.get("geometry")
        if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            raise Away("La Géoplateforme a répondu autre chose qu'une zone.")
        if not geometry.get("coordinates"):
            raise Away("La Géoplateforme a répondu une zone vide.")
        return {"type": geometry["type"], "coordinates": geometry["coordinates"]}


IGN_PER_SECOND = 5.0


def provider() -> ValhallaMatrix | IgnIsochrones | None:
    """What the settings name (`TRAVEL_PROVIDER`: « valhalla » or « ign »); None for the estimate alone.

    Raises ImproperlyConfigured for another name.
    """
    return _provider(settings.TRAVEL_PROVIDER, settings.TRAVEL_URL)


@lru_cache(maxsize=4)
def _provider(kind: str, url: str) -> ValhallaMatrix | IgnIsochrones | None:
    if not kind:
        return None
    if kind == "valhalla":
        return ValhallaMatrix(PoliteClient(url, pace=Unpaced(), patience=INTERACTIVE))
    if kind == "ign":
        pace = SharedPace("ign-navigation", IGN_PER_SECOND)
        return IgnIsochrones(PoliteClient(url or IGN_URL, pace=pace, patience=BATCH))
    raise ImproperlyConfigured(f"TRAVEL_PROVIDER={kind} : donnez valhalla, ign, ou rien.")


def _ask(client: Client, path: str, **query) -> dict:
    try:
        return client.get_json(path, **query)
    except GeopyError as error:
        raise Away(str(error)) from error


def _minutes(seconds: float | None) -> float | None:
    if seconds is None:
        return None
    value = float(seconds) / 60
    if not math.isfinite(value) or value < 0:
        raise ValueError(seconds)
    return value
