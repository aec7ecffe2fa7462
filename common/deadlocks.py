"""Two transactions that wait for each other: PostgreSQL ends one of them, which only has to begin again."""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

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
