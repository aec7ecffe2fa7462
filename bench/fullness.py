"""`python -m bench.fullness`: how long one visitor waits while others ask for more than the site can make.

Serves the site as it is served (granian, two workers of four threads) on its own database, on the loopback,
for about half a minute. Nothing is written to the directory; the accounts that sign in do not exist.
"""

import argparse
import http.client
import math
import os
import re
import secrets
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urlencode

import django

from bench.http import Failed
from bench.timing import median, percentile

SETTINGS = "geoapp.settings"
EXPORTERS = SIGNERS = 20
PEOPLE = 200
SEARCH = "/?lat=48.539&lon=2.66&rayon_km=20&theme=francais"
EXPORT = "/exports/xlsx"
SIGN_IN = "/connexion/"
# Between two questions of the visitor, and of the supervisor.
_PAUSE_S, _WATCH_S = 0.05, 0.2
# Who is refused comes back sooner than told: a crowd is not polite.
_AGAIN_S = 1.0
_TIMEOUT_S = 60


@dataclass
class Watched:
    """Milliseconds of the answers of one address, and how many were not 200."""

    waits: list[float] = field(default_factory=list)
    failures: int = 0


@dataclass
class Crowd:
    """What those who ask for much were answered: statuses by address, and refusals that say no wait."""

    statuses: dict[str, Counter] = field(default_factory=lambda: {EXPORT: Counter(), SIGN_IN: Counter()})
    silent: int = 0

    def said(self, path: str) -> str:
        return ", ".join(f"{count} x {status}" for status, count in sorted(self.statuses[path].items()))


