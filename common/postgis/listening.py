# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database says changed, heard by every process, at no cost for who asks whether anything did.

Each connection listens to one channel (`pg_notify('reperes', what)`, in a trigger). What PostgreSQL says
waits on the connection's socket: to look there asks the server nothing. A connection that is new may have
missed something: whoever kept an answer then asks once more.
"""

from collections import Counter
from threading import Lock
from weakref import WeakSet

import psycopg
from django.db import connection
from psycopg import Connection, Notify
from psycopg.pq import TransactionStatus

CHANNEL = "reperes"

_lock = Lock()
_listening: WeakSet[Connection] = WeakSet()
_told: Counter[str] = Counter()
_connections = 0


def listen(lent: Connection) -> None:
    """Have a connection listen, once; what was said before it did was missed."""
    global _connections
    with _lock:
        if lent in _listening:
            return
        _listening.add(lent)
    lent.add_notify_handler(_note)
    lent.execute(f"LISTEN {CHANNEL}")
    with _lock:
        _connections += 1


def heard(what: str) -> tuple[int, int]:
    """A mark that is another one once the database said that `what` changed, or may have said so unheard.

    Asks the server nothing.
    """
    connection.ensure_connection()
    _look(connection.connection)
    return _told[what], _connections


def _note(said: Notify) -> None:
    if said.channel == CHANNEL:
        with _lock:
            _told[said.payload] += 1


def _look(lent: Connection) -> None:
    """Hear what waits on the socket of a connection."""
    if lent.pgconn.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
        return
    try:
        lent.pgconn.consume_input()
    except psycopg.OperationalError:
        # The server is gone: the next statement tells, better than this one could.
        return
    while said := lent.pgconn.notifies():
        _note(Notify(said.relname.decode(), said.extra.decode(), said.be_pid))
