# SPDX-License-Identifier: AGPL-3.0-or-later
"""Minutes from each commune to its nearest place, by whatever the site has: roads, areas, or an estimate.

A page never waits long for anyone: Valhalla is asked in one short try, and only for the few places that are
nearest in a straight line; the Géoplateforme's areas are fetched beforehand (`manage.py fetch_travel_areas`)
and kept. Where a provider is absent, away or not asked yet, minutes are estimated, and that is said.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPoint, Point
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from geocoding import travel
from geocoding.travel import CAR, Away, IgnIsochrones, ValhallaMatrix
from territory.arrays import Floats
from territory.assessment import Assessment
from territory.models import TravelArea

ESTIMATED, ROADS, AREAS = "estimé", "calculé par la route", "calculé par tranches"
# How many of the nearest places in a straight line may be the nearest by road.
_NEAREST = 3
_AT_ONCE = 12
# Minutes for which areas are asked; a commune's minutes are the first of them that holds it.
STEPS_MIN = (10, 15, 20, 30)


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes (n): NaN unknown, infinite where nothing is within reach. `quality` is one of the words above;
    `note` says in French where they come from and how sure they are."""

    values: Floats
    provider: str
    quality: str
    note: str
    date: datetime


def to_nearest(assessment: Assessment, mode: str = CAR) -> Minutes:
    """Minutes from each commune to its nearest place. Never raises for a provider."""
    service = travel.provider()
    trouble = ""
    if service is not None and len(assessment.supply):
        try:
            if isinstance(service, ValhallaMatrix):
                return _by_road(assessment, service, mode)
            return _by_area(assessment, service, mode)
        except Away as away:
            trouble = _("Le calcul d'itinéraires ne répond pas (%(why)s). ") % {"why": away}
    return _estimated(assessment, mode, trouble)


def _estimated(assessment: Assessment, mode: str, trouble: str = "") -> Minutes:
    note = trouble + _("Minutes : %(source)s.") % {"source": travel.CALIBRATIONS[mode].source}
    return Minutes(travel.estimate(assessment.distance_m, mode), "", ESTIMATED, note, timezone.now())


def _by_road(assessment: Assessment, service: ValhallaMatrix, mode: str) -> Minutes:
    found = np.full(len(assessment.people), np.nan)
    known = np.flatnonzero(~np.isnan(assessment.distance_m))
    near = assessment.nearest(min(_NEAREST, len(assessment.supply)))[1][known]
    # Neighbours share their nearest places, so that a call asks for few of them.
    order = np.lexsort((assessment.people_at[known][:, 1], near[:, 0]))
    for start in range(0, len(order), _AT_ONCE):
        part = order[start : start + _AT_ONCE]
        targets = np.unique(near[part][near[part] >= 0])
        if not len(targets):
            found[known[part]] = np.inf
            continue
        table = service.minutes(
            _points(assessment.people.lonlat[known[part]]), _points(assessment.supply.lonlat[targets]), mode
        )
        for row, origin in zip(table, part, strict=True):
            times = [row[int(np.searchsorted(targets, place))] for place in near[origin] if place >= 0]
            reached = [time for time in times if time is not None]
            found[known[origin]] = min(reached) if reached else np.inf
    note = _("Minutes calculées par la route (Valhalla, OpenStreetMap), sans embouteillage.")
    return Minutes(found, service.name, ROADS, note, timezone.now())


def _by_area(assessment: Assessment, service: IgnIsochrones, mode: str) -> Minutes:
    """The first of `STEPS_MIN` whose area holds the commune's point. Raises Away where areas are not kept."""
    keys = places_of(assessment)
    wanted = len(keys) * len(STEPS_MIN)
    lon, lat = zip(*keys, strict=True)
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"provider": service.name, "mode": mode, "lon": list(lon), "lat": list(lat)}
        asked |= {"steps": list(STEPS_MIN)}
        cursor.execute(_KEPT, asked)
        kept, oldest = cursor.fetchone()
        if kept < wanted:
            raise Away(
                _("%(n)s zones d'accès sur %(all)s restent à demander") % {"n": wanted - kept, "all": wanted}
            )
        known = np.flatnonzero(~np.isnan(assessment.distance_m))
        points = MultiPoint([Point(*each) for each in _points(assessment.people.lonlat[known])], srid=4326)
        cursor.execute(_HELD, asked | {"points": points.hexewkb.decode()})
        held = dict(cursor.fetchall())
    found = np.full(len(assessment.people), np.nan)
    for number, i in enumerate(known, start=1):
        found[i] = held.get(number, np.inf)
    note = _(
        "Minutes calculées par tranches (%(steps)s min) d'après les zones d'accès de la Géoplateforme de "
        "l'IGN, sans embouteillage ; au-delà de %(last)s min, rien n'est compté."
    ) % {"steps": ", ".join(map(str, STEPS_MIN)), "last": STEPS_MIN[-1]}
    return Minutes(found, service.name, AREAS, note, oldest or timezone.now())


def fetch_areas(assessment: Assessment, service: IgnIsochrones, mode: str = CAR) -> int:
    """Ask for the areas that are not kept yet, and keep them; how many they were. Raises Away.

    What was answered before a failure is kept: the next call goes on from there.
    """
    fetched = 0
    for lon, lat in places_of(assessment):
        about = {"provider": service.name, "mode": mode, "lon": f"{lon:.5f}", "lat": f"{lat:.5f}"}
        kept = TravelArea.objects.filter(**about).values_list("minutes", flat=True)
        missing = set(STEPS_MIN) - set(kept)
        for minutes in sorted(missing):
            area = _geometry(service.area((lon, lat), minutes, mode))
            TravelArea.objects.create(**about, minutes=minutes, area=area)
            fetched += 1
    return fetched


def places_of(assessment: Assessment) -> list[tuple[float, float]]:
    """The positions that matter to a territory: those near enough to be someone's nearest, each once."""
    frame = assessment.people.frame()
    if frame is None:
        return []
    around = assessment.supply.inside(frame.wider(40))
    return sorted({(round(lon, 5), round(lat, 5)) for lon, lat in around.lonlat.tolist()})


def _geometry(geojson: dict) -> GEOSGeometry:
    try:
        area = GEOSGeometry(json.dumps(geojson), srid=4326)
    except (GEOSException, GDALException, ValueError, TypeError) as error:
        raise Away(_("La Géoplateforme a répondu une zone illisible.")) from error
    if not area.valid:
        area = area.buffer(0)
    if area.empty:
        raise Away(_("La Géoplateforme a répondu une zone vide."))
    return area


def _points(lonlat: Floats) -> Sequence[tuple[float, float]]:
    return [(float(lon), float(lat)) for lon, lat in lonlat]


_ASKED = """
    FROM territory_travelarea a
    JOIN unnest(%(lon)s::numeric[], %(lat)s::numeric[]) AS place (lon, lat)
        ON place.lon = a.lon AND place.lat = a.lat
    WHERE a.provider = %(provider)s AND a.mode = %(mode)s AND a.minutes = ANY (%(steps)s)
"""
_KEPT = "SELECT count(*), min(a.asked_at)" + _ASKED
_HELD = f"""
    SELECT point.path[1], min(held.minutes)
    FROM ST_Dump(%(points)s::geometry) AS point
    JOIN (SELECT a.minutes, a.area {_ASKED}) AS held ON ST_Covers(held.area, point.geom)
    GROUP BY 1
"""
