"""`python -m bench.history`: what the history costs, and how quick it is to ask, in a database of its own.

Each figure is a ratio within the run: the same writes with the history's triggers and without them, in turn.
"""

import argparse
import io
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SEED = 20_261_128
EVENTS = 1_000_000
_COMMAND = "python -m bench.history"
_TABLES = (
    "mapping_structure", "mapping_service", "mapping_contact", "mapping_session",
    "mapping_temporaryclosure", "data_link", "data_duplicate",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog=_COMMAND, description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000, help="structures of the imports")
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ as it is")
    parser.add_argument("--only", nargs="*", choices=sorted(_FIGURES), default=sorted(_FIGURES))
    options = parser.parse_args()
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": "bench.settings"}
    os.environ.setdefault("BENCH_SIZE", "_history")
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from django.core.management import call_command

    from bench import database, report

    database.create()
    call_command("migrate", verbosity=0)
    call_command("load_places", verbosity=0)
    call_command("load_demo", departement="77", verbosity=0, stdout=io.StringIO())
    rows = []
    for name in options.only:
        found = _FIGURES[name](options)
        # Each as it is known: the run is long, and what fails at its end takes nothing back.
        print(report.table(found), flush=True)
        rows += found
    if not options.no_write and len(options.only) == len(_FIGURES):
        print(f"\nwritten: {report.write(rows, 'history').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


@contextmanager
def no_history() -> Iterator[None]:
    """The same database, whose changes are not noted."""
    _switch("DISABLE")
    try:
        yield
    finally:
        _switch("ENABLE")


def _switch(state: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in _TABLES:
            for trigger in ("history_note", "history_note_update"):
                cursor.execute(f"ALTER TABLE {table} {state} TRIGGER {trigger}")


def one_edit(_options: argparse.Namespace, turns: int = 150) -> list:
    """A person's edit through the door, commit and fsync included; with the history, of a version seen."""
    from bench.report import Row
    from history.versions import last_event
    from mapping.models import Structure
    from mapping.writing import change

    records = list(Structure.objects.filter(position__isnull=False).order_by("pk")[: 2 * turns])
    times = {"with": [], "without": []}

    def edit(record: Structure, said: str, way: str) -> None:
        seen = last_event(record.pk) if way == "with" else None
        began = time.perf_counter()
        change(record, {"telephone": f"01 {said}"[:30]}, seen=seen)
        times[way].append((time.perf_counter() - began) * 1000)

    # In halves of ten, in turn: switching the triggers takes an exclusive lock.
    for start in range(0, 2 * turns, 20):
        for number, record in enumerate(records[start : start + 10]):
            edit(record, f"{time.time_ns()} {number}", "with")
        with no_history():
            for number, record in enumerate(records[start + 10 : start + 20]):
                edit(record, f"{time.time_ns()} {number}", "without")
    return [_ratio("one edit, with its history / without", times, "<= 1.25", Row)]


def importing(options: argparse.Namespace, turns: int = 2) -> list:
    """Applying an import that makes records, then one that changes each of them."""
    import tempfile
    from pathlib import Path

    from bench.exchange import write_csv
    from bench.report import Row
    from bench.timing import median
    from data.imports import runs
    from data.models.source import source_named

    count = options.count
    made, changed, undone = {"with": [], "without": []}, {"with": [], "without": []}, []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "directory.csv"
        write_csv(file, count)
        first = file.read_text(encoding="utf-8")
        second = first.replace("01 ", "02 ").replace("@", ".bis@")
        for turn in range(turns):
            for way in ("with", "without") if turn % 2 == 0 else ("without", "with"):
                source = source_named(f"bench-{way}-{turn}", "Banc d'essai")
                for text, times in ((first, made), (second, changed)):
                    run = _rehearsed(text, source)
                    seconds = _timed(lambda run=run: runs.apply(run), way)
                    times[way].append(seconds * 1000)
                if way == "with":
                    undone.append(_timed(lambda run=run: runs.undo(run.pk), "with"))
                _sweep(source)
    return [
        _ratio(f"applying an import that makes {count} structures", made, "<= 1.25", Row),
        _ratio(f"applying an import that changes {count} structures", changed, "<= 1.25", Row),
        Row(f"undoing the changes of {count} structures", median(undone), "s", command=_COMMAND),
    ]


def _rehearsed(text: str, source) -> object:
    from data.imports import runs

    run = runs.receive("directory.csv", iter([text.encode()]), source)
    mapping = {column["name"]: column["target"] for column in run.settings["columns"] if column["target"]}
    runs.save_mapping(run, mapping, source)
    runs.rehearse(run)
    runs.accept(run)
    return run


def _timed(doing: Callable[[], object], way: str) -> float:
    if way == "without":
        with no_history():
            return _timed(doing, "with")
    began = time.perf_counter()
    doing()
    return time.perf_counter() - began


def _sweep(source) -> None:
    """The source's records, without a trace: the next turn meets the same directory."""
    from django.db import connection

    from mapping.models import Contact, Service, Structure

    with no_history():
        made = Structure.objects.filter(source=source.code)
        for model in (Contact, Service):
            model.objects.filter(structure__in=made).delete()
        made.delete()
        source.links.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE mapping_structure, mapping_service, mapping_searchrow, data_link, history_event"
        )


def bulk_update(_options: argparse.Namespace) -> list:
    """One UPDATE of many rows on a connection that has just saved one: four times the rows, and the time."""
    from django.db import connection

    from bench.report import Row
    from mapping.models import Structure
    from mapping.writing import change

    _grow(100_000)
    numbers = list(Structure.objects.filter(source="bench-many").order_by("pk").values_list("pk", flat=True))
    seconds = {}
    few, many = 25_000, 100_000
    for count in (few, many):
        for record in Structure.objects.filter(pk__in=numbers[:6]):
            change(record, {"telephone": f"01 {time.time_ns()}"})
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE mapping_structure SET lien_source = 'https://exemple.fr/' || %s WHERE id = ANY (%s)",
                [time.time_ns(), numbers[:count]],
            )
        seconds[count] = time.perf_counter() - began
    said = ", ".join(f"{count}: {spent:.1f} s" for count, spent in seconds.items())
    ratio = seconds[many] / seconds[few]
    return [
        Row(
            "UPDATE of 100,000 / of 25,000, after single saves",
            ratio,
            "x",
            "<= 5",
            absolute=said,
            command=_COMMAND,
        )
    ]


