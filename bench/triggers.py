"""`python -m bench.triggers`: a large edit on a connection that has saved one row, beside a fresh one.

PostgreSQL keeps the plan of a trigger's statements with the connection: made for one row, it may take the
square of ten thousand. Every trigger that reads a statement's rows as a whole has an edit here, of what its
derived rows say and, where it compares, of what they do not. Everything is rolled back.
"""

import os
import sys
import time
from dataclasses import dataclass

import django
from psycopg import Connection, connect

ROWS, SMALL_EDITS = 10_000, 7
# Copies of structures, and of services one to a structure, so that there are enough.
_FIRST = 10_000_000
_COPIES = """
INSERT INTO mapping_{table} OVERRIDING SYSTEM VALUE
SELECT x.*
FROM (
    SELECT row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS held, t FROM mapping_{table} t
) AS one
JOIN generate_series({low}, {high}) AS n ON one.place = 1 + n %% one.held
CROSS JOIN LATERAL jsonb_populate_record(
    t, jsonb_build_object('id', {first} + n, 'source_id', 'copy ' || n) || {more}
) AS x
"""
_OF = {"structure": "'{}'::jsonb", "service": f"jsonb_build_object('structure_id', {_FIRST} + n)"}


@dataclass(frozen=True, slots=True)
class Edit:
    """What a trigger is tried with: a statement on the rows `low` to `high`, told apart by `turn`.

    `needs` are the copies that must be there before; `shown` those among them whose derived rows must too.
    """

    trigger: str
    name: str
    statement: str
    needs: tuple[str, ...] = ()
    shown: bool = False


def _update(table: str, change: str) -> str:
    return f"UPDATE mapping_{table} SET {change} WHERE id BETWEEN {_FIRST} + {{low}} AND {_FIRST} + {{high}}"


def _delete(table: str) -> str:
    return f"DELETE FROM mapping_{table} WHERE id BETWEEN {_FIRST} + {{low}} AND {_FIRST} + {{high}}"


def _communes(change: str) -> str:
    numbered = "SELECT code, row_number() OVER (ORDER BY code) AS place FROM places_commune"
    return (
        f"UPDATE places_commune c SET {change} FROM ({numbered}) AS n"
        " WHERE n.code = c.code AND n.place BETWEEN {low} AND {high}"
    )


def _copies(table: str) -> str:
    return _COPIES.replace("{table}", table).replace("{first}", str(_FIRST)).replace("{more}", _OF[table])


_BOTH = ("structure", "service")
EDITS = (
    Edit("mapping_structure_inserted", "structures made", _copies("structure")),
    Edit(
        "mapping_structure_updated",
        "structures' links",
        _update("structure", "lien_source = 'https://example.org/{turn}'"),
        ("structure",),
    ),
    Edit(
        "mapping_structure_updated",
        "structures' telephones",
        _update("structure", "telephone = '01 64 {turn}'"),
        ("structure",),
        shown=True,
    ),
    Edit("mapping_shown_inserted", "structures first shown", _copies("structure")),
    Edit(
        "mapping_shown_updated",
        "what everyone sees of structures",
        _update("structure", "courriel = 'accueil{turn}@exemple.fr'"),
        ("structure",),
        shown=True,
    ),
    Edit(
        "mapping_shown_deleted", "structures no more shown", _delete("structure"), ("structure",), shown=True
    ),
    Edit("mapping_structure_deleted", "structures deleted", _delete("structure"), ("structure",), shown=True),
    Edit("mapping_service_inserted", "services made", _copies("service"), ("structure",), shown=True),
    Edit(
        "mapping_service_updated",
        "services' papers to bring",
        _update("service", "a_apporter = 'papiers {turn}'"),
        _BOTH,
    ),
    Edit(
        "mapping_service_updated",
        "services' names",
        _update("service", "nom = 'Permanence {turn}'"),
        _BOTH,
        shown=True,
    ),
    Edit("mapping_service_deleted", "services deleted", _delete("service"), _BOTH, shown=True),
    Edit("mapping_commune_updated", "communes' populations", _communes("population = {turn}")),
    Edit("mapping_commune_updated", "communes' names", _communes("nom = c.nom || ' {turn}'")),
)


def seconds(edit: Edit, *, after_small_edits: bool) -> float:
    """How long an edit of `ROWS` rows takes, on a connection of its own."""
    from bench.database import connection_parameters

    with connect(**connection_parameters()) as server:
        _prepare(server, edit)
        for turn in range(1, SMALL_EDITS + 1) if after_small_edits else ():
            place = ROWS + turn
            server.execute(_filled(edit.statement, place, place, turn))
        started = time.perf_counter()
        done = server.execute(_filled(edit.statement, 1, ROWS, 99))
        taken = time.perf_counter() - started
        assert done.rowcount == ROWS, done.rowcount
        server.rollback()
    return taken


def _prepare(server: Connection, edit: Edit) -> None:
    # The rows alone first: what is derived of them is made in one go, if at all.
    server.execute("SET LOCAL session_replication_role = replica")
    for table in edit.needs:
        server.execute(_filled(_copies(table), 1, ROWS + SMALL_EDITS, 0))
    server.execute("SET LOCAL session_replication_role = origin")
    if edit.shown:
        server.execute(
            "SELECT mapping_refresh_search(ARRAY(SELECT id FROM mapping_structure WHERE id > %s))", [_FIRST]
        )


def _filled(statement: str, low: int, high: int, turn: int) -> bytes:
    words = {"{low}": low, "{high}": high, "{turn}": turn}
    for word, number in words.items():
        statement = statement.replace(word, str(number))
    return statement.replace("%%", "%").encode()


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
    django.setup()
    from bench import report

    turns = 1 if "--quick" in sys.argv else 3
    rows = []
    for edit in EDITS:
        fresh, worn = [], []
        for _turn in range(turns):
            fresh.append(seconds(edit, after_small_edits=False))
            worn.append(seconds(edit, after_small_edits=True))
        rows.append(
            report.Row(
                f"{edit.trigger}: {ROWS:,} {edit.name} after {SMALL_EDITS} one by one / on a new connection",
                min(worn) / min(fresh),
                "ratio",
                "<= 2",
                samples=turns,
                absolute=f"new {min(fresh):.2f} s, after {min(worn):.2f} s",
                command="python -m bench.triggers",
            )
        )
        print(rows[-1].figure, f"{rows[-1].value:.2f}", rows[-1].absolute, flush=True)
    print(report.table(rows))
    if "--no-write" not in sys.argv:
        report.write(rows, "triggers")
    return 1 if any(row.holds is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
