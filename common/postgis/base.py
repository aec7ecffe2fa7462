# SPDX-License-Identifier: AGPL-3.0-or-later
"""GeoDjango's engine beside psycopg_pool: what is lent again is ready, and still connected.

Django teaches a connection geometries anew each time that it is lent, which here is done once.

A request that finds the database away is told so within the pool's `timeout`, and those after it at once
(`breaker`). The server closes its end of a connection when it stops: that is seen on the socket, without a
question, before the connection is lent.
"""

import logging
import select
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import psycopg
from django.conf import settings
from django.contrib.gis.db.backends.postgis.base import DatabaseWrapper as PostGISWrapper
from django.db.utils import OperationalError
from psycopg import Connection
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolTimeout

from common.postgis import bounds, listening
from common.postgis.breaker import Breaker

log = logging.getLogger(__name__)


class DatabaseAway(OperationalError):
    """No connection to the database could be had in time."""


class DatabaseWrapper(PostGISWrapper):
    """PostGIS through a pool: its connections are alive, and refused at once while the database is away."""

    _naming = Lock()
    _taught: WeakSet[Connection] = WeakSet()
    # What is known of each pool's database, and how many connections had failed when it was last known.
    _breakers: WeakKeyDictionary[ConnectionPool, Breaker] = WeakKeyDictionary()
    _failures: WeakKeyDictionary[ConnectionPool, int] = WeakKeyDictionary()

    @property
    def queries_logged(self) -> bool:
        """Whether statements are kept for the developer: not in a try, which would hold thousands of them."""
        return self.force_debug_cursor or (settings.DEBUG and not settings.LIKE_IN_SERVICE)

    def get_connection_params(self) -> dict:
        """What a new connection is opened with, the bounds of its statements among it."""
        params = super().get_connection_params()
        if bounded := bounds.options(self.settings_dict.get("BOUNDS", {})):
            params["options"] = f"{params.get('options', '')} {bounded}".strip()
        return params

    def get_new_connection(self, conn_params: dict) -> Connection:
        """A connection that is still connected; raises DatabaseAway, at once when that is known already."""
        pool = self.pool
        if pool is None:
            return super().get_new_connection(conn_params)
        with self._naming:
            breaker = self._breakers.setdefault(pool, Breaker())
        if not breaker.admits() and not pool.get_stats()["pool_available"]:
            raise DatabaseAway("the database is away")
        try:
            lent = super().get_new_connection(conn_params)
            while is_hung_up(lent):
                pool.putconn(lent)
                lent = super().get_new_connection(conn_params)
        except PoolTimeout as error:
            # All lent is not away: only a connection that could not be made says so.
            failures = pool.get_stats().get("connections_errors", 0)
            if failures > self._failures.get(pool, 0) and breaker.failed():
                log.warning("The database is away: %s", error)
            self._failures[pool] = failures
            raise DatabaseAway(str(error)) from error
        finally:
            # Whatever happened: a turn that is never given back would keep everybody out.
            breaker.given_up()
        if breaker.is_open and breaker.succeeded():
            self._failures[pool] = pool.get_stats().get("connections_errors", 0)
            log.warning("The database is back")
        return lent

    def _configure_connection(self, connection: Connection) -> bool:
        """Have each connection listen to what changes."""
        commit = super()._configure_connection(connection)  # type: ignore[misc]  # Django's, which the stubs leave out
        listening.listen(connection)
        return commit or not connection.autocommit

    def register_geometry_adapters(self, pg_connection: Any, clear_caches: bool = False) -> None:
        """Teach a connection to read and write geometries, once, unless the server has hung up."""
        if is_hung_up(pg_connection):
            return  # it will not be lent: teaching it would fail, and lose it to the pool
        if clear_caches or pg_connection not in self._taught:
            super().register_geometry_adapters(pg_connection, clear_caches)
            self._taught.add(pg_connection)


def is_hung_up(lent: Connection) -> bool:
    """Whether the server has closed its end of a connection that nobody uses; asks the server nothing.

    A resting connection has nothing to read but that, or a notice, which only then is told apart by asking.
    """
    if lent.closed:
        return True
    if lent.pgconn.transaction_status != TransactionStatus.IDLE:
        return False
    poll = select.poll()
    poll.register(lent.fileno(), select.POLLIN)
    if not poll.poll(0):
        return False
    try:
        ConnectionPool.check_connection(lent)
    except psycopg.Error:
        return True
    return False
