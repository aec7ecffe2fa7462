"""`python -m bench`: how fast the nearest twenty are, beside raw SQL and the ordinary way.

Needs a PostGIS server that the site's settings reach, where it makes a database of its own.
"""

import argparse
import os
import secrets
import signal
import subprocess
import sys
import tempfile

import django
import psycopg
from django.core.management.base import CommandError
from django.db import DatabaseError

# The ordinary way's settings are ours and its tables besides: what the database needs.
OURS, ORDINARY = "bench.settings", "bench.ordinary.settings"


# A process of its own measures the large size: its database is another one.
LARGE, LARGE_SUFFIX = 1_000_000, "_1m"


def main() -> int:
    """Measure, print the table, write the file; 1 when a must does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few points, one round: a check, not a figure")
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ as it is")
    parser.add_argument(
        "--no-large", action="store_true", help="the real town halls only, not a million places"
    )
    parser.add_argument("--large-rows", help=argparse.SUPPRESS)
    options = parser.parse_args()

    for asked in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, signal.default_int_handler)
    # As in production, whatever the shell says: debugging keeps every query and slows every template.
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": ORDINARY}
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    # Warnings and errors only: a line a request would be timed too.
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()

    from bench import report
    from bench.http import Failed
    from bench.nearest import Differs
    from bench.servers import DidNotStart

    try:
        if options.large_rows:
            report.save(measure_large(quick=options.quick), options.large_rows)
            return 0
        rows = measure(quick=options.quick)
        if not options.no_large:
            rows += elsewhere(quick=options.quick)
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return 130
    except (
        *(CommandError, DatabaseError, psycopg.Error, Differs, DidNotStart, Failed),
        subprocess.CalledProcessError,
    ) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print(report.table(rows))
    # A quick run, or half of one, is no figure: it never replaces one.
    if not (options.quick or options.no_write or options.no_large):
        print(f"\nwritten: {report.write(rows, 'bench').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def measure(*, quick: bool) -> list:
    """The rows at the size of the real town halls."""
    from bench import app_servers, database, nearest, planned, scale
    from bench.servers import Server

    say("database")
    if database.create():
        say("a new one: about four minutes to fill")
    database.fill(say)
    environment = dict(os.environ)
    with Server(OURS, environment) as ours, Server(ORDINARY, environment) as ordinary:
        effort = nearest.QUICK if quick else nearest.Effort()
        rows = nearest.measure(ours, ordinary, effort, say)
        say("10 km with its count, beside DRF-gis")
        more = scale.QUICK if quick else scale.Effort()
        rows += scale.counted(ours, ordinary, more, "35,000", ">= 40")
    say("application servers")
    rows += app_servers.measure(OURS, environment, 1 if quick else 8)
    return [*planned.rows(), *rows]


def elsewhere(*, quick: bool) -> list:
    """The rows of the large size, measured by a process of their own."""
    from bench import report

    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "rows.json")
        again = [sys.executable, "-m", "bench", "--large-rows", file, *(["--quick"] if quick else [])]
        subprocess.run(again, check=True, env=os.environ | {"BENCH_SIZE": LARGE_SUFFIX})
        return report.load(file)


def measure_large(*, quick: bool) -> list:
    """The rows at a million generated places."""
    from bench import crowd, database, edits, generated, scale, tipg
    from bench.servers import Server

    say("a million places")
    if database.create():
        say("a new database: half an hour to fill")
    generated.fill(LARGE, say)
    say("the same for the peers")
    database.copy_to_ordinary()
    tipg.fill()
    environment = dict(os.environ)
    seconds = 3 if quick else 60
    with (
        Server(OURS, environment) as ours,
        Server(OURS, environment | {"BENCH_SIZE": ""}) as small,
        Server(ORDINARY, environment) as ordinary,
    ):
        with tipg.server() as peer:
            effort = scale.QUICK if quick else scale.Effort()
            rows = scale.measure(ours, small, ordinary, peer, effort, say)
        say("edits")
        rows += edits.cost(10 if quick else 60)
        rows += edits.together(ours, seconds, say)
        return rows + crowd.measure(ours, ordinary, seconds, say)


def say(message: str) -> None:
    print(f"· {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
