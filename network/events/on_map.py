# SPDX-License-Identifier: AGPL-3.0-or-later
"""The events of the weeks to come on a map: that of the agenda's own page, and a layer of the search's map.

Each event once, at its next time, where whoever reads it sees that it is: one held in a structure whose
address is confidential is at the point of its commune, as the structure is. What is nowhere, and what is
moved elsewhere in words, has no marker: the agenda lists it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_of
from common.dates import in_words
from common.media_types import GEOJSON
from mapping.models import PositionPrecision
from mapping.presentation import map_themes, place_note
from mapping.vocabulary import THEME_BY_CODE
from network.agenda.occurrence import Occurrence
from network.events import asking
from network.events.asking import Asked
from network.events.near import distance_to, point_of
from network.models import Event
from network.week import Line, Structures, between, line, occurrences, structures_of

# A layer over places that are there all year: what is soon, and no more of it than a map can show.
WEEKS, MOST = 4, 200


@dataclass(frozen=True, slots=True)
class Placed:
    """An event at its next time, and where it is."""

    event: Event
    told: Line
    point: Point
    note: str
    distance: str


def placed(role: Role, asked: Asked, first: date, last: date) -> tuple[list[Placed], int]:
    """The events that are held between two days and are somewhere, the soonest first, and how many more there
    are than a map shows. Four queries at most."""
    now = timezone.now()
    next_of: dict[int, tuple[Occurrence, Event]] = {}
    for event in between(asked.among(Event.objects.seen_by(role)), first, last):
        coming = (one for one in occurrences(event, first, last) if one.end >= now or one.all_day)
        once = next((one for one in coming if not one.place), None)
        if once and not event.is_cancelled:
            next_of[event.pk] = once, event
    names = structures_of(event for _once, event in next_of.values())
    soonest = sorted(next_of.values(), key=lambda one: (one[0].start, one[1].pk))
    found = [
        _placed(event, once, names, point, asked)
        for once, event in soonest
        if (point := point_of(event, names)) is not None
    ]
    return found[:MOST], max(0, len(found) - MOST)


def _placed(event: Event, once: Occurrence, names: Structures, point: Point, asked: Asked) -> Placed:
    structure = names.get((event.structure_id or 0, event.audience))
    where = structure or event
    note = place_note(
        structure.position_masked if structure else False,
        where.position_precision or PositionPrecision.COMMUNE,
        bool(where.adresse),
        structure.address_is_confidential if structure else False,
    )
    distance = distance_to(asked.near, point) if asked.near else ""
    return Placed(event, line(once, event, names), point, note, distance)


def when(told: Line) -> str:
    """« mardi 8 décembre, 14 h – 16 h »."""
    day = in_words(told.day, "l j F")
    return f"{day}, {' – '.join(one for one in told.hours if one)}" if told.hours else day


@require_safe
def layer(request: HttpRequest) -> JsonResponse:
    """The events of the four weeks to come, as the reader may know them and the address asks for: a GeoJSON
    FeatureCollection, whose `plus` is how many more than it holds there are."""
    today = timezone.localdate()
    last = today + timedelta(days=7 * WEEKS - 1)
    found, more = placed(role_of(request.user), asking.read(request.GET), today, last)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(one.point.x, 6), round(one.point.y, 6)]},
            "properties": {
                "nom": one.told.title,
                "url": one.told.url,
                "quand": when(one.told),
                "lieu": one.told.place,
                "note": one.note,
            },
        }
        for one in found
    ]
    answer = {"type": "FeatureCollection", "plus": more, "features": features}
    response = JsonResponse(answer, content_type=GEOJSON)
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response


def drawing(found: list[Placed]) -> dict[str, Any]:
    """What the page's own map is told: its points, and where it looks without any."""
    own = settings.DEPARTEMENT if settings.DEPARTEMENT != "all" else ""
    codes = {one.event.commune.departement_code for one in found if one.event.commune}
    drawn = sorted(codes)[:4] or ([own] if own else [])
    return {
        "config": {
            "lat": None,
            "lon": None,
            "rayon_m": None,
            "contours": [reverse("outlines", args=[code]) for code in drawn],
            "alentours": reverse("departements", args=[drawn[0]]) if drawn else reverse("country"),
            "recherche": False,
            "themes": map_themes(),
        },
        "points": list(_points(found)),
    }


def _points(found: list[Placed]) -> Iterator[dict[str, Any]]:
    for one in found:
        yield {
            "n": "",
            "id": one.event.pk,
            "nom": one.told.title,
            "lat": one.point.y,
            "lon": one.point.x,
            "distance": one.distance,
            "url": one.told.url,
            "horaires": ", ".join(part for part in (when(one.told), one.told.place) if part),
            "services": [],
            "telephone": None,
            "note": one.note,
            "confidentiel": False,
            "themes": [code for code in one.event.themes if code in THEME_BY_CODE],
        }
