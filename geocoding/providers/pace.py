# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often a service may be asked, over all the processes that ask it."""

import time
from collections.abc import Callable
from typing import Protocol

from django.db import connection


class Pace(Protocol):
    """Something to wait for before each call."""

    def wait(self) -> None:
        """Return when the next call may be made."""


class Unpaced:
    """For a service of our own."""

    def wait(self) -> None:
        """Return at once."""
        return


class SharedPace:
    """At most `per_second` calls a second to `service`, whichever process or machine makes them.

    PostgreSQL hands out the moments: one statement a call. Never call it in a transaction that lasts,
    which would hold everybody else's turn.
    """

    def __init__(self, service: str, per_second: float, sleep: Callable[[float], None] = time.sleep) -> None:
        if per_second <= 0:
            raise ValueError("per_second must be positive")
        self._service, self._interval, self._sleep = service, 1 / per_second, sleep

    def wait(self) -> None:
        """Sleep until this caller's turn, one among all processes of the site."""
        with connection.cursor() as cursor:
            cursor.execute(_NEXT_TURN, {"service": self._service, "seconds": self._interval})
            (seconds,) = cursor.fetchone()
        if seconds > 0:
            self._sleep(seconds)


_NEXT_TURN = """
    INSERT INTO geocoding_turn (service, next_at) VALUES (%(service)s, clock_timestamp())
    ON CONFLICT (service) DO UPDATE SET next_at = greatest(
        geocoding_turn.next_at + make_interval(secs => %(seconds)s), clock_timestamp()
    )
    RETURNING extract(epoch FROM next_at - clock_timestamp())::float
"""
