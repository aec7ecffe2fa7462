"""`python -m bench.exchange`: structures in from CSV beside COPY, and out to each format.

Each step is a process of its own, whose peak of memory is read at its end; the same steps at a tenth
of the size say whether memory grows. The rows are those of towns of France, with a fixed seed, in a
database of their own.
"""

import argparse
import csv
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

COUNT = 100_000
SEED = 20_260_107
SOURCE = "bench-echanges"
FORMATS = ("csv", "xlsx", "geojson", "data-inclusion", "mediation-numerique", "vcard", "icalendar")
_COMMAND = "python -m bench.exchange"


def main() -> int:
    parser = argparse.ArgumentParser(prog=_COMMAND, description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ as it is")
    parser.add_argument("--step", nargs=2, metavar=("STEP", "ARGUMENT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": "bench.settings"}
    os.environ.setdefault("BENCH_SIZE", "_exchange")
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    import django

    django.setup()
    if options.step:
        return step(*options.step)
    from bench import report

    rows = measure(options.count)
    print(report.table(rows))
    if not options.no_write and options.count == COUNT:
        print(f"\nwritten: {report.write(rows, 'exchange').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def measure(count: int) -> list:
    from django.core.management import call_command

    from bench import database

    say("database")
    database.create()
    call_command("migrate", verbosity=0)
    call_command("load_places", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        small = _round(count // 10, Path(folder))
        return _rows(count, small, _round(count, Path(folder)))


def _round(count: int, folder: Path) -> dict[str, dict]:
    """Every step at one size: seconds and peak of memory (MB) by step."""
    file = folder / f"{count}.csv"
    write_csv(file, count)
    say(f"{count} structures ({file.stat().st_size // 1024 // 1024} MB of CSV)")
    found = {name: _run(name, str(file)) for name in ("rehearse", "apply")}
    for name in FORMATS:
        found[name] = _run("export", name)
    found["copy"] = _run("copy", str(folder / "copy"))
    return found


def _run(name: str, argument: str) -> dict:
    say(f"  {name} {argument if name == 'export' else ''}")
    command = [sys.executable, "-m", "bench.exchange", "--step", name, argument]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _rows(count: int, small: dict, large: dict) -> list:
    from bench.report import Row

    seconds = large["rehearse"]["seconds"] + large["apply"]["seconds"]
    rows = [
        Row(f"{count} structures in from CSV", seconds, "s", command=_COMMAND),
        Row("  of which reading and rehearsing", large["rehearse"]["seconds"], "s", command=_COMMAND),
        Row("  of which applying", large["apply"]["seconds"], "s", command=_COMMAND),
        Row("COPY of the same rows, the same triggers", large["copy"]["seconds"], "s", command=_COMMAND),
        Row("import over COPY", seconds / large["copy"]["seconds"], "x", command=_COMMAND),
        Row(
            "applying over COPY", large["apply"]["seconds"] / large["copy"]["seconds"], "x", command=_COMMAND
        ),
    ]
    for name in ("rehearse", "apply", *FORMATS):
        rows.append(
            Row(
                f"memory of {name}, ten times the rows",
                large[name]["megabytes"] / small[name]["megabytes"],
                "x",
                must="<= 1.5",
                absolute=f"{small[name]['megabytes']:.0f} then {large[name]['megabytes']:.0f} MB",
                command=_COMMAND,
            )
        )
    rows += [
        Row(f"{count} structures out as {name}", large[name]["seconds"], "s", command=_COMMAND)
        for name in FORMATS
    ]
    return rows


def write_csv(file: Path, count: int) -> None:
    """A directory of `count` lines in the towns of France, nothing of it true but the towns."""
    from places.models import Commune

    chance = random.Random(SEED)
    towns = list(
        Commune.objects.filter(point__isnull=False)
        .exclude(postcodes=[])
        .order_by("code")
        .values_list("code", "nom", "postcodes", "point")
    )
    subjects = (
        "Cours de français",
        "Accès aux droits",
        "Seniors",
        "Numérique",
        "Santé",
        "Entraide",
        "Jeunesse",
    )
    hours = (
        "9h-12h / 14h-17h du lundi au vendredi",
        "lundi et jeudi 14h-18h",
        "Mo-Fr 09:00-12:30",
        "sur rendez-vous",
    )
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(
            ["id", "nom", "description", "adresse", "code_postal", "commune", "code_insee",
             "latitude", "longitude",
             "telephone", "courriel", "site_web", "horaires", "thematiques", "publics", "date_maj"]
        )  # fmt: skip
        for number in range(count):
            code, town, postcodes, point = chance.choice(towns)
            subject = chance.choice(subjects)
            writer.writerow(
                [
                    f"s{number}", f"{subject}, antenne {number} de {town}", f"{subject} pour tous. " * 6,
                    f"{chance.randrange(1, 200)} rue de la République", postcodes[0], town, code,
                    round(point.y + chance.uniform(-0.01, 0.01), 6),
                    round(point.x + chance.uniform(-0.01, 0.01), 6),
                    f"01 64 {number // 10000 % 100:02} {number // 100 % 100:02} {number % 100:02}",
                    f"accueil{number}@example.org", f"https://example.org/{number}", chance.choice(hours),
                    chance.choice(("Cours de français", "Accès aux droits")),
                    chance.choice(("Seniors|Femmes", "tout public", "Jeunes")), "2026-01-15",
                ]
            )  # fmt: skip


def step(name: str, argument: str) -> int:
    """One step in this process; its seconds and the process's peak of memory, as JSON."""
    began = time.monotonic()
    seconds = {"rehearse": rehearse, "apply": apply, "export": export, "copy": copy}[name](argument)
    peak = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    print(
        json.dumps({"seconds": seconds or time.monotonic() - began, "megabytes": int(peak.split()[1]) / 1024})
    )
    return 0


def rehearse(file: str) -> None:
    from data.imports import runs
    from data.models.source import source_named

    with open(file, "rb") as opened:
        run = runs.receive(
            "bench.csv", iter(lambda: opened.read(1024 * 1024), b""), source_named(SOURCE, SOURCE)
        )
    mapping = {column["name"]: column["target"] for column in run.settings["columns"] if column["target"]}
    runs.save_mapping(run, mapping, run.source)
    runs.rehearse(run)


def apply(_file: str) -> None:
    from data.imports import runs
    from data.models import ImportRun

    run = ImportRun.objects.order_by("-pk").first()
    runs.apply(run)


def export(kind: str) -> None:
    from accounts.readers import VISITOR
    from data.exports.selection import select
    from data.pages.exports import FORMATS as known
    from search.question import Search

    selection = select(Search(), VISITOR)
    size = 0
    for piece in known[kind].write(selection):
        size += len(piece)


def copy(stem: str) -> float:
    """COPY of what the import wrote, into the same tables with the same triggers; then all is removed.

    A thousand rows at a time, as the import writes them: the triggers derive the search's rows from what one
    statement brings, and take longer over a hundred thousand at once than over a hundred times a thousand.
    """
    from django.db import connection, transaction

    from data.imports import runs
    from data.imports.writing import BATCH
    from data.models import ImportRun

    tables = ("mapping_service", "mapping_structure")
    with connection.cursor() as cursor:
        for table in tables:
            with (
                open(f"{stem}-{table}", "wb") as file,
                cursor.copy(
                    f"COPY (SELECT * FROM {table} WHERE source = '{SOURCE}' ORDER BY id) TO STDOUT"
                ) as channel,
            ):
                for piece in channel:
                    file.write(piece)
    runs.undo(ImportRun.objects.order_by("-pk").first().pk)
    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        # As the import does: services first, so that search rows are made once, and statistics as it goes.
        for table in tables:
            with open(f"{stem}-{table}", "rb") as file:
                number = 0
                while lines := list(islice(file, BATCH)):
                    with cursor.copy(f"COPY {table} FROM STDIN") as channel:
                        channel.write(b"".join(lines))
                    number += 1
                    if number > 1 and number & (number - 1) == 0:
                        cursor.execute(f"ANALYZE {table}, mapping_searchrow, mapping_card")
    seconds = time.monotonic() - began
    with connection.cursor() as cursor:
        for table in tables:
            _remove(cursor, table, BATCH)
    return seconds


def _remove(cursor, table: str, at_a_time: int) -> None:
    """As many at a time as were brought: the triggers take far longer over all of them at once."""
    brought = f"SELECT id FROM {table} WHERE source = %s ORDER BY id LIMIT %s"
    removed = True
    while removed:
        cursor.execute(f"DELETE FROM {table} WHERE id IN ({brought})", [SOURCE, at_a_time])
        removed = cursor.rowcount > 0


def say(message: str) -> None:
    print(f"· {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
