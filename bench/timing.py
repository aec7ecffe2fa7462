"""Contenders timed side by side: rotating order, paired ratios, failures counted and never timed."""

import contextlib
import math
import selectors
import socket
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bench.http import Failed, request, split, status

# A contender answers one question; what it returns is not looked at here.
Contender = Callable[[int], object]


@dataclass
class Timings:
    """Milliseconds by contender, one entry a turn and None where it failed."""

    samples: dict[str, list[float | None]] = field(default_factory=dict)
    failures: Counter = field(default_factory=Counter)

    def of(self, name: str) -> list[float]:
        return [value for value in self.samples[name] if value is not None]

    def pairs(self, one: str, other: str) -> list[tuple[float, float]]:
        """The two times of each turn where both answered."""
        both = zip(self.samples[one], self.samples[other], strict=True)
        return [(a, b) for a, b in both if a is not None and b is not None]

    def said(self, *names: str) -> str:
        """The times of contenders in words: median and 95th percentile, in milliseconds."""
        return ", ".join(
            f"{name} p50 {median(self.of(name)):.2f} p95 {percentile(self.of(name), 0.95):.2f} ms"
            for name in names
        )

    def ratio(self, one: str, other: str) -> float:
        """Median of `one` / `other` over the turns; NaN without any."""
        return median([a / b for a, b in self.pairs(one, other)])

    def difference(self, one: str, other: str) -> float:
        """Median of `one` - `other` over the turns, in milliseconds; NaN without any."""
        return median([a - b for a, b in self.pairs(one, other)])


def interleaved(
    contenders: dict[str, Contender],
    questions: int,
    rounds: int,
    wake: Mapping[str, Callable[[], object]] = MappingProxyType({}),
) -> Timings:
    """Ask every question of every contender, `rounds` times, a different one first at each turn.

    `wake` is what each contender does just before it is timed. Beside one that takes a second the processors
    have gone to rest, and the millisecond that they take to wake is no contender's.
    """
    timings = Timings({name: [] for name in contenders})
    names = list(contenders)
    for turn in range(rounds * questions):
        # Each round starts one further on, so that a question meets several orders.
        first = (turn + turn // questions) % len(names)
        for name in names[first:] + names[:first]:
            if name in wake:
                with contextlib.suppress(Failed):
                    wake[name]()
            began = time.perf_counter()
            try:
                contenders[name](turn % questions)
            except Failed:
                timings.failures[name] += 1
                timings.samples[name].append(None)
            else:
                timings.samples[name].append((time.perf_counter() - began) * 1000)
    return timings


def median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else math.nan


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the others do not exceed (nearest rank); NaN without any."""
    ranked = sorted(values)
    return ranked[max(math.ceil(share * len(ranked)) - 1, 0)] if ranked else math.nan


@dataclass(frozen=True, slots=True)
class Throughput:
    """Answers a second, how many were counted, and how many requests failed beside them."""

    per_second: float
    answers: int
    failures: int


def throughput(port: int, paths: Sequence[str], *, clients: int, seconds: float) -> Throughput:
    """Ask as fast as `clients` keep-alive connections can, each one going round all the paths."""
    requests = [request(path, port) for path in paths]
    answers = failures = 0
    with selectors.DefaultSelector() as selector:

        def start(turn: int) -> None:
            connection = socket.create_connection(("127.0.0.1", port), timeout=30)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(requests[turn % len(requests)])
            selector.register(connection, selectors.EVENT_READ, [turn, b""])

        began = time.perf_counter()
        for client in range(clients):
            start(client * len(requests) // clients)
        while time.perf_counter() - began < seconds:
            for key, _events in selector.select(timeout=0.1):
                connection, state = key.fileobj, key.data
                try:
                    part = connection.recv(1 << 18)
                    state[1] += part
                    whole = split(state[1])
                    if whole is None and not part:
                        raise Failed("the connection was closed")
                    if whole is None:
                        continue
                    if status(whole[0]) != 200:
                        raise Failed(f"status {status(whole[0])}")
                    answers += 1
                    state[0], state[1] = state[0] + 1, b""
                    connection.sendall(requests[state[0] % len(requests)])
                except (Failed, OSError):
                    failures += 1
                    selector.unregister(connection)
                    connection.close()
                    start(state[0] + 1)
        elapsed = time.perf_counter() - began
        for key in list(selector.get_map().values()):
            key.fileobj.close()
    return Throughput(answers / elapsed, answers, failures)
