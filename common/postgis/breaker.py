# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database that is away is found out by one request at a time, not by each of them."""

import time
from collections.abc import Callable
from threading import Lock

RETRY_SECONDS = 0.5


class Breaker:
    """Lets requests through to a database; after a failure only one at a time, half a second after the last.

    Whoever was let through says how it went: `succeeded`, `failed`, or `given_up` for no answer either way.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock, self._lock = clock, Lock()
        self._failed_at: float | None = None
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether the database was away when it was last asked."""
        return self._failed_at is not None

    def admits(self) -> bool:
        """Whether to ask the database now: while it is away, one at a time and every `RETRY_SECONDS`."""
        with self._lock:
            if self._failed_at is None:
                return True
            if self._trying or self._clock() - self._failed_at < RETRY_SECONDS:
                return False
            self._trying = True
            return True

    def failed(self) -> bool:
        """Note that the database is away; whether that is news."""
        with self._lock:
            news, self._failed_at, self._trying = self._failed_at is None, self._clock(), False
            return news

    def succeeded(self) -> bool:
        """Note that the database is there; whether that is news."""
        with self._lock:
            news, self._failed_at, self._trying = self._failed_at is not None, None, False
            return news

    def given_up(self) -> None:
        """Note that nothing was learnt."""
        with self._lock:
            self._trying = False
