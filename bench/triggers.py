"""`python -m bench.triggers`: a large edit on a connection that has saved one row, beside a fresh one.

PostgreSQL keeps the plan of a trigger's statements with the connection: made for one row, it may take the
square of ten thousand. Everything is rolled back.
"""

import os
import sys
import time
from statistics import median

import django

ROWS, TURNS = 10_000, 3
# What is edited and is no part of a derived row, so that the trigger's own comparison is what is timed.
EDITS = {
    "structures": ("mapping_structure", "lien_source = 'https://example.org/' || {turn} || '/' || id", "id"),
    "services": ("mapping_service", "a_apporter = 'une pièce d''identité ' || {turn}", "id"),
    "communes": ("places_commune", "population = {turn}", "code"),
}
# Copies of what is there, until there are enough.
_MORE = {
    "mapping_structure": """
        INSERT INTO mapping_structure OVERRIDING SYSTEM VALUE
        SELECT x.*
        FROM (SELECT to_jsonb(s) AS held FROM mapping_structure s ORDER BY id LIMIT 1) AS one
        CROSS JOIN generate_series(1, {rows}) AS n
        CROSS JOIN LATERAL jsonb_populate_record(
            NULL::mapping_structure, held || jsonb_build_object('id', 10000000 + n, 'source_id', n)
        ) AS x
    """,
    "mapping_service": """
        INSERT INTO mapping_service OVERRIDING SYSTEM VALUE
        SELECT x.*
        FROM (SELECT to_jsonb(s) AS held FROM mapping_service s ORDER BY id LIMIT 1) AS one
        CROSS JOIN generate_series(1, {rows}) AS n
        CROSS JOIN LATERAL jsonb_populate_record(
            NULL::mapping_service, held || jsonb_build_object('id', 10000000 + n, 'source_id', n)
        ) AS x
    """,
}


def seconds(table: str, change: str, key: str, *, after_small_edits: bool) -> float:
    """How long an edit of `ROWS` rows takes, on a connection of its own."""
    from psycopg import connect

    from bench.database import connection_parameters

    with connect(**connection_parameters()) as server:
        if table in _MORE:
            # The rows alone: their derived ones are not what is timed.
            server.execute("SET LOCAL session_replication_role = replica")
            server.execute(_MORE[table].format(rows=ROWS))
            server.execute("SET LOCAL session_replication_role = origin")
        keys = [one for (one,) in server.execute(f"SELECT {key} FROM {table} ORDER BY 1 DESC LIMIT {ROWS}")]
        for turn in range(7 if after_small_edits else 0):
            server.execute(f"UPDATE {table} SET {change.format(turn=turn)} WHERE {key} = %s", [keys[0]])
        started = time.perf_counter()
        done = server.execute(f"UPDATE {table} SET {change.format(turn=99)} WHERE {key} = ANY (%s)", [keys])
        taken = time.perf_counter() - started
        assert done.rowcount == len(keys)
        server.rollback()
    return taken


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
    django.setup()
    from bench import report

    rows = []
    for name, (table, change, key) in EDITS.items():
        fresh, worn = [], []
        for _turn in range(TURNS):
            fresh.append(seconds(table, change, key, after_small_edits=False))
            worn.append(seconds(table, change, key, after_small_edits=True))
        rows.append(
            report.Row(
                f"edit of {ROWS:,} {name} after one of a single row / on a fresh connection",
                median(worn) / median(fresh),
                "ratio",
                "<= 2",
                samples=TURNS,
                absolute=f"fresh {median(fresh) * 1000:.0f} ms, after {median(worn) * 1000:.0f} ms",
                command="python -m bench.triggers",
            )
        )
    print(report.table(rows))
    if "--no-write" not in sys.argv:
        report.write(rows, "triggers")
    return 1 if any(row.holds is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
