"""Two hundred people at once, doing what people do: how long they wait, and how many are served."""

import random
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.database import COMMON, RARE
from bench.http import Failed, request, split, status
from bench.points import points
from bench.report import Row
from bench.scale import around, question, tile_of
from bench.servers import Server
from bench.timing import median, percentile

SEED = 20_260_105
PEOPLE = 200
# Between an answer and the next question, in seconds: people read.
_PAUSE = (0.5, 4.0)


@dataclass
class Outcome:
    """Milliseconds of every answer, and how many requests failed."""

    waits: list[float] = field(default_factory=list)
    failures: int = 0


@dataclass
class Person:
    """One keep-alive connection and the paths that are asked over it, in turn."""

    paths: list[str]
    turn: int = 0
    asked_at: float = 0.0
    received: bytes = b""


def mix(choose: random.Random) -> list[str]:
    """What one person asks: a search, its map, a change of mind, its next page of the map, a record."""
    point = choose.choice(points("urban", 40) if choose.random() < 0.7 else points("rural", 40))
    theme = choose.choice([COMMON, COMMON, RARE])
    box = ",".join(f"{side + choose.uniform(0, 1e-3):.5f}" for side in around(*tile_of(point, 9)))
    here = question(theme, point, 20)
    return [
        f"/?{here}",
        f"/api/v1/viewport?theme={theme}&zoom=9&bbox={box}",
        f"/api/v1/structures?{here}&public=femmes",
        f"/api/v1/structures?{here}&gratuit=oui&langue=ar",
        f"/?{here}&gratuit=oui",
        f"/api/v1/facets?{here}",
        f"/?{here}&ouvert=mardi-matin",
    ]


def plain(choose: random.Random) -> list[str]:
    """The same person's searches, as the plain viewset can answer them."""
    point = choose.choice(points("urban", 40) if choose.random() < 0.7 else points("rural", 40))
    theme = choose.choice([COMMON, COMMON, RARE])
    return [f"/documented?theme={theme}&point={point.lon},{point.lat}&dist=20000"]


def measure(ours: Server, ordinary: Server, seconds: float, say: Callable[[str], None]) -> list[Row]:
    """The rows for both servers, one after the other."""
    rows = []
    for name, server, paths_of in (("ours", ours, mix), ("plain viewset", ordinary, plain)):
        say(f"{PEOPLE} people for {seconds:.0f} s: {name}")
        outcome = visit(server.port, paths_of, seconds)
        asked = len(outcome.waits) + outcome.failures
        share = 100 * outcome.failures / asked if asked else float("nan")
        rows += [
            Row(
                f"{PEOPLE} people, {name}: requests that failed",
                share,
                "%",
                "= 0" if name == "ours" else None,
                samples=asked,
            ),
            Row(
                f"{PEOPLE} people, {name}: p95",
                percentile(outcome.waits, 0.95),
                "ms",
                samples=len(outcome.waits),
                absolute=f"p50 {median(outcome.waits):.0f} ms, {len(outcome.waits) / seconds:.0f} a second",
            ),
        ]
    return rows


def visit(port: int, paths_of: Callable[[random.Random], list[str]], seconds: float) -> Outcome:
    """What `PEOPLE` people meet in `seconds`, each asking again after a pause."""
    choose = random.Random(SEED)
    outcome = Outcome()
    waiting: list[tuple[float, Person]] = []
    began = time.perf_counter()
    for number in range(PEOPLE):
        waiting.append((began + number * _PAUSE[1] / PEOPLE, Person(paths_of(choose))))
    with selectors.DefaultSelector() as selector:
        connections: dict[int, socket.socket] = {}
        while (now := time.perf_counter()) - began < seconds:
            due = [person for at, person in waiting if at <= now]
            waiting = [(at, person) for at, person in waiting if at > now]
            for person in due:
                ask(person, port, connections, selector, outcome)
            for key, _events in selector.select(timeout=0.01):
                person: Person = key.data
                try:
                    part = key.fileobj.recv(1 << 18)
                    person.received += part
                    whole = split(person.received)
                    if whole is None and part:
                        continue
                    if whole is None or status(whole[0]) != 200:
                        raise Failed("no answer of use")
                    outcome.waits.append((time.perf_counter() - person.asked_at) * 1000)
                    selector.unregister(key.fileobj)
                except (Failed, OSError):
                    outcome.failures += 1
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
                    connections.pop(id(person), None)
                person.turn, person.received = person.turn + 1, b""
                waiting.append((time.perf_counter() + choose.uniform(*_PAUSE), person))
        for connection in connections.values():
            connection.close()
    return outcome


def ask(
    person: Person, port: int, connections: dict, selector: selectors.BaseSelector, outcome: Outcome
) -> None:
    """Send a person's next question over their connection, made where there is none."""
    try:
        connection = connections.get(id(person))
        if connection is None:
            connection = socket.create_connection(("127.0.0.1", port), timeout=30)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connections[id(person)] = connection
        connection.sendall(request(person.paths[person.turn % len(person.paths)], port))
        selector.register(connection, selectors.EVENT_READ, person)
        person.asked_at = time.perf_counter()
    except OSError:
        outcome.failures += 1
        connections.pop(id(person), None)