def main() -> int:
    """Measure and print; 1 when a must does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench.fullness", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=12, help="of each half, idle and full (at most 60)")
    parser.add_argument("--write", action="store_true", help="write bench/results/fullness.json")
    options = parser.parse_args()
    # Each of the crowd comes from an address of its own, as behind a proxy.
    os.environ |= {"TRUSTED_PROXIES": "127.0.0.1", "LOG_LEVEL": "ERROR"}
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": SETTINGS}
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    django.setup()

    from bench import report
    from bench.servers import Server

    with Server(SETTINGS, dict(os.environ)) as server:
        rows = measure(server.port, min(options.seconds, 60))
    print(report.table(rows))
    if options.write:
        print(f"\nwritten: {report.write(rows, 'fullness').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def measure(port: int, seconds: float) -> list:
    """The rows, for `seconds` idle and as many beside the crowd."""
    from bench.report import Row

    # Every worker has read its templates once.
    watch(port, SEARCH, 3, 0)
    idle = beside(port, seconds)
    crowd, stop = Crowd(), threading.Event()
    people = gather(port, crowd, stop)
    full = beside(port, seconds)
    stop.set()
    for one in people:
        one.join(_TIMEOUT_S)
    served = together(port)
    visits, alive = full[SEARCH], full["/healthz"]
    return [
        Row(
            f"a visitor beside {EXPORTERS} exports and {SIGNERS} sign-ins: p95 to idle",
            percentile(visits.waits, 0.95) / percentile(idle[SEARCH].waits, 0.95),
            "x",
            "<= 5",
            samples=len(visits.waits),
            absolute=f"idle {_told(idle[SEARCH])}; full {_told(visits)}",
        ),
        Row("the visitor's requests that failed", visits.failures, "", "= 0", samples=len(visits.waits)),
        Row(
            "/healthz beside them, the longest",
            max(alive.waits, default=math.nan),
            "ms",
            "<= 100",
            samples=len(alive.waits),
            absolute=f"idle {_told(idle['/healthz'])}; full {_told(alive)}",
        ),
        Row("refusals that say no wait", crowd.silent, "", "= 0"),
        Row("exports", sum(crowd.statuses[EXPORT].values()), "answers", absolute=crowd.said(EXPORT)),
        Row("sign-ins", sum(crowd.statuses[SIGN_IN].values()), "answers", absolute=crowd.said(SIGN_IN)),
        Row(
            f"{PEOPLE} people behind one address: requests that failed",
            served.failures,
            "",
            "= 0",
            samples=len(served.waits),
            absolute=_told(served),
        ),
    ]


def beside(port: int, seconds: float) -> dict[str, Watched]:
    """A visitor who searches and a supervisor who asks whether the site is alive, for `seconds`."""
    found: dict[str, Watched] = {}

    def go(path: str, pause_s: float) -> None:
        found[path] = watch(port, path, seconds, pause_s)

    threads = [
        threading.Thread(target=go, args=asked) for asked in ((SEARCH, _PAUSE_S), ("/healthz", _WATCH_S))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def watch(port: int, path: str, seconds: float, pause_s: float) -> Watched:
    """Ask for a path again and again, over a new connection each time: any worker may answer."""
    found, until = Watched(), time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.perf_counter()
        try:
            status, _headers, _body = ask(port, "GET", path)
        except Failed:
            status = 0
        found.waits.append((time.perf_counter() - began) * 1000)
        found.failures += status != 200
        time.sleep(pause_s)
    return found


def gather(port: int, crowd: Crowd, stop: threading.Event) -> list[threading.Thread]:
    """Those who export and those who sign in, all at once and again as soon as they are answered."""
    headers = form(port)
    asked = [(EXPORT, _exporter(port, number)) for number in range(EXPORTERS)]
    asked += [(SIGN_IN, _signer(port, number, headers)) for number in range(SIGNERS)]
    people = [
        threading.Thread(target=insist, args=(crowd, stop, path, once), daemon=True) for path, once in asked
    ]
    for one in people:
        one.start()
    return people


def insist(
    crowd: Crowd, stop: threading.Event, path: str, once: Callable[[int], tuple[int, Message]]
) -> None:
    """Ask, and ask again, until told to stop."""
    turn = 0
    while not stop.is_set():
        turn += 1
        try:
            status, headers = once(turn)
        except Failed:
            status, headers = 0, Message()
        crowd.statuses[path][status] += 1
        if status in (429, 503):
            crowd.silent += "Retry-After" not in headers
            stop.wait(_AGAIN_S)


def _exporter(port: int, number: int) -> Callable[[int], tuple[int, Message]]:
    def once(_turn: int) -> tuple[int, Message]:
        return ask(port, "GET", EXPORT, {"X-Forwarded-For": f"198.51.100.{number + 1}"})[:2]

    return once


def _signer(port: int, number: int, headers: dict[str, str]) -> Callable[[int], tuple[int, Message]]:
    def once(turn: int) -> tuple[int, Message]:
        # Another person each time, so that it is the hashing of passwords that is tried.
        person = {"X-Forwarded-For": f"203.0.113.{number + 1}"}
        typed = {"username": f"absent-{number}-{turn}@example.org", "password": "rien de juste"}
        return ask(port, "POST", SIGN_IN, headers | person, urlencode(typed))[:2]

    return once


def form(port: int) -> dict[str, str]:
    """The headers of a form that was read on the site's own page: its cookie and its token."""
    _status, headers, body = ask(port, "GET", SIGN_IN)
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', body)
    if not token:
        raise Failed("the page has no form")
    return {
        "Cookie": headers["Set-Cookie"].partition(";")[0],
        "X-CSRFToken": token[1].decode(),
        "Content-Type": "application/x-www-form-urlencoded",
    }


def together(port: int) -> Watched:
    """Two hundred people behind one address, each over a connection of their own, one search each."""
    found, ready = Watched(), threading.Barrier(PEOPLE)

    def one() -> None:
        ready.wait()
        began = time.perf_counter()
        try:
            status = ask(port, "GET", SEARCH)[0]
        except Failed:
            status = 0
        found.waits.append((time.perf_counter() - began) * 1000)
        if status != 200:
            found.failures += 1

    people = [threading.Thread(target=one) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return found


def ask(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, body: str | None = None
) -> tuple[int, Message, bytes]:
    """Status, headers and body of one request over its own connection. Raises Failed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    except (OSError, http.client.HTTPException) as error:
        raise Failed(str(error)) from error
    finally:
        connection.close()


def _told(watched: Watched) -> str:
    waits = watched.waits
    longest = max(waits, default=math.nan)
    return f"p50 {median(waits):.0f} p95 {percentile(waits, 0.95):.0f} max {longest:.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
