"""The database of all the town halls of France, made where it is missing (`bench.audit.fill_large`).

The benchmark's own (`make bench`); AUDIT_LARGE_DATABASE names another one, which is only read.
"""

import os
import subprocess
import sys
from collections.abc import Callable

from psycopg import connect

from bench.database import connection_parameters


def name(say: Callable[[str], None]) -> str:
    """The name of a database that is ready to be measured."""
    if given := os.environ.get("AUDIT_LARGE_DATABASE"):
        return given
    say("database (a new one: about four minutes to fill)")
    # In a process of its own: its settings are the benchmark's, and what they name is filled.
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "bench.ordinary.settings"}
    command = [sys.executable, "-m", "bench.audit.fill_large"]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.split()[-1]


def places(database: str) -> dict:
    """What a visitor may see of it as GeoJSON: every place with its name and the codes of its themes."""
    with connect(**connection_parameters(dbname=database)) as server:
        rows = server.execute(
            """
            SELECT s.nom, ST_X(r.position::geometry), ST_Y(r.position::geometry),
                   array_remove(array_agg(DISTINCT t.code), NULL)
            FROM mapping_searchrow r
            JOIN mapping_visible_structure s ON s.id = r.structure_id AND s.role = 0
            LEFT JOIN mapping_theme t ON t.id = r.theme
            WHERE r.role_min = 0
            GROUP BY s.id, s.nom, r.position
            """
        ).fetchall()
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
            "properties": {"nom": nom, "themes": themes},
        }
        for nom, lon, lat, themes in rows
    ]
    return {"type": "FeatureCollection", "features": features}
