# SPDX-License-Identifier: AGPL-3.0-or-later
"""Command line of the set-up; the Makefile calls it."""

import os
import sys
import time

from tools import audit, geocoder, node, site
from tools.console import Stop, alone, run, say
from tools.environment import PYTHON, ensure_environment, lock
from tools.system import ensure_packages

# One run of the tests on each core, each with a database of its own; more than four only wait.
# `make test ARGS=-n0` runs them in one process, and so is one file (`tests/conftest.py`).
TESTS = ["pytest", "--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]
BUSY = "Une autre commande prépare déjà ce dossier : attente…"


def prepare(*, development: bool, tests: bool = False, data: bool = False) -> None:
    """Everything but serving: packages, environment, cluster and, when asked, migrations and data."""
    with alone("setup", BUSY):
        ensure_packages(database=site.has_own_cluster(), tests=tests)
        ensure_environment(development=development)
        site.start_cluster()
        if data:
            site.load_data()


def run_tests(arguments: list[str], *through: str) -> None:
    """Run the tests, `through` another program when given; Stop when one fails."""
    run([PYTHON, *through, "-m", *TESTS, *arguments], env={**os.environ, "DEBUG": "1"})


def measure_coverage(arguments: list[str]) -> None:
    """The same, then print how much of each file they ran; Stop when one fails, after that."""
    coverage = [PYTHON, "-m", "coverage"]
    run([*coverage, "erase"])
    try:
        run_tests(arguments, "-m", "coverage", "run")
    finally:
        run([*coverage, "combine", "--quiet"])
        run([*coverage, "report"])


def main(arguments: list[str]) -> int:
    """Run a command of the Makefile and return the status to end with."""
    started = time.monotonic()
    command, rest = (arguments or [""])[0], arguments[1:]
    if command == "run":
        port = site.wanted_port()
        prepare(development=False, data=True)
        return site.serve(port, started)
    if command in ("test", "coverage"):
        prepare(development=True, tests=True)
        geocoder.prepare()
        node.prepare()
        say(f"Prêt en {time.monotonic() - started:.1f} s, tests :")
        (run_tests if command == "test" else measure_coverage)(rest)
        return 0
    if command in ("prepare", "data"):
        prepare(development=True, data=command == "data")
        return 0
    if command == "geocoder":
        return geocoder.run()
    if command == "geocoder-environment":
        geocoder.prepare()
        return 0
    if command == "audit-environment":
        audit.prepare()
        return 0
    if command == "lint-environment":
        node.prepare()
        return 0
    if command == "lock":
        with alone("setup", BUSY):
            ensure_environment(development=True)
            lock()
        return 0
    say(
        "Usage : python3 -m tools run|test|coverage|prepare|data|geocoder|geocoder-environment|"
        "audit-environment|lint-environment|lock"
    )
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nInterrompu. Relancez la même commande : elle reprend où elle en était.", file=sys.stderr)
        sys.exit(130)
