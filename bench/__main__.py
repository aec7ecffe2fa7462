"""`python -m bench`: how fast the nearest twenty are, beside raw SQL and the ordinary way.

Needs a PostGIS server that the site's settings reach, where it makes a database of its own.
"""

import argparse
import os
import secrets
import signal
import sys

import django
import psycopg
from django.core.management.base import CommandError
from django.db import DatabaseError

# The ordinary way's settings are ours and its tables besides: what the database needs.
OURS, ORDINARY = "bench.settings", "bench.ordinary.settings"


def main() -> int:
    """Measure, print the table, write the file; 1 when a must does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few points, one round: a check, not a figure")
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ as it is")
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
        rows = measure(quick=options.quick)
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return 130
    except (CommandError, DatabaseError, psycopg.Error, Differs, DidNotStart, Failed) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print(report.table(rows))
    # A quick run is no figure: it never replaces one.
    if not (options.quick or options.no_write):
        print(f"\nwritten: {report.write(rows, 'bench').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def measure(*, quick: bool) -> list:
    from bench import database, nearest, planned
    from bench.servers import Server

    say("database")
    if database.create():
        say("a new one: about four minutes to fill")
    database.fill(say)
    environment = dict(os.environ)
    with Server(OURS, environment) as ours, Server(ORDINARY, environment) as ordinary:
        effort = nearest.QUICK if quick else nearest.Effort()
        rows = nearest.measure(ours, ordinary, effort, say)
    return [*planned.rows(), *rows]


def say(message: str) -> None:
    print(f"· {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
