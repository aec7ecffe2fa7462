"""GeoDjango's engine beside psycopg_pool: what is lent again is warm, and ready.

The pool lends the connection that has rested longest, so that requests which come one after another go
round all the backends, whose memory is then cold; and Django teaches it geometries anew each time. Together
they took a twentieth of an answer of the API.
"""

from collections import deque
from threading import Lock
from weakref import WeakSet

from django.contrib.gis.db.backends.postgis.base import DatabaseWrapper as PostGISWrapper
from psycopg import Connection
from psycopg_pool import ConnectionPool


class LastInFirstOut(deque):
    """A queue that is a stack: psycopg_pool adds on the right and takes on the left."""

    def popleft(self) -> Connection:
        return self.pop()


class DatabaseWrapper(PostGISWrapper):
    _arranging = Lock()
    _taught: WeakSet[Connection] = WeakSet()

    @property
    def pool(self) -> ConnectionPool | None:
        """The pool of this database for the whole process; None without one."""
        pool = super().pool
        # The package has no setting for the order. Its queue is replaced before the pool opens, while it is
        # empty; a version without that queue would lend in its own order.
        if pool is not None and not isinstance(pool._pool, LastInFirstOut):
            with self._arranging:
                if not isinstance(pool._pool, LastInFirstOut):
                    pool._pool = LastInFirstOut(pool._pool)
        return pool

    def register_geometry_adapters(self, pg_connection: Connection, clear_caches: bool = False) -> None:
        if clear_caches or pg_connection not in self._taught:
            super().register_geometry_adapters(pg_connection, clear_caches)
            self._taught.add(pg_connection)
