"""What the territory is measured against: bare SciPy and plain PostGIS, on tables made for nothing else.

Both start from the database, as the site does. Their tables hold points already in Lambert-93 with a spatial
index, without the site's filter, roles or services: as favourable as it gets.
"""

import numpy as np
from django.db import connection
from scipy.spatial import cKDTree

from territory.indicators import E2SFCA_WEIGHTS, RADII_M, TOLERANCE_M

# The same tolerance as ours: among ten million pairs, some are within a millimetre of a threshold.
_RADII = tuple(radius + TOLERANCE_M for radius in RADII_M)
REACH_M = _RADII[-1]


def prepare(
    name: str, count: np.ndarray, at: np.ndarray, capacity: np.ndarray, places_at: np.ndarray, own: int
) -> None:
    """Fill `bench_people_<name>` and `bench_places_<name>`; the first `own` people are the territory's."""
    known = np.isfinite(at).all(axis=1)
    with connection.cursor() as cursor:
        for table, columns in (("people", "own boolean, people float8"), ("places", "capacity float8")):
            cursor.execute(f"DROP TABLE IF EXISTS bench_{table}_{name}")
            cursor.execute(
                f"CREATE TABLE bench_{table}_{name} (id int PRIMARY KEY, {columns}, at geometry(Point, 2154))"
            )
        with cursor.copy(f"COPY bench_people_{name} (id, own, people, at) FROM STDIN") as copy:
            for i in np.flatnonzero(known):
                copy.write_row((int(i), bool(i < own), float(np.nan_to_num(count[i])), _point(at[i])))
        with cursor.copy(f"COPY bench_places_{name} (id, capacity, at) FROM STDIN") as copy:
            for i, (point, offered) in enumerate(zip(places_at, capacity, strict=True)):
                copy.write_row((i, float(offered), _point(point)))
        for table in ("people", "places"):
            cursor.execute(f"CREATE INDEX ON bench_{table}_{name} USING gist (at)")
            cursor.execute(f"ANALYZE bench_{table}_{name}")


def _point(at: np.ndarray) -> str:
    return f"SRID=2154;POINT({at[0]:.6f} {at[1]:.6f})"


def postgis_nearest(name: str) -> np.ndarray:
    """Metres to the nearest place of each of the territory's communes, by the KNN operator."""
    return _column(
        f"""
        SELECT near.metres FROM bench_people_{name} c
        CROSS JOIN LATERAL (
            SELECT c.at <-> p.at AS metres FROM bench_places_{name} p ORDER BY c.at <-> p.at LIMIT 1
        ) AS near
        WHERE c.own ORDER BY c.id
        """
    )


def postgis_e2sfca(name: str) -> np.ndarray:
    """E2SFCA by one statement: the pairs within reach once, then both steps."""
    weights = " ".join(
        f"WHEN metres <= {radius} THEN {weight}"
        for radius, weight in zip(_RADII, E2SFCA_WEIGHTS, strict=True)
    )
    return _column(
        f"""
        WITH pair AS MATERIALIZED (
            SELECT c.id, c.own, c.people, p.id AS place, p.capacity, CASE {weights} ELSE 0 END AS weight
            FROM bench_people_{name} c
            CROSS JOIN LATERAL (
                SELECT p.id, p.capacity, ST_Distance(c.at, p.at) AS metres FROM bench_places_{name} p
                WHERE ST_DWithin(c.at, p.at, {REACH_M})
            ) AS p (id, capacity, metres)
        ), share AS (
            SELECT place, min(capacity) / nullif(sum(people * weight), 0) AS share FROM pair GROUP BY place
        ), reached AS (
            SELECT id, sum(share * weight) * 10000 AS access FROM pair JOIN share USING (place)
            WHERE own GROUP BY id
        )
        SELECT coalesce(access, 0) FROM bench_people_{name} c LEFT JOIN reached USING (id)
        WHERE c.own ORDER BY c.id
        """
    )


def scipy_nearest(name: str) -> np.ndarray:
    """The same by a tree, its points read from the same tables."""
    places, people = _points(f"bench_places_{name}"), _points(f"bench_people_{name} WHERE own")
    return cKDTree(places[:, :2]).query(people[:, :2])[0]


def scipy_e2sfca(name: str) -> np.ndarray:
    """The same by all pairs within reach at once."""
    places = _points(f"bench_places_{name}", "capacity")
    people = _points(f"bench_people_{name}", "people, own::int::float8")
    pairs = cKDTree(people[:, :2]).sparse_distance_matrix(
        cKDTree(places[:, :2]), REACH_M, output_type="ndarray"
    )
    weight = np.array(E2SFCA_WEIGHTS)[np.searchsorted(_RADII, pairs["v"])]
    demand = np.bincount(pairs["j"], weights=people[pairs["i"], 2] * weight, minlength=len(places))
    share = np.divide(places[:, 2], demand, out=np.zeros(len(places)), where=demand > 0)
    access = np.bincount(pairs["i"], weights=share[pairs["j"]] * weight, minlength=len(people)) * 10_000
    return access[people[:, 3] > 0]


def _column(sql: str) -> np.ndarray:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return np.array([value for (value,) in cursor.fetchall()], dtype=float)


def _points(source: str, more: str = "") -> np.ndarray:
    table, _where, condition = source.partition(" WHERE ")
    columns = "ST_X(at), ST_Y(at)" + (f", {more}" if more else "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {table} {f'WHERE {condition}' if condition else ''} ORDER BY id"
        )
        return np.array(cursor.fetchall(), dtype=float)
