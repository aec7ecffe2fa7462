# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two transactions that wait for each other: PostgreSQL ends one of them, which only has to begin again."""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected, LockNotAvailable

Answer = TypeVar("Answer")
TRIES = 3


def again_after_deadlock(transaction: Callable[[], Answer]) -> Answer:
    """What `transaction` gives: a whole one, run again where it was ended for another's sake.

    Three times at most; within a larger transaction once, since that one is lost as a whole.
    """
    tries = 1 if connection.in_atomic_block else TRIES
    for left in reversed(range(tries)):
        try:
            return transaction()
        except OperationalError as error:
            if not left or not isinstance(error.__cause__, DeadlockDetected):
                raise
    raise AssertionError("unreachable")


def someone_writes(error: Exception) -> bool:
    """Whether an error says that another's transaction was waited for as long as one waits, and no more."""
    return isinstance(error, OperationalError) and isinstance(
        error.__cause__, DeadlockDetected | LockNotAvailable
    )