def _grow(count: int) -> None:
    """As many structures as that, around those that are there."""
    from django.db import connection

    from mapping.models import Structure

    missing = count - Structure.objects.filter(source="bench-many").count()
    if missing <= 0:
        return
    columns = [
        f'"{field.column}"'
        for field in Structure._meta.concrete_fields
        if field.column not in ("id", "source", "source_id")
    ]
    names = ", ".join(columns)
    with no_history(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO mapping_structure (source, source_id, {names})"
            f" SELECT 'bench-many', 'n' || n || '-' || s.id, {', '.join('s.' + name for name in columns)}"
            " FROM generate_series(1, 100) AS n CROSS JOIN (SELECT * FROM mapping_structure"
            " WHERE source <> 'bench-many' ORDER BY id LIMIT 2000) AS s LIMIT %s",
            [missing],
        )
        cursor.execute("ANALYZE mapping_structure, mapping_searchrow, mapping_card")


def recently(_options: argparse.Namespace) -> list:
    """« Recent changes » of a commune, an EPCI and a département among a million events."""
    from django.db import connection

    from accounts.roles import Role
    from bench.report import Row
    from bench.timing import median
    from history.recent import Where, recent

    _events(EVENTS)
    rows = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM history_event")
        total = cursor.fetchone()[0]
        for where in Where:
            cursor.execute(
                f"SELECT {where.value} FROM history_event WHERE {where.value} <> ''"
                " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
            )
            code = cursor.fetchone()[0]
            for role in (Role.VISITOR, Role.STAFF):
                times = []
                for _ in range(40):
                    began = time.perf_counter()
                    found = recent(where, code, role)
                    times.append((time.perf_counter() - began) * 1000)
                rows.append(
                    Row(
                        f"recent changes, {where.name.lower()}, {role.name.lower()}, {total} events",
                        median(times),
                        "ms",
                        "<= 50",
                        samples=len(times),
                        absolute=f"{code}: {len(found)} acts, {sum(len(one.told) for one in found)} events",
                        command=_COMMAND,
                    )
                )
    return rows


def _events(count: int) -> None:
    """As many events: edits of one structure, and an import of 5,000 for every hundred of them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM history_event")
        missing = count - cursor.fetchone()[0]
        if missing <= 0:
            return
        cursor.execute(
            "INSERT INTO history_act (cause) SELECT 'edit' FROM generate_series(1, 20000) RETURNING id"
        )
        first = cursor.fetchone()[0]
        cursor.execute(
            """
            INSERT INTO history_event (
                act_id, kind, operation, object, root, place, epci, departement, need, hidden, before, after
            )
            SELECT
                -- Of each block of 5,100, a hundred acts of one event, then one of 5,000.
                %(first)s + n / 5100 * 101 + least(n %% 5100, 100), 1, 'U', s.id, s.id, s.code_insee,
                coalesce(c.epci_code, ''), coalesce(c.departement_code, ''),
                CASE WHEN n %% 11 = 0 THEN 2 ELSE 0 END, '{}',
                jsonb_build_object('telephone', '01 ' || n), jsonb_build_object('telephone', '02 ' || n)
            FROM generate_series(1, %(missing)s) AS n
            JOIN (
                SELECT
                    id, code_insee, row_number() OVER (ORDER BY md5(id::text)) AS place,
                    count(*) OVER () AS total
                FROM mapping_structure WHERE code_insee IS NOT NULL AND source <> 'bench-many'
            ) AS s ON s.place = 1 + (n::bigint * 7919) %% s.total
            JOIN places_commune c ON c.code = s.code_insee
            ORDER BY n
            """,
            {"first": first, "missing": missing},
        )
        cursor.execute("ANALYZE history_event")


def _ratio(figure: str, times: dict[str, list[float]], must: str, row) -> object:
    from bench.timing import median

    ours, bare = median(times["with"]), median(times["without"])
    said = f"{ours:.2f} ms with, {bare:.2f} ms without"
    return row(figure, ours / bare, "x", must, samples=len(times["with"]), absolute=said, command=_COMMAND)


_FIGURES = {"edit": one_edit, "import": importing, "recent": recently, "update": bulk_update}

if __name__ == "__main__":
    sys.exit(main())
