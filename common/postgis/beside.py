# SPDX-License-Identifier: AGPL-3.0-or-later
"""A connection to the same database beside Django's, for what must not share its transaction or its end."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Connection, connect

from common.required import required

_ASK_AGAIN_SECONDS = 0.2
_WHERE = ("dbname", "host", "port", "user", "password")


def connect_beside(alias: str = DEFAULT_DB_ALIAS, **instead: str) -> Connection:
    """A plain connection of its own, which whoever asked closes; `instead` says what differs (`dbname`…)."""
    parameters = connections[alias].get_connection_params() | instead
    return connect(**{name: parameters[name] for name in _WHERE if name in parameters})


@contextmanager
def alone(number: int, wait: Callable[[], None], alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Hold a lock of the database that one process has at a time; `wait` is called once if another has it.

    It is asked for again and again: a statement that waits would hold up CREATE INDEX CONCURRENTLY, which
    waits for every statement, in the very process that has the lock.
    """
    with connect_beside(alias) as own:
        own.autocommit = True
        asked = 0
        while not required(own.execute("SELECT pg_try_advisory_lock(%s)", [number]).fetchone())[0]:
            if not asked:
                wait()
            asked += 1
            time.sleep(_ASK_AGAIN_SECONDS)
        yield
