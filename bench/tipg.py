"""tipg, the usual OGC API over PostGIS, as a peer: a table made for it, a server of its own.

The table is kinder to it than a directory would be: a place is one row with its theme as an indexed
number and what the first lines of a popup say, and nothing is joined or hidden.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from bench.database import ROOT, connection_parameters
from bench.servers import Process, free_port

VERSION = "tipg==1.6.1"
HOME = ROOT / ".local" / "bench-tipg"
# As many as its own documentation lets one ask for at once.
MAX_FEATURES = 10_000


def install() -> Path:
    """The Python of tipg's own environment, made where it is missing."""
    python = HOME / "bin/python"
    if not (HOME / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", HOME], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, VERSION, "uvicorn==0.30.6"], check=True)
        (HOME / "ready").touch()
    return python


def fill() -> None:
    """The places of the search, one row for each and theme, where they are not there yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE SCHEMA IF NOT EXISTS peer;
            -- Made before it said what a popup does.
            DO $$ BEGIN
                IF to_regclass('peer.place') IS NOT NULL AND NOT EXISTS (
                    SELECT FROM pg_attribute
                    WHERE attrelid = to_regclass('peer.place') AND attname = 'telephone'
                ) THEN
                    DROP TABLE peer.place;
                END IF;
            END $$;
            CREATE TABLE IF NOT EXISTS peer.place (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, theme integer, nom text, telephone text,
                horaires_accueil text, geom geometry(Point, 4326)
            );
            """
        )
        cursor.execute("SELECT count(*) FROM (SELECT FROM peer.place LIMIT 1) AS one")
        if cursor.fetchone()[0]:
            return
        cursor.execute(
            """
            INSERT INTO peer.place (theme, nom, telephone, horaires_accueil, geom)
            SELECT DISTINCT r.theme, s.nom, s.telephone, s.horaires_accueil, r.position::geometry
            FROM mapping_searchrow r
            JOIN mapping_structure s ON s.id = r.structure_id
            WHERE r.theme > 0 AND r.role_min = 0;
            CREATE INDEX ON peer.place (theme);
            CREATE INDEX ON peer.place USING gist (geom);
            ANALYZE peer.place;
            """
        )


def places(theme: int, z: int, x: int, y: int) -> int:
    """How many places of a theme are in a tile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM peer.place"
            " WHERE theme = %s AND geom && ST_Transform(ST_TileEnvelope(%s, %s, %s), 4326)",
            [theme, z, x, y],
        )
        return cursor.fetchone()[0]


def server() -> Process:
    """tipg on a free port, with as many workers as ours."""
    known = connection_parameters()
    login = quote(known.get("user") or "", safe="")
    if password := known.get("password"):
        login += f":{quote(password, safe='')}"
    # A folder of sockets is a host, once its slashes are written out.
    host = quote(known.get("host") or "localhost", safe="")
    number = "" if host.startswith("%2F") else f":{known.get('port') or 5432}"
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{login}@{host}{number}/{known['dbname']}",
        "TIPG_DB_SCHEMAS": '["peer"]',
        "TIPG_MAX_FEATURES_PER_QUERY": str(MAX_FEATURES),
        "TIPG_MAX_FEATURES_PER_TILE": str(MAX_FEATURES),
    }
    command = [str(install()), "-m", "uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", str(port)]
    return Process(
        [*command, "--workers", "2", "--log-level", "warning"], port, environment, ready="/healthz"
    )


def view(theme: int, bbox: str) -> str:
    """The address of the places of a theme in a box."""
    return f"/collections/peer.place/items?f=geojson&limit={MAX_FEATURES}&theme={theme}&bbox={bbox}"


def tile(theme: int, z: int, x: int, y: int) -> str:
    """The address of the same as a vector tile, without the names that ours leaves out at this zoom."""
    asked = f"limit={MAX_FEATURES}&theme={theme}&properties=id,theme"
    return f"/collections/peer.place/tiles/WebMercatorQuad/{z}/{x}/{y}?{asked}"
