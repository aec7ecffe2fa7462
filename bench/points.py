"""Where the questions are asked from: seeded points in towns and in the country."""

import random
from dataclasses import dataclass
from functools import cache

from django.db import connection

SEED = 20_260_102
# INSEE calls urban what has 2,000 people; these bounds leave the doubtful middle out.
URBAN_FROM = 20_000
RURAL_UNDER = 500
# A person is not at the town hall: up to this many degrees away, about two kilometres.
_JITTER = 0.02


@dataclass(frozen=True, slots=True)
class AskedFrom:
    """WGS 84 degrees, rounded as a link of the site rounds them."""

    lat: float
    lon: float


@cache
def points(kind: str, count: int) -> list[AskedFrom]:
    """`count` points around communes of metropolitan France, "urban" or "rural", the same at every run."""
    bounds = f"population >= {URBAN_FROM}" if kind == "urban" else f"population < {RURAL_UNDER}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT ST_Y(point::geometry), ST_X(point::geometry)
            FROM places_commune
            WHERE {bounds} AND kind = 'COM' AND point IS NOT NULL AND departement_code !~ '^9[78]'
            ORDER BY code
            """
        )
        communes = cursor.fetchall()
    seeded = random.Random(f"{SEED}-{kind}")
    chosen = seeded.sample(communes, min(count, len(communes)))
    return [
        AskedFrom(
            round(lat + seeded.uniform(-_JITTER, _JITTER), 5),
            round(lon + seeded.uniform(-_JITTER, _JITTER), 5),
        )
        for lat, lon in chosen
    ]
