# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far a run is, told to who watches while its one transaction is still open.

What a transaction writes is seen by nobody before its end, so this goes through a connection of its
own, at most once a second.
"""

import time
from collections.abc import Callable
from types import TracebackType

from django.db import connection
from django.utils import timezone

from data.models import RunProgress

Tell = Callable[[str, int, int], None]
"""What is being done, how many are done, and of how many (0: not known)."""

_EVERY_SECONDS = 1.0


class Stopped(Exception):
    """Somebody asked for the work to be given up: nothing of it is to be written."""


def silent(phase: str, done: int, total: int) -> None:
    """Tell nobody."""


class Progress:
    """Tells how far a run is; a context manager, whose end closes its connection."""

    def __init__(self, run_id: int):
        self._run_id = run_id
        self._connection = connection.copy()
        self._told = 0.0

    def __enter__(self) -> "Progress":
        self.tell("", 0, 0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def tell(self, phase: str, done: int, total: int) -> None:
        """Note how far a phase is, in rows; not more often than each `_EVERY_SECONDS`.

        Raises Stopped, in the transaction of the work, where somebody asked for it to be given up.
        """
        now = time.monotonic()
        if now - self._told < _EVERY_SECONDS:
            return
        self._told = now
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {RunProgress._meta.db_table} SET phase = %s, done = %s, total = %s, told_at = %s"
                " WHERE run_id = %s RETURNING stop",
                [phase, done, total, timezone.now(), self._run_id],
            )
            asked = cursor.fetchone()
        if asked and asked[0]:
            raise Stopped
