"""`python -m bench.outages`: what visitors meet when a worker is killed, and when the database stops.

A PostgreSQL cluster of its own in a folder that is removed, an empty directory in it, the site served as it
is served (granian, two workers of four threads), thirty visitors on the loopback: about a minute in all.
What the site says meanwhile goes to standard error.
"""

import argparse
import http.client
import math
import os
import random
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import django

from bench.timing import percentile
from geoapp.serve import WORKERS
from tools.cluster import Cluster

if TYPE_CHECKING:
    from bench.report import Row
    from bench.servers import Server

SETTINGS = "geoapp.settings"
VISITORS = 30
PATHS = ("/?lat=48.539&lon=2.66&rayon_km=20&theme=francais", "/api/v1/structures?lat=48.539&lon=2.66")
ALIVE = "/healthz"
COMMAND = "python -m bench.outages"
# Between two questions of a visitor, at most.
_PAUSE_S = 0.5
_TIMEOUT_S = 30
# How long each state lasts: served, after the kill, away, back.
_SERVED_S, _KILLED_S, _AWAY_S, _BACK_S = 3, 7, 8, 6
_LONGEST_WAIT_S = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: seconds of the clock at its beginning and end, its path, its status (0: cut off)."""

    began: float
    ended: float
    path: str
    status: int


class Visitors:
    """People who ask on and on, each over a connection of their own every time; a supervisor beside them."""

    def __init__(self, port: int, count: int):
        self.asked: list[Asked] = []
        self._port, self._stop = port, threading.Event()
        people = [threading.Thread(target=self._visit, args=(number,)) for number in range(count)]
        self._threads = [*people, threading.Thread(target=self._watch)]

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(_TIMEOUT_S)

    def between(self, began: float, ended: float, *, alive: bool = False) -> list[Asked]:
        """What was asked from one moment to another: by visitors, or by the supervisor."""
        return [a for a in list(self.asked) if began <= a.began < ended and (a.path == ALIVE) is alive]

    def _visit(self, number: int) -> None:
        draw = random.Random(number)
        while not self._stop.wait(draw.uniform(0, _PAUSE_S)):
            self._ask(draw.choice(PATHS))

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self._ask(ALIVE)

    def _ask(self, path: str) -> None:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_TIMEOUT_S)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            connection.close()
        self.asked.append(Asked(began, time.monotonic(), path, status))


def main() -> int:
    """Measure and print; 1 when a must does not hold."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=VISITORS, help="at most 100")
    parser.add_argument("--write", action="store_true", help="write bench/results/outages.json")
    options = parser.parse_args()
    for asked in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, signal.default_int_handler)
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "LOG_LEVEL": "CRITICAL", "DJANGO_SETTINGS_MODULE": SETTINGS}
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    with private_cluster() as (cluster, url):
        os.environ["DATABASE_URL"] = url
        django.setup()
        rows = measure(cluster, max(1, min(options.visitors, 100)))
    from bench.report import ROOT, table, write

    print(table(rows))
    if options.write:
        print(f"\nwritten: {write(rows, 'outages').relative_to(ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def measure(cluster: Cluster, count: int) -> "list[Row]":
    """The rows, on a running cluster that holds nothing yet."""
    from django.conf import settings
    from django.core.management import call_command

    from bench.servers import Server

    call_command("migrate", verbosity=0)
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    with Server(SETTINGS, dict(os.environ)) as server, Visitors(server.port, count) as visitors:
        return [*kill_a_worker(server, visitors), *stop_the_database(cluster, visitors)]


@contextmanager
def private_cluster() -> Iterator[tuple[Cluster, str]]:
    """A running cluster in a folder of its own, and the DATABASE_URL of a site that uses it."""
    folder = Path(tempfile.mkdtemp(prefix="reperes-bench-"))
    folder.chmod(0o755)
    cluster = Cluster.of(folder)
    try:
        cluster.start()
        database = cluster.django_database()
        yield cluster, f"postgis://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def kill_a_worker(server: "Server", visitors: Visitors) -> "list[Row]":
    """One worker is killed under load: who loses a request, and when the site is whole again."""
    from bench.report import Row

    time.sleep(_SERVED_S)
    before = set(server.workers())
    killed_at = time.monotonic()
    os.kill(min(before), signal.SIGKILL)
    # The sockets of a killed process take connections until the last of its threads has left a processor.
    gone_at = _when(lambda: not Path(f"/proc/{min(before)}").exists())
    whole_at = _when(lambda: len(set(server.workers()) - {min(before)}) == WORKERS)
    time.sleep(max(0.0, killed_at + _KILLED_S - time.monotonic()))
    until = time.monotonic()
    lost = [a for a in visitors.between(killed_at - _TIMEOUT_S, until) if a.status != 200]
    in_flight = [a for a in lost if a.began <= gone_at and a.ended >= killed_at]
    last = max((a.ended for a in lost), default=killed_at)
    return [
        Row(
            "a worker killed under load: requests lost that were not in flight",
            len(lost) - len(in_flight),
            "",
            "= 0",
            samples=len(visitors.between(killed_at, until)),
            absolute=f"{len(in_flight)} in flight were lost; gone in {1000 * (gone_at - killed_at):.0f} ms",
            command=COMMAND,
        ),
        Row("… two workers again", whole_at - killed_at, "s", "<= 5", command=COMMAND),
        Row("… the last request lost", last - killed_at, "s", "<= 5", command=COMMAND),
    ]


def stop_the_database(cluster: Cluster, visitors: Visitors) -> "list[Row]":
    """The database stops and comes back: what a request costs meanwhile, and when all are served again."""
    from bench.report import Row

    stopped_at = time.monotonic()
    cluster.stop()
    away_at = time.monotonic()
    time.sleep(_AWAY_S)
    starting_at = time.monotonic()
    cluster.start()
    back_at = time.monotonic()
    time.sleep(_BACK_S)
    until = time.monotonic() - 0.1
    away = visitors.between(stopped_at, starting_at)
    refused = [(a.ended - a.began) * 1000 for a in away if a.status == 503]
    alive = [(a.ended - a.began) * 1000 for a in visitors.between(stopped_at, until, alive=True)]
    silent = [a for a in visitors.between(stopped_at, until, alive=True) if a.status != 200]
    other = Counter(a.status for a in away if a.status not in (200, 503))
    after = [a.ended - back_at for a in visitors.between(starting_at, until) if a.status != 200]
    return [
        Row(
            "the database stopped: p95 of the 503",
            percentile(refused, 0.95),
            "ms",
            "<= 1500",
            samples=len(refused),
            absolute=f"p50 {percentile(refused, 0.5):.0f}, max {max(refused, default=math.nan):.0f} ms;"
            f" it took {away_at - stopped_at:.1f} s to stop",
            command=COMMAND,
        ),
        Row("… answers that were neither 200 nor 503", other.total(), "", "= 0", command=COMMAND),
        Row(
            "… /healthz meanwhile, p95",
            percentile(alive, 0.95),
            "ms",
            "<= 1000",
            samples=len(alive),
            absolute=f"{len(silent)} without 200",
            command=COMMAND,
        ),
        Row(
            "the database back: the last visitor refused after it",
            max([0.0, *after]),
            "s",
            "<= 3",
            absolute=f"it took {back_at - starting_at:.1f} s to start",
            command=COMMAND,
        ),
    ]


def _when(holds) -> float:
    """The moment at which something held first."""
    until = time.monotonic() + _LONGEST_WAIT_S
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return time.monotonic()


if __name__ == "__main__":
    sys.exit(main())
