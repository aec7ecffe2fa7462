# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who does what, said to the history for the time of a block."""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from history.models import Act, Cause

_NAMES = ("history.act", "history.cause", "history.by", "history.run", "history.undoes", "history.note")


@contextlib.contextmanager
def acting(
    cause: Cause, by: Any = None, *, run: int | None = None, undoes: Act | None = None, note: str = ""
) -> Iterator[None]:
    """Everything changed in the block is one act, of this cause, by this user (None: nobody who signed in).

    The block is one transaction. A block inside another that says the same is part of it; one that says
    otherwise is an act of its own, and the outer one goes on after it. Where nothing changes, no act is
    noted.
    """
    user = getattr(by, "pk", None)
    said = ("", str(cause), *map(_text, (user, run, undoes.pk if undoes else None, note[:300])))
    inner = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if not inner:
            # What is said ends with the transaction.
            _say(cursor, said)
            yield
            return
        cursor.execute("SELECT " + ", ".join("current_setting(%s, true)" for _ in _NAMES), _NAMES)
        before = tuple(map(_text, cursor.fetchone()))
        if before[1:] == said[1:]:
            yield
            return
        _say(cursor, said)
        yield
        _say(cursor, before)


def current_act() -> int | None:
    """The number of the act that the block has noted so far; None where nothing has changed yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('history.act', true), '')::bigint")
        return cursor.fetchone()[0]


def noted(cause: Cause, by: Any = None, note: str = "") -> Act:
    """An act that changes no record with a history: a protection, a blocked account."""
    with acting(cause, by, note=note), connection.cursor() as cursor:
        cursor.execute("SELECT history_current_act()")
        return Act.objects.get(pk=cursor.fetchone()[0])


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _say(cursor: Any, values: tuple[str, ...]) -> None:
    """For the transaction alone: what is not finished is taken back by PostgreSQL with the rest."""
    call = ", ".join("set_config(%s, %s, true)" for _ in _NAMES)
    pairs = zip(_NAMES, values, strict=True)
    cursor.execute(f"SELECT {call}", [part for pair in pairs for part in pair])
